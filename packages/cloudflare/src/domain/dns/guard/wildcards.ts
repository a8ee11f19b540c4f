import type { GuardReason } from '@crunchtools/mcp-core';
import { addressTypes, isForTests, sameAddress } from './hosts.ts';
import { labelsOf, sayable } from './net.ts';
import type { GuardedRecord } from './record.ts';
import { isSpf } from './spf.ts';
import { reason } from './table.ts';

/**
 * What wildcards answer for names that do not exist (RFC 4592), and what of it ends when a name comes into being: for
 * every type at once (section 2.2.1), and also when it exists only because another one is below it (section 2.2.2). At Cloudflare
 * a wildcard reaches down any number of labels, too (developers.cloudflare.com/dns/manage-dns-records/reference/wildcard-dns-records).
 */
export class Wildcards {
  /** By the name above the `*`. */
  readonly #records = new Map<string, GuardedRecord[]>();
  readonly #existing = new Set<string>();

  /** @param record one that was there before the plan. */
  take(record: GuardedRecord): void {
    for (const name of upwards(record.name)) this.#existing.add(name);
    if (!record.name.startsWith('*.')) return;
    const parent = record.name.slice(2);
    this.#records.set(parent, [...(this.#records.get(parent) ?? []), record]);
  }

  get areThere(): boolean {
    return this.#records.size > 0;
  }

  /**
   * What a new record takes from names that a wildcard answers for.
   * @param zoneName in the form of `name`.
   * @param plannedAt all records that the plan brings to a name.
   */
  reasons(
    name: string,
    zoneName: string,
    plannedAt: (name: string) => readonly GuardedRecord[],
  ): readonly GuardReason[] {
    const reasons: GuardReason[] = [];
    for (const [index] of labelsOf(name, zoneName).entries()) {
      const born = name.split('.').slice(index).join('.');
      if (this.#existing.has(born)) break;
      const text = lossAt(born, zoneName, this.#answersFor(born, zoneName), plannedAt(born));
      if (text !== undefined) reasons.push(reason('dns.below_wildcard', text));
    }
    return reasons;
  }

  /** The closest name above that exists has the wildcard that answers, or there is none (section 3.3.1). */
  #answersFor(name: string, zoneName: string): readonly GuardedRecord[] {
    const closest = upwards(name).find((above) => above === zoneName || this.#existing.has(above));
    const found = (closest === undefined ? undefined : this.#records.get(closest)) ?? [];
    // Nobody asks for the address of a label that serves a protocol, unless the wildcard is for such labels.
    const isMeant = !servesProtocol(name, zoneName) || servesProtocol(closest ?? '', zoneName);
    return isMeant ? found : [];
  }
}

/** A name and all names above it. */
function upwards(name: string): readonly string[] {
  const labels = name.split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}

function servesProtocol(name: string, zoneName: string): boolean {
  return labelsOf(name, zoneName).some((label) => label.startsWith('_'));
}

/** What is lost at one name. */
function lossAt(
  name: string,
  zoneName: string,
  answers: readonly GuardedRecord[],
  planned: readonly GuardedRecord[],
): string | undefined {
  if (isForTests(name, zoneName)) return undefined;
  const from = answers.filter(isHost);
  const to = planned.filter(isHost);
  const host = sayable(name);
  if (from.length > 0 && to.length === 0)
    return `A wildcard answers for ${host} and would no longer: whoever uses the name would reach nothing.`;
  if (from.length > 0 && to.some((record) => !from.some((known) => sameAddress(known, record))))
    return `A wildcard answers for ${host} and would no longer: whoever uses the name would reach another server.`;
  const isProtocol = servesProtocol(name, zoneName);
  const lost = answers.filter(
    (record) =>
      !isHost(record) && matters(record, isProtocol) && !planned.some((one) => isOfKind(one, record)),
  );
  if (lost.length === 0) return undefined;
  const types = [...new Set(lost.map(({ type }) => type))].join(', ');
  return `The records of a wildcard (${types}) hold for ${host} and would no longer.`;
}

function isHost({ type }: GuardedRecord): boolean {
  return addressTypes.has(type);
}

/** The texts of a host are for those who put them there, but for those that say who may send mail as it. */
function matters({ type, content }: GuardedRecord, isProtocol: boolean): boolean {
  return type !== 'TXT' || isProtocol || isSpf(content);
}

/** Whether one takes the place of another; that it says something else is for the guards of its kind. */
function isOfKind(one: GuardedRecord, other: GuardedRecord): boolean {
  return one.type === other.type && isSpf(one.content) === isSpf(other.content);
}
