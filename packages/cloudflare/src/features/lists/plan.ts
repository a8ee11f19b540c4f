import {
  type Change,
  ChangeList,
  InputError,
  type JsonObject,
  PermissionError,
  type PlannedChanges,
  PolicyError,
  type ToolContext,
} from '@crunchtools/mcp-core';
import { analyse } from '@crunchtools/rules-language';
import type { Services } from '../../services.ts';
import { isWithin } from './address.ts';
import type { AccountList, RedirectRule } from './api.ts';
import { reviewRedirects } from './bulk-plan.ts';
import { createListChange, createRedirectRuleChange } from './change.ts';
import { type Difference, differenceInSteps, isAllowed, type Place, zoneOf } from './difference.ts';
import type { Domains } from './domains.ts';
import type { ListUse } from './guard/judge.ts';
import { addresses, type ItemKind, keyIn, listScope, redirects } from './kinds.ts';
import type { Lists } from './lists.ts';
import {
  merged,
  problemsOf,
  type RedirectInput,
  redirectInState,
  redirectState,
  textIn,
} from './redirect.ts';
import {
  type AddressInput,
  addressesOfCsvInSteps,
  addressWishesInSteps,
  type FromCsv,
  keyOfRange,
  keyOfSource,
  type Problem,
  problemError,
  type Removals,
  redirectsOfCsvInSteps,
  redirectWishesInSteps,
  removalsInSteps,
  type Wish,
  type Wishes,
} from './wishes.ts';

type Context = Pick<ToolContext<Services>, 'services' | 'breath'>;

/** What a caller gives of a list: items, or a text in the format of the dashboard. */
export interface SyncArguments<Given> {
  readonly list: string;
  readonly account: string | undefined;
  readonly items: readonly Given[] | undefined;
  readonly csv: string | undefined;
  readonly prune: boolean;
  /** Sources or addresses that go. */
  readonly remove: readonly string[];
}

/**
 * Plans the changes that give a list of redirects what is wished: creates the list and the rule that uses it where they
 * are missing. Everything that Cloudflare's documents say of a redirect is checked before anything is sent.
 */
export async function planRedirects(
  { services, breath }: Context,
  args: SyncArguments<RedirectInput>,
): Promise<PlannedChanges> {
  const { lists } = services;
  const given = await breath.through(
    wishesInSteps(args, 'redirects', redirectsOfCsvInSteps, redirectWishesInSteps),
  );
  const removed = await breath.through(removalsInSteps(args.remove, given.byKey, keyOfSource));
  const problems = [
    ...given.problems,
    ...removed.problems,
    ...(await breath.through(outsideProblemsInSteps(given, removed, lists.allowed))),
    ...(await breath.through(problemsOfNewInSteps(given))),
  ];
  const early = problemError(problems, 'redirects');
  if (early !== undefined) throw early;
  const { id: accountId } = await lists.account(args.account);
  const list = await found(lists, accountId, args.list, 'redirect');
  const [items, domains, rules] = await Promise.all([
    list === undefined ? [] : lists.items(accountId, list),
    lists.domains(accountId),
    rulesOf(lists, accountId),
  ]);
  const rule = ruleOf(rules, args.list);
  const place: Place = { accountId, list: args.list, domains, allowed: lists.allowed };
  const wished = (wish: Wish<RedirectInput>, state: JsonObject | undefined): JsonObject =>
    redirectState(args.list, merged(wish.given, state && redirectInState(state)), state?.['others']);
  const difference = await breath.through(
    differenceInSteps(redirects, place, { items, given, wished, prune: args.prune, removed: removed.byKey }),
  );
  const invalid = await breath.through(invalidInSteps(difference, given));
  const late = problemError([...difference.unchangeable, ...invalid], 'redirects');
  if (late !== undefined) throw late;
  const review = { accountId, list: args.list, difference, given, domains, rules };
  const reviewed = await reviewRedirects({ services, breath }, review);
  const first = difference.creations[0] ?? difference.updates[0] ?? difference.deletions[0];
  const scope = listScope(accountId, args.list, first?.scope.name ?? args.list);
  const foreignItems = await breath.through(foreignInSteps(difference, place));
  // Taking something out of a list is no reason to turn it on.
  const needsRule = rule === 'missing' && foreignItems === 0 && given.byKey.size > 0;
  return {
    changes: await inOrder(breath, difference, [
      list === undefined && given.byKey.size > 0 ? createListChange(scope, args.list, 'redirect') : undefined,
      needsRule ? createRedirectRuleChange(scope, args.list) : undefined,
    ]),
    population: list?.items ?? 0,
    warnings: [
      ...given.warnings,
      ...countWarnings(difference, { prune: args.prune, gives: given.byKey.size > 0 }),
      ...(await breath.through(domainWarningsInSteps(difference, domains))),
      ...reviewed,
      ...ruleWarnings(rule, foreignItems),
    ],
  };
}

