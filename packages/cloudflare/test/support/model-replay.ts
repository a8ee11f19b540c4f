import { isDeepStrictEqual } from 'node:util';
import type { Happening, Told } from '@crunchtools/mcp-core/testing';
import type { Commit } from './model-commit.ts';
import { keyOf } from './model-dns-operations.ts';
import type { Edit } from './model-rival.ts';
import {
  type Fields,
  type Item,
  keyOfItem,
  type PhaseName,
  phaseNames,
  type State,
  settableItem,
  settableList,
  settableListRule,
  settablePageRule,
  settableRecord,
  settableRule,
  settableZone,
} from './model-world.ts';

/** A change as an answer tells it. */
export interface Claim extends Told {
  readonly action: 'create' | 'update' | 'delete' | 'reorder' | 'purge';
  readonly place?: {
    readonly before?: { readonly index: number };
    readonly after?: {
      readonly index: number;
      readonly after: string | null;
      readonly before: string | null;
    };
  };
}

/**
 * The state that follows if the server did what it says, and somebody else what is known of them.
 * @param refOf the ref that a rule of this id had when it was last seen.
 * @throws when the answer tells of more or fewer changes than took effect, or of an impossible one.
 */
export function replay(
  state: State,
  happenings: readonly Happening<Edit, Commit>[],
  claims: readonly Claim[],
  refOf: (id: string) => unknown,
): State {
  const left = [...claims];
  const known = new Set(phaseNames.flatMap((phase) => state[phase].map(({ id }) => id)));
  const memory: Memory = { refOf, isNew: ({ id }) => !known.has(id) };
  let now = state;
  for (const happening of happenings) {
    if (happening.kind === 'act') {
      now = happening.act.apply(now);
      continue;
    }
    const { create, change, delete: removed } = happening.effect;
    const batch = left.splice(0, create + change + removed);
    const told = {
      create: amount(batch, ['create', 'purge']),
      change: amount(batch, ['update', 'reorder']),
      delete: amount(batch, ['delete']),
    };
    if (!isDeepStrictEqual(told, { create, change, delete: removed }))
      throw new Error(`took effect, and was not told so: ${JSON.stringify(happening.effect)}`);
    for (const claim of batch) now = applied(now, claim, memory);
  }
  if (left.length > 0) throw new Error(`was told to be applied, and is not: ${JSON.stringify(left)}`);
  return now;
}

function amount(claims: readonly Claim[], actions: readonly Claim['action'][]): number {
  return claims.filter(({ action }) => actions.includes(action)).length;
}

interface Memory {
  readonly refOf: (id: string) => unknown;
  /** Whether an object was not there when the operation began. */
  readonly isNew: (item: Item) => boolean;
}

function applied(state: State, claim: Claim, memory: Memory): State {
  switch (claim.resource) {
    case 'dns_record':
      return { ...state, dns: inSet(state.dns, claim, settableRecord) };
    case 'zone':
      return { ...state, zones: inSet(state.zones, claim, settableZone) };
    case 'rule': {
      const phase = phaseOf(claim);
      return {
        ...state,
        [phase]: inList(state[phase], claim, settableRule, (each, others) => ruleIndex(each, others, memory)),
      };
    }
    case 'list':
      return { ...state, lists: inSet(state.lists, claim, settableList) };
    case 'redirect':
    case 'list_address': {
      const id = keyOfItem(claim.after ?? claim.before ?? {});
      return { ...state, items: inSet(state.items, { ...claim, id }, settableItem) };
    }
    case 'redirect_rule':
      return { ...state, list_rules: inSet(state.list_rules, claim, settableListRule) };
    case 'page_rule':
      return { ...state, page_rules: inList(state.page_rules, claim, settablePageRule, pageRuleIndex) };
    default:
      return state;
  }
}

function phaseOf({ before, after }: Claim): PhaseName {
  const phase = phaseNames.find((name) => name === (after ?? before)?.['phase']);
  if (phase === undefined) throw new Error('the rule is of no known phase');
  return phase;
}

function inSet(items: readonly Item[], claim: Claim, settable: (fields: Fields) => Fields): readonly Item[] {
  const { action, id = '', after = {} } = claim;
  const rest = items.filter((item) => item.id !== id);
  if ((rest.length === items.length) !== (action === 'create'))
    throw new Error(`cannot have been: ${JSON.stringify(claim)}`);
  return action === 'delete' ? rest : [...rest, { id, state: settable(after) }];
}

/** @param indexOf where the object comes to stand among the others, or `undefined` where it stays. */
function inList(
  items: readonly Item[],
  claim: Claim,
  settable: (fields: Fields) => Fields,
  indexOf: (claim: Claim, others: readonly Item[]) => number | undefined,
): readonly Item[] {
  const { action, id = '', after = {} } = claim;
  const at = items.findIndex((item) => item.id === id);
  if ((at === -1) !== (action === 'create')) throw new Error(`cannot have been: ${JSON.stringify(claim)}`);
  const rest = items.filter((item) => item.id !== id);
  if (action === 'delete') return rest;
  return rest.toSpliced(indexOf(claim, rest) ?? at, 0, { id, state: settable(after) });
}

