import {
  type Change,
  type Executor,
  type Guard,
  type GuardJudge,
  type JsonObject,
  type Outcome,
  type Reconciliation,
  type Scope,
  sameJson,
} from '@crunchtools/mcp-core';
import type { Dnssec } from '../api/dnssec.ts';
import type { CloudflareApi } from '../api/index.ts';
import { patchOf, stateFrom, stateOf } from '../changes/dnssec.ts';
import { describeDnssec, guardReasons, guards } from '../domain/dnssec/index.ts';
import { unlike } from './unlike.ts';

/**
 * Reads and updates DNSSEC of a zone, which always exists: nothing of it is created or deleted. Deleting the keys
 * (`DELETE /zones/{zone_id}/dnssec`) is not offered: it gains nothing, and cannot be undone without new steps at the
 * registrar.
 */
export class DnssecExecutor implements Executor {
  readonly resource = 'dnssec';
  readonly identity = [];
  readonly guards: readonly Guard[] = guards;
  readonly #api: CloudflareApi['dnssec'];

  constructor(api: CloudflareApi['dnssec']) {
    this.#api = api;
  }

  async read({ scope }: Pick<Change, 'scope'>): Promise<JsonObject | undefined> {
    return { ...stateOf(await this.#api.get(scope.id)) };
  }

  async batchLimit(_scope: Scope): Promise<number> {
    return 1;
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const change of changes) outcomes.push(await this.#applyOne(change));
    return outcomes;
  }

  /** A state is what it is, whoever set it: one that is as wished counts as applied. */
  async reconcile(changes: readonly Change[]): Promise<Reconciliation> {
    const outcomes: Outcome[] = [];
    for (const change of changes) {
      const now = await this.#api.get(change.scope.id);
      const observed = { ...stateOf(now) };
      if (!sameJson(observed, change.after)) return unlike(observed, change);
      outcomes.push(outcomeOf(change.scope, now));
    }
    return { verdict: 'applied', outcomes };
  }

  judge(): GuardJudge {
    return ({ before, after }) => guardReasons(stateFrom(before), stateFrom(after));
  }

  irreversibleReason({ before }: Change): string | undefined {
    return stateFrom(before)?.status === 'error'
      ? 'the state before was an error, which nobody can ask for'
      : undefined;
  }

  summarise(
    _action: Change['action'],
    before: JsonObject | undefined,
    after: JsonObject | undefined,
  ): string {
    return describeDnssec(stateFrom(before), stateFrom(after));
  }

  async #applyOne({ action, scope, before, after }: Change): Promise<Outcome> {
    const [from, to] = [stateFrom(before), stateFrom(after)];
    if (action !== 'update' || from === undefined || to === undefined) {
      throw new Error(`DNSSEC cannot be changed by ${action}`);
    }
    return outcomeOf(scope, await this.#api.edit(scope.id, patchOf(from, to)));
  }
}

function outcomeOf({ id }: Scope, dnssec: Dnssec): Outcome {
  return { id, observed: { ...stateOf(dnssec) } };
}