/** Plans the changes that give a list of addresses what is wished, and creates it where it is missing. */
export async function planAddresses(
  { services, breath }: Context,
  args: SyncArguments<AddressInput>,
): Promise<PlannedChanges> {
  const { lists } = services;
  if (lists.allowed !== undefined) throw sharedByZones();
  const given = await breath.through(
    wishesInSteps(args, 'items', addressesOfCsvInSteps, addressWishesInSteps),
  );
  const removed = await breath.through(removalsInSteps(args.remove, given.byKey, keyOfRange));
  const early = problemError([...given.problems, ...removed.problems], 'items');
  if (early !== undefined) throw early;
  const { id: accountId } = await lists.account(args.account);
  const list = await found(lists, accountId, args.list, 'ip');
  const items = list === undefined ? [] : await lists.items(accountId, list);
  const place: Place = { accountId, list: args.list, domains: undefined, allowed: undefined };
  const wished = (
    { given: { ip, comment } }: Wish<AddressInput>,
    state: JsonObject | undefined,
  ): JsonObject => {
    const words = comment ?? state?.['comment'];
    return words === undefined || words === ''
      ? { list: args.list, ip }
      : { list: args.list, ip, comment: words };
  };
  const difference = await breath.through(
    differenceInSteps(addresses, place, { items, given, wished, prune: args.prune, removed: removed.byKey }),
  );
  const twice = problemError(difference.unchangeable, 'items');
  if (twice !== undefined) throw twice;
  const scope = listScope(accountId, args.list, args.list);
  return {
    changes: await inOrder(breath, difference, [
      list === undefined && given.byKey.size > 0 ? createListChange(scope, args.list, 'ip') : undefined,
    ]),
    population: list?.items ?? 0,
    warnings: [
      ...given.warnings,
      ...countWarnings(difference, { prune: args.prune, gives: given.byKey.size > 0 }),
      ...(await breath.through(stillListedInSteps(difference))),
      ...(list === undefined || list.references === 0
        ? [`No rule uses the list yet: ip.src in $${args.list} in an expression does.`]
        : []),
    ],
  };
}

/** Addresses that were to go and are in the list all the same, as a part of a range. */
function* stillListedInSteps({ absent, staying }: Difference): Generator<void, readonly string[], void> {
  const warnings: string[] = [];
  for (const ip of absent.slice(0, mostExamples)) {
    for (const state of staying) {
      yield;
      const range = textIn(state, 'ip');
      if (!isWithin(ip, range)) continue;
      warnings.push(`${ip} is still in the list, as a part of ${range}: to let it out, remove that range.`);
      break;
    }
  }
  return warnings;
}

/** Lists of addresses are read by the rules of every zone of an account. */
function sharedByZones(): PolicyError {
  return new PolicyError(
    'Not allowed: a list of addresses is shared by all zones of the account, and this server was started with a list of zones. Nothing was changed.',
    { nextStep: 'Only the person who starts the server can allow it, by starting it without --zones.' },
  );
}

function* wishesInSteps<Given>(
  { items, csv, prune, remove }: SyncArguments<Given>,
  argument: string,
  read: (text: string) => Generator<void, FromCsv<Given>, void>,
  check: (given: Iterable<Wish<Given>>) => Generator<void, Wishes<Given>, void>,
): Generator<void, Wishes<Given>, void> {
  const isOnlyRemoval = remove.length > 0 && items === undefined && csv === undefined && !prune;
  if ((items === undefined) === (csv === undefined) && !isOnlyRemoval) {
    throw new InputError(`Give either ${argument} or csv, or only remove.`, {
      nextStep: 'Call again with one of them.',
    });
  }
  const fromCsv = csv === undefined ? undefined : yield* read(csv);
  const wishes = fromCsv?.wishes ?? (items ?? []).map((given, index) => ({ given, origin: { index } }));
  const checked = yield* check(wishes);
  return {
    byKey: checked.byKey,
    problems: [...(fromCsv?.problems ?? []), ...checked.problems],
    warnings: [...(fromCsv?.warnings ?? []), ...checked.warnings],
  };
}