/** Behind the rule that was in front of it, else in front of the one that was behind it, else where the index says. */
function ruleIndex(
  { action, place }: Claim,
  others: readonly Item[],
  { refOf, isNew }: Memory,
): number | undefined {
  const to = place?.after;
  if (to === undefined) return action === 'create' ? others.length : undefined;
  if (to.after === null) return 0;
  const { after, before } = to;
  // A rule that is made by the same plan has no id yet, and one that was brought back has another.
  const indexOf = (name: string): number =>
    others.findIndex(({ id, state }) => [id, state['ref']].includes(name) || state['ref'] === refOf(name));
  const previous = indexOf(after);
  // What is made at the end comes behind what somebody else has put there meanwhile.
  if (action === 'create' && before === null && others.slice(previous + 1).every(isNew)) return others.length;
  if (previous !== -1) return previous + 1;
  const next = before === null ? -1 : indexOf(before);
  return next === -1 ? Math.min(to.index - 1, others.length) : next;
}

function pageRuleIndex({ action, before, after }: Claim): number | undefined {
  const moves = action === 'create' || before?.['priority'] !== after?.['priority'];
  return moves ? Number(after?.['priority']) - 1 : undefined;
}

function sorted(items: readonly Item[]): readonly Item[] {
  return items.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

function bare(items: readonly Item[]): readonly Item[] {
  return items.map(({ state }) => ({ id: '', state }));
}

/** The first thing in which two states differ; objects in no order are compared by their ids. */
export function difference(expected: State, found: State): string | undefined {
  return (
    firstDifference('DNS record', sorted(expected.dns), sorted(found.dns)) ??
    firstDifference('zone', sorted(expected.zones), sorted(found.zones)) ??
    firstDifference('list', sorted(expected.lists), sorted(found.lists)) ??
    firstDifference('item of a list', sorted(expected.items), sorted(found.items)) ??
    firstDifference('rule of a list', sorted(expected.list_rules), sorted(found.list_rules)) ??
    ruleDifference(expected, found, (items) => items) ??
    firstDifference('Page Rule', expected.page_rules, found.page_rules)
  );
}

function ruleDifference(
  expected: State,
  found: State,
  as: (items: readonly Item[]) => readonly Item[],
): string | undefined {
  for (const phase of phaseNames) {
    const wrong = firstDifference(`${phase} rule`, as(expected[phase]), as(found[phase]));
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function firstDifference(
  kind: string,
  expected: readonly Item[],
  found: readonly Item[],
): string | undefined {
  const length = Math.max(expected.length, found.length);
  for (let index = 0; index < length; index += 1) {
    if (isDeepStrictEqual(expected[index], found[index])) continue;
    return `${kind}: expected ${JSON.stringify(expected[index])}, found ${JSON.stringify(found[index])}`;
  }
  return undefined;
}

/** As `difference`, but ids do not count: what was deleted and brought back has another one. */
export function contentDifference(expected: State, found: State): string | undefined {
  const byKey = (items: readonly Item[]): readonly Item[] =>
    bare(items.toSorted((one, other) => (keyOf(one.state) < keyOf(other.state) ? -1 : 1)));
  const byName = (items: readonly Item[]): readonly Item[] =>
    bare(items.toSorted((one, other) => (String(one.state['name']) < String(other.state['name']) ? -1 : 1)));
  return (
    firstDifference('DNS record', byKey(expected.dns), byKey(found.dns)) ??
    firstDifference('zone', byName(expected.zones), byName(found.zones)) ??
    firstDifference('list', byName(expected.lists), byName(found.lists)) ??
    firstDifference('item of a list', sorted(expected.items), sorted(found.items)) ??
    firstDifference('rule of a list', bare(sorted(expected.list_rules)), bare(sorted(found.list_rules))) ??
    ruleDifference(expected, found, bare) ??
    firstDifference('Page Rule', bare(expected.page_rules), bare(found.page_rules))
  );
}

/** What is wrong with a zone in which a sync was carried out in part: each record is as it was, or as wished. */
export function between(before: State, found: State, wishes: readonly Fields[]): string | undefined {
  const old = new Map(before.dns.map((item) => [item.id, item]));
  const wished = new Set(wishes.map(keyOf));
  const strange = found.dns.find(
    (item) => !isDeepStrictEqual(old.get(item.id), item) && !wished.has(keyOf(item.state)),
  );
  return strange === undefined ? duplicate(found) : `neither old nor wished: ${JSON.stringify(strange)}`;
}

export function duplicate({ dns, zones, lists, list_rules: rules }: State): string | undefined {
  const singles = { zone: zones, list: lists, rule: rules };
  for (const [what, items] of Object.entries(singles)) {
    const names = items.map(({ state }) => state['name'] ?? state['list']);
    if (new Set(names).size < names.length) return `a ${what} is there twice: ${names.join()}`;
  }
  const seen = new Set<string>();
  for (const { state } of dns) {
    if (seen.has(keyOf(state))) return `there twice: ${keyOf(state)}`;
    seen.add(keyOf(state));
  }
  return undefined;
}
