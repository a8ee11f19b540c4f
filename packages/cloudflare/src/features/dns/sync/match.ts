import { atOnce, canonicalJson, type JsonObject } from '@crunchtools/mcp-core';
import type { CheckedRecord } from './desired.ts';
import { type ExistingRecord, valueKey } from './existing.ts';

/** `Map.groupBy`, which Node 20 does not have. */
export function groupBy<Item, Key>(items: Iterable<Item>, keyOf: (item: Item) => Key): Map<Key, Item[]> {
  return atOnce(groupInSteps(items, keyOf));
}

export function* groupInSteps<Item, Key>(
  items: Iterable<Item>,
  keyOf: (item: Item) => Key,
): Generator<void, Map<Key, Item[]>, void> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
    yield;
  }
  return groups;
}

export function* filterInSteps<Item>(
  items: Iterable<Item>,
  keeps: (item: Item) => boolean,
): Generator<void, Item[], void> {
  const kept: Item[] = [];
  for (const item of items) {
    if (keeps(item)) kept.push(item);
    yield;
  }
  return kept;
}

export function* mapInSteps<Item, Result>(
  items: Iterable<Item>,
  make: (item: Item) => Result,
): Generator<void, Result[], void> {
  const made: Result[] = [];
  for (const item of items) {
    made.push(make(item));
    yield;
  }
  return made;
}

/** Not `push(...items)`: a call takes some 100,000 arguments at most. */
export function* appendInSteps<Item>(list: Item[], items: Iterable<Item>): Generator<void, void, void> {
  for (const item of items) {
    list.push(item);
    yield;
  }
}

export function* findInSteps<Item>(
  items: Iterable<Item>,
  is: (item: Item) => boolean,
): Generator<void, Item | undefined, void> {
  for (const item of items) {
    if (is(item)) return item;
    yield;
  }
  return undefined;
}

export interface Pair<Stored> {
  readonly wish: CheckedRecord;
  readonly record: Stored;
}

/** How the wishes for one name and type meet the records there. */
export interface Matching<Stored> {
  /** Of one value each; attributes may differ. */
  readonly equal: readonly Pair<Stored>[];
  /** The record is to take the wish's value. */
  readonly changed: readonly Pair<Stored>[];
  readonly missing: readonly CheckedRecord[];
  readonly unlisted: readonly Stored[];
}

/** Types whose values are statements of their own, such as one proof of ownership each, and not one set. */
const independent: ReadonlySet<string> = new Set(['CAA', 'TXT']);

/**
 * Pairs wishes with records of the same name and type. Equal values first; then values that say the same thing anew
 * (an SPF policy, the priority of a mail host); then the others, in the order given. Every pair saves one operation,
 * so no other pairing needs fewer.
 *
 * While nothing may be pruned, a record gives up its value only where it is clear that the wishes replace it: not
 * where values are independent, and not where some records would be left over.
 */
export function* matchValuesInSteps<Stored extends ExistingRecord>(
  wishes: readonly CheckedRecord[],
  records: readonly Stored[],
  { zoneName, prune }: { readonly zoneName: string; readonly prune: boolean },
): Generator<void, Matching<Stored>, void> {
  const byValue = yield* pairInSteps(
    wishes,
    records,
    (wish) => wish.key,
    (record) => valueKey(record, zoneName),
  );
  const bySubject = yield* pairInSteps(
    byValue.wishes,
    byValue.records,
    ({ type, value }) => subjectOf(type, value),
    (record) => subjectOf(record.type, record),
  );
  const { wishes: missing, records: unlisted } = bySubject;
  const type = wishes[0]?.type ?? '';
  const replaces = prune || (!independent.has(type) && unlisted.length <= missing.length);
  const count = replaces ? Math.min(missing.length, unlisted.length) : 0;
  const others: Pair<Stored>[] = [];
  for (const [index, record] of unlisted.slice(0, count).entries()) {
    const wish = missing[index];
    if (wish !== undefined) others.push({ wish, record });
    yield;
  }
  return {
    equal: byValue.pairs,
    changed: [...bySubject.pairs, ...others],
    missing: missing.slice(count),
    unlisted: unlisted.slice(count),
  };
}

interface Paired<Stored> {
  readonly pairs: readonly Pair<Stored>[];
  readonly wishes: readonly CheckedRecord[];
  readonly records: readonly Stored[];
}

/**
 * Pairs what has the same key, each wish and each record once; without a key nothing is paired. It takes time in
 * proportion to both.
 */
export function* pairInSteps<Stored>(
  wishes: readonly CheckedRecord[],
  records: readonly Stored[],
  keyOfWish: (wish: CheckedRecord) => string | undefined,
  keyOfRecord: (record: Stored) => string | undefined,
): Generator<void, Paired<Stored>, void> {
  if (wishes.length === 0 || records.length === 0) return { pairs: [], wishes, records };
  // The first of a group comes last, because a list gives up its first entry only by moving all others.
  const open = yield* groupInSteps(records.toReversed(), keyOfRecord);
  const pairs: Pair<Stored>[] = [];
  const without: CheckedRecord[] = [];
  for (const wish of wishes) {
    const key = keyOfWish(wish);
    const record = key === undefined ? undefined : open.get(key)?.pop();
    if (record === undefined) without.push(wish);
    else pairs.push({ wish, record });
    yield;
  }
  const taken = new Set<Stored>();
  for (const { record } of pairs) {
    taken.add(record);
    yield;
  }
  const others = yield* filterInSteps(records, (record) => !taken.has(record));
  return { pairs, wishes: without, records: others };
}

/** What a value is about, where a name has one value only about each such thing. */
export function subjectOf(
  type: string,
  {
    content = '',
    data = {},
  }: { readonly content?: string | undefined; readonly data?: JsonObject | undefined },
): string | undefined {
  switch (type) {
    case 'TXT':
      // SPF, DMARC, DKIM, MTA-STS and others begin with their version; a name has one policy of each kind.
      return /^"?v=([\w.-]+)/i.exec(content)?.[1]?.toLowerCase();
    case 'MX':
      return content.toLowerCase();
    case 'SRV':
      return `${canonicalJson(data['target'])}:${canonicalJson(data['port'])}`;
    case 'CAA':
      return `${canonicalJson(data['tag'])} ${canonicalJson(data['value'])}`;
    case 'HTTPS':
    case 'SVCB':
      return canonicalJson(data['target']);
    default:
      return undefined;
  }
}
