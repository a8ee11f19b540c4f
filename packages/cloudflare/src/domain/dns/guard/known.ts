import type { ChangeSequence, JsonObject } from '@crunchtools/mcp-core';
import { isJsonObject } from '@crunchtools/mcp-core';
import type { Naming } from './hosts.ts';
import { foldName, guardedRecord, textIn } from './record.ts';

/** Records of the zone that are not part of the plan, where some were read. */
export interface Known {
  /** In the form of the states of changes. */
  readonly records?: readonly JsonObject[];
}

type By = 'byMail' | 'byDelegation' | 'byService';

const pointing: Readonly<Record<string, By>> = { MX: 'byMail', NS: 'byDelegation', SRV: 'byService' };

/** Which hosts are named by MX, NS and SRV records: those of the plan, before and after, and those that are known. */
export class NamesOfOthers {
  readonly #hosts: Readonly<Record<By, Set<string>>> = {
    byMail: new Set(),
    byDelegation: new Set(),
    byService: new Set(),
  };

  constructor(changes: ChangeSequence, { records = [] }: Known) {
    for (const state of records) this.#take(state, '');
    for (const { resource, scope, before, after } of changes) {
      if (resource !== 'dns_record') continue;
      this.#take(before, scope.name);
      this.#take(after, scope.name);
    }
  }

  naming(host: string): Naming {
    return {
      byMail: this.#hosts.byMail.has(host),
      byDelegation: this.#hosts.byDelegation.has(host),
      byService: this.#hosts.byService.has(host),
    };
  }

  #take(state: JsonObject | undefined, zoneName: string): void {
    if (state === undefined) return;
    const type = textIn(state, 'type');
    const by = Object.hasOwn(pointing, type) ? pointing[type] : undefined;
    if (by === undefined) return;
    const { data, content } = guardedRecord(state, foldName('@', zoneName));
    const target = isJsonObject(data) ? textIn(data, 'target') : '';
    this.#hosts[by].add(type === 'SRV' ? target : content);
  }
}
