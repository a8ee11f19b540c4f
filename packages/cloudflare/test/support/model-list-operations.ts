import type { Random } from '@crunchtools/mcp-core/testing';
import type { Operation } from './model-operation.ts';
import { type Fields, listPrefix, rulesZone, type State, settableItem } from './model-world.ts';

const redirectLists = ['a', 'b'].map((name) => `${listPrefix}${name}`);
const addressLists = ['ips'].map((name) => `${listPrefix}${name}`);
/** As many items as operations name; those of somebody else come on top. */
const names = 24;

interface Kind {
  readonly tool: string;
  readonly argument: string;
  readonly member: 'source_url' | 'ip';
  readonly lists: readonly string[];
  readonly any: (random: Random) => Fields;
}

const redirectsKind: Kind = {
  tool: 'sync_redirects',
  argument: 'redirects',
  member: 'source_url',
  lists: redirectLists,
  any: (random) => ({
    source_url: `${rulesZone}/p${random.below(names)}`,
    target_url: `https://${rulesZone}/t${random.below(9)}`,
    ...(random.chance(0.3) ? { status_code: random.pick([301, 302, 308]) } : {}),
    ...(random.chance(0.2) ? { comment: `note ${random.below(5)}` } : {}),
  }),
};

const addressesKind: Kind = {
  tool: 'sync_ip_list',
  argument: 'items',
  member: 'ip',
  lists: addressLists,
  any: (random) => ({
    ip: random.chance(0.8) ? `192.0.2.${random.below(names)}` : `198.18.${random.below(9)}.0/24`,
    ...(random.chance(0.4) ? { comment: `note ${random.below(5)}` } : {}),
  }),
};

export const syncRedirects = (random: Random, state: State): Operation =>
  syncList(random, state, redirectsKind);
export const syncAddresses = (random: Random, state: State): Operation =>
  syncList(random, state, addressesKind);

/** Adds, changes, and deletes by `prune` or by name: up to two bulk operations, and a list and a rule before and behind. */
function syncList(random: Random, state: State, { tool, argument, member, lists, any }: Kind): Operation {
  const list = random.pick(lists);
  const own = state.items.filter((item) => item.state['list'] === list);
  const wishes = distinct(
    [...random.some(own, 0.2).map((item) => asWished(item.state)), ...several(random, any)],
    member,
  );
  const prune = random.chance(0.25);
  const wished = new Set(wishes.map((wish) => wish[member]));
  const removed = prune
    ? []
    : random.some(own, 0.15).flatMap(({ state: { [member]: key } }) => (wished.has(key) ? [] : [key]));
  const args = {
    list,
    [argument]: wishes,
    ...(prune ? { prune } : {}),
    ...(removed.length > 0 ? { remove: removed } : {}),
  };
  return {
    tool,
    args,
    wrongIn: (before, after) => {
      const now = new Map(
        after.items
          .filter((item) => item.state['list'] === list)
          .map((item) => [item.state[member], item.state]),
      );
      const missing = wishes.find((wish) => !holds(now.get(wish[member]), wish));
      if (missing !== undefined) return `not there as wished: ${JSON.stringify(missing)}`;
      if (removed.some((key) => now.has(key))) return 'there, and was to go';
      const kept = before.items.filter(
        (item) =>
          item.state['list'] === list &&
          !wished.has(item.state[member]) &&
          !removed.includes(item.state[member]),
      );
      const left = kept.filter((item) => now.has(item.state[member])).length;
      return left === (prune ? 0 : kept.length) ? undefined : 'others are not as they were to be';
    },
  };
}

function several(random: Random, any: Kind['any']): Fields[] {
  return Array.from({ length: random.below(7) }, () => any(random));
}

function asWished(state: Fields): Fields {
  const { list: _, ...wish } = settableItem(state);
  return wish;
}

function distinct(wishes: readonly Fields[], member: Kind['member']): readonly Fields[] {
  return [...new Map(wishes.map((wish) => [wish[member], wish])).values()];
}

function holds(state: Fields | undefined, wish: Fields): boolean {
  return state !== undefined && Object.entries(wish).every(([member, value]) => state[member] === value);
}
