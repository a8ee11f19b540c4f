import { atOnce } from '@crunchtools/mcp-core';

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
