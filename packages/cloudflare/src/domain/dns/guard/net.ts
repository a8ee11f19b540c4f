import type { GuardReason } from '@crunchtools/mcp-core';
import { effectOf, type GuardedRecord } from './record.ts';

/** What a plan makes of the records of one kind at one name: those that go and those that come, without what stays. */
export interface Net {
  readonly name: string;
  /** In the form of `name`. */
  readonly zoneName: string;
  readonly before: readonly GuardedRecord[];
  readonly after: readonly GuardedRecord[];
  /** The records at this name that the plan leaves as they are, of every type; `undefined` where they were not read. */
  readonly others?: readonly GuardedRecord[] | undefined;
}

/** The reasons that one kind of record gives; none when nothing that matters differs. */
export type NetJudge = (net: Net) => readonly GuardReason[];

/** Without the records that are there before and after alike. */
export function withoutSame(net: Net): Net {
  const { before, after } = net;
  if (before.length === 0 || after.length === 0) return net;
  const counts = new Map<string, number>();
  for (const effect of before.map(effectOf)) counts.set(effect, (counts.get(effect) ?? 0) + 1);
  const comes = after.filter((record) => take(counts, effectOf(record)) <= 0);
  const goes = before.filter((record) => take(counts, effectOf(record)) > 0);
  return { ...net, before: goes, after: comes };
}

/** How many are left, before one is taken. */
function take(counts: Map<string, number>, effect: string): number {
  const left = counts.get(effect) ?? 0;
  counts.set(effect, left - 1);
  return left;
}

export function labelsOf(name: string, zoneName: string): readonly string[] {
  if (name === zoneName) return [];
  const below = name.endsWith(`.${zoneName}`) ? name.slice(0, -(zoneName.length + 1)) : name;
  return below.split('.');
}

/**
 * A name as it may stand in a sentence of ours: only if it is a well-formed name. Labels that serve a protocol
 * (`_dmarc`) are left away, because the sentence is about the domain.
 */
export function domainOf(name: string): string {
  const labels = name.split('.');
  return sayable(labels.slice(labels.findLastIndex((label) => label.startsWith('_')) + 1).join('.'));
}

export function sayable(name: string): string {
  return /^[a-z0-9_*-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,127}$/u.test(name) ? name : 'this name';
}
