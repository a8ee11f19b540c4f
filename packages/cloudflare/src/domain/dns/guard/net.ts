import type { GuardReason } from '@crunchtools/mcp-core';
import type { GuardedRecord } from './record.ts';

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
export function withoutSame({ before, after, ...place }: Net): Net {
  const counts = new Map<string, number>();
  for (const { key } of before) counts.set(key, (counts.get(key) ?? 0) + 1);
  const comes = after.filter(({ key }) => {
    const count = counts.get(key) ?? 0;
    counts.set(key, count - 1);
    return count <= 0;
  });
  const goes = before.filter(({ key }) => {
    const left = counts.get(key) ?? 0;
    counts.set(key, left - 1);
    return left > 0;
  });
  return { ...place, before: goes, after: comes };
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