/** Sources that policy does not allow: whether such a zone exists is not told. */
function* outsideProblemsInSteps(
  { byKey }: Wishes<RedirectInput>,
  removed: Removals,
  allowed: Domains | undefined,
): Generator<void, readonly Problem[], void> {
  const problems: Problem[] = [];
  if (allowed === undefined) return problems;
  const problem = 'is in none of the zones that this server was started with (--zones)';
  for (const [source, origin] of removed.byKey) {
    yield;
    if (zoneOf(allowed, source) === undefined) problems.push({ origin, problem });
  }
  for (const { given, origin } of byKey.values()) {
    yield;
    if (zoneOf(allowed, given.source_url) === undefined)
      problems.push({ origin, member: 'source_url', problem });
  }
  return problems;
}

/** What can be told of redirects before the list is read: one without a target may be there already. */
function* problemsOfNewInSteps({ byKey }: Wishes<RedirectInput>): Generator<void, readonly Problem[], void> {
  const problems: Problem[] = [];
  for (const { given, origin } of byKey.values()) {
    yield;
    if (given.target_url === undefined) continue;
    for (const [member, problem] of problemsOf(merged(given, undefined)))
      problems.push({ origin, member, problem });
  }
  return problems;
}

/** What is wrong with redirects as they would be, what is left out taken from the list. */
function* invalidInSteps(
  { creations, updates }: Difference,
  given: Wishes<RedirectInput>,
): Generator<void, readonly Problem[], void> {
  const problems: Problem[] = [];
  for (const { after = {} } of [...creations, ...updates]) {
    yield;
    const origin = given.byKey.get(keyIn(redirects, after))?.origin;
    if (origin === undefined) continue;
    for (const [member, problem] of problemsOf(redirectInState(after)))
      problems.push({ origin, member, problem });
  }
  return problems;
}

/** @throws {InputError} for a list of another kind. */
async function found(
  lists: Lists,
  accountId: string,
  name: string,
  kind: ItemKind['kind'],
): Promise<AccountList | undefined> {
  const list = await lists.named(accountId, name);
  if (list === undefined || list.kind === kind) return list;
  throw new InputError(
    `list: ${name} is there already, and not a list of ${kind === 'ip' ? 'addresses' : 'redirects'}.`,
    {
      nextStep: 'Take another name: the kind of a list cannot be changed.',
    },
  );
}

/** Changes that are listed before others have their turn. */
const portion = 200;

/** The list comes before its items, the rule that uses it behind them: until then nothing of it takes effect. */
async function inOrder(
  breath: Context['breath'],
  { creations, updates, deletions }: Difference,
  [list, rule]: readonly [(Change | undefined)?, (Change | undefined)?],
): Promise<ChangeList> {
  const changes = await ChangeList.create(creations.length + updates.length + deletions.length + 2);
  if (list !== undefined) changes.add(list);
  for (const group of [creations, updates, deletions]) {
    for (let start = 0; start < group.length; start += portion) {
      changes.append(group.slice(start, start + portion));
      await breath.take();
    }
  }
  if (rule !== undefined) changes.add(rule);
  return changes;
}

type RuleFound = 'missing' | 'disabled' | 'enabled' | 'unreadable';

/** `undefined` when they may not be read. */
async function rulesOf(lists: Lists, accountId: string): Promise<readonly RedirectRule[] | undefined> {
  try {
    return (await lists.redirectRules(accountId)).rules;
  } catch (error) {
    if (error instanceof PermissionError) return undefined;
    throw error;
  }
}

function ruleOf(rules: readonly RedirectRule[] | undefined, name: string): RuleFound {
  if (rules === undefined) return 'unreadable';
  const own = rules.filter(({ list }) => list === name);
  if (own.length === 0) return 'missing';
  return own.some(({ enabled }) => enabled) ? 'enabled' : 'disabled';
}

