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
