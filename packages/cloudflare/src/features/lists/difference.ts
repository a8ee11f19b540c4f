import { type Change, type JsonObject, sameJson } from '@crunchtools/mcp-core';
import type { ListItem } from './api.ts';
import type { Domains } from './domains.ts';
import { type ItemKind, itemChange, keyIn, listScope } from './kinds.ts';
import { sourceOf, textIn } from './redirect.ts';
import type { Origin, Problem, Wish, Wishes } from './wishes.ts';

/** The members of a state that the difference is made of, and what was found on the way. */
export interface Difference {
  readonly creations: readonly Change[];
  readonly updates: readonly Change[];
  readonly deletions: readonly Change[];
  readonly unchanged: number;
  /** Items that are not listed and stay. */
  readonly staying: readonly JsonObject[];
  /** Of those, how many `prune` would have deleted if they were in a zone that may be touched. */
  readonly outside: number;
  /** Keys of items that were to go and are not there. */
  readonly absent: readonly string[];
  /** What is wished of items that cannot be changed here. */
  readonly unchangeable: readonly Problem[];
  /** Deleted ones that undo cannot bring back as a whole. */
  readonly lossy: number;
  /** How many of those `prune` would have deleted. */
  readonly repeated: number;
  /** How many items are of a form that is not known here. They stay, whatever is wished. */
  readonly unknown: number;
}

export interface Place {
  readonly accountId: string;
  readonly list: string;
  readonly domains: Domains | undefined;
  readonly allowed: Domains | undefined;
}

/** The zone that a source is in. */
export function zoneOf(domains: Domains | undefined, url: string): string | undefined {
  const source = sourceOf(url);
  return typeof source === 'string' ? undefined : domains?.zoneOf(source.host);
}

function zoneOfState({ domains, allowed }: Place, state: JsonObject): string | undefined {
  return zoneOf(allowed ?? domains, textIn(state, 'source_url'));
}

export function isAllowed(place: Place, state: JsonObject): boolean {
  return place.allowed === undefined || zoneOfState(place, state) !== undefined;
}

interface Sides<Given> {
  readonly items: readonly ListItem[];
  readonly given: Wishes<Given>;
  readonly wished: (wish: Wish<Given>, state: JsonObject | undefined) => JsonObject;
  readonly prune: boolean;
  /** Keys of items that go, others or not. */
  readonly removed: ReadonlyMap<string, Origin>;
}

export function* differenceInSteps<Given>(
  kind: ItemKind,
  place: Place,
  { items, given, wished, prune, removed }: Sides<Given>,
): Generator<void, Difference, void> {
  const creations: Change[] = [];
  const updates: Change[] = [];
  const deletions: Change[] = [];
  const staying: JsonObject[] = [];
  let unchanged = 0;
  let outside = 0;
  const scopeOf = (state: JsonObject) =>
    listScope(place.accountId, place.list, zoneOfState(place, state) ?? place.list);
  const { states, partly, unknown } = yield* statesInSteps(kind, place, items);
  const unchangeable: Problem[] = [];
  let repeated = 0;
  let lossy = 0;
  for (const [key, [before, ...others]] of states) {
    yield;
    const wish = given.byKey.get(key);
    const after = wish === undefined ? undefined : wished(wish, before);
    if (after !== undefined && [before, ...others].every((state) => sameJson(state, after))) {
      unchanged += 1;
      staying.push(before);
    } else if (others.length > 0) {
      const gone = removed.get(key);
      if (wish !== undefined)
        unchangeable.push({ origin: wish.origin, member: kind.member, problem: writtenTwice });
      else if (gone !== undefined) unchangeable.push({ origin: gone, problem: writtenTwice });
      else if (prune) repeated += 1;
      staying.push(before, ...others);
    } else if (wish !== undefined && partly.has(key)) {
      unchangeable.push({ origin: wish.origin, member: kind.member, problem: wouldLose });
    } else if (after !== undefined) {
      updates.push(itemChange(kind, scopeOf(after), { before, after }));
    } else if ((prune || removed.has(key)) && isAllowed(place, before)) {
      deletions.push(itemChange(kind, scopeOf(before), { before }));
      if (partly.has(key)) lossy += 1;
    } else {
      if (prune) outside += 1;
      staying.push(before);
    }
  }
  const absent = [...removed.keys()].filter((key) => !states.has(key));
  for (const [key, wish] of given.byKey) {
    yield;
    if (states.has(key)) continue;
    const after = wished(wish, undefined);
    creations.push(itemChange(kind, scopeOf(after), { after }));
  }
  return {
    creations,
    updates,
    deletions,
    unchanged,
    staying,
    outside,
    absent,
    unchangeable,
    lossy,
    repeated,
    unknown,
  };
}

const writtenTwice =
  'is in the list twice, written in two ways, so that it cannot be told which one to change: delete one of them in the dashboard';

const wouldLose =
  'has members beside it in the list that this server does not know, and would lose them: change it in the dashboard';

/** The states of items by what tells them apart, mostly one each, which of them are not all of an item, and how many items have none. */
function* statesInSteps(
  kind: ItemKind,
  { list }: Place,
  items: readonly ListItem[],
): Generator<
  void,
  { states: Map<string, [JsonObject, ...JsonObject[]]>; partly: ReadonlySet<string>; unknown: number },
  void
> {
  const states = new Map<string, [JsonObject, ...JsonObject[]]>();
  const partly = new Set<string>();
  let unknown = 0;
  for (const item of items) {
    yield;
    const state = kind.stateOf(list, item.value, item.comment);
    if (state === undefined) {
      unknown += 1;
      continue;
    }
    const key = keyIn(kind, state);
    if (!item.isKnown) partly.add(key);
    const known = states.get(key);
    if (known === undefined) states.set(key, [state]);
    else known.push(state);
  }
  return { states, partly, unknown };
}