function ruleWarnings(rule: RuleFound, foreignItems: number): readonly string[] {
  if (rule === 'disabled')
    return ['The rule that uses this list is disabled, so its redirects do not apply.'];
  if (rule === 'unreadable') {
    return [
      'Whether a rule uses this list cannot be told: the token lacks "Account Rulesets: Read". Without one its redirects do not apply.',
    ];
  }
  if (rule === 'missing' && foreignItems > 0) {
    return [
      'No rule uses this list, and none is made: it holds redirects outside of the zones that this server was started with, which a rule would turn on.',
    ];
  }
  return [];
}

function countWarnings(
  { unchanged, staying, outside, absent, lossy, repeated, unknown }: Difference,
  { prune, gives }: { readonly prune: boolean; readonly gives: boolean },
): readonly string[] {
  const others = staying.length - unchanged;
  const [first] = absent;
  return [
    ...(first === undefined
      ? []
      : [`${absent.length} items to remove are not in the list: ${first}${absent.length > 1 ? ' …' : ''}`]),
    ...(unchanged > 0 ? [`${unchanged} items are there already.`] : []),
    ...(gives && !prune && others > 0 ? [`${others} more items of the list are not given and stay.`] : []),
    ...(outside > 0
      ? [`${outside} items are outside of the zones that this server was started with, and stay.`]
      : []),
    ...(repeated > 0 ? [`${repeated} items are there twice, written in two ways, and stay.`] : []),
    ...(lossy > 0
      ? [
          `${lossy} items that are deleted have members beside them that this server does not know: undo brings back the items without those.`,
        ]
      : []),
    ...(unknown > 0 ? [`${unknown} items are of a form that this server does not know, and stay.`] : []),
  ];
}

function* domainWarningsInSteps(
  { creations }: Difference,
  domains: Domains | undefined,
): Generator<void, readonly string[], void> {
  if (domains === undefined || domains.isPart) return [];
  let lost = 0;
  let first = '';
  for (const { after } of creations) {
    yield;
    const url = textIn(after, 'source_url');
    if (zoneOf(domains, url) !== undefined) continue;
    if (lost === 0) first = url;
    lost += 1;
  }
  if (lost === 0) return [];
  return [
    `${lost} sources are in no zone of this account, so that their redirects never apply: ${first}${lost > 1 ? ' …' : ''}`,
  ];
}

/** How many items of a list are outside of the zones that may be touched. */
function* foreignInSteps({ staying }: Difference, place: Place): Generator<void, number, void> {
  let count = 0;
  if (place.allowed === undefined) return count;
  for (const state of staying) {
    yield;
    if (!isAllowed(place, state)) count += 1;
  }
  return count;
}

/** As many examples as a warning names. */
const mostExamples = 3;

/** So many zones are looked at to see what rules do with a list. */
const mostZones = 10;

/**
 * What the custom rules of the zones do with a list of addresses. A rule that holds back who is in the list blocks; one that
 * skips, or that says `not`, trusts. Other phases and the rules of the account are not looked at: a rule there leaves it unknown.
 */
export async function useOfList(
  { api }: Pick<Services, 'api'>,
  accountId: string,
  { name, references }: AccountList,
): Promise<ListUse> {
  try {
    const { items: zones, pages } = await api.zones.list({ account_id: accountId, per_page: 50 });
    if (pages > 1 || zones.length > mostZones) return { kind: 'unknown' };
    const phase = { phase: 'http_request_firewall_custom', permission: 'Zone WAF' };
    const rulesets = await Promise.all(
      zones.map(({ id }) => api.rulesets.entrypoint({ zoneId: id, ...phase })),
    );
    const own = rulesets
      .flatMap((ruleset) => ruleset?.rules ?? [])
      .filter(({ definition }) => {
        const analysis = analyse(textIn(definition, 'expression'), { use: 'filter' });
        return analysis.ok && analysis.lists.includes(name);
      });
    if (own.some(({ definition }) => isTrusting(definition))) return { kind: 'trusts' };
    return { kind: own.length >= references ? 'blocks' : 'unknown' };
  } catch (error) {
    if (error instanceof PermissionError) return { kind: 'unknown' };
    throw error;
  }
}

function isTrusting(definition: JsonObject): boolean {
  return definition['action'] === 'skip' || /\bnot\b|!|\bxor\b|\^\^/iu.test(textIn(definition, 'expression'));
}
