import { NotFoundError, PermissionError, type ToolContext, urlOf } from '@crunchtools/mcp-core';
import { Budget } from '@crunchtools/rules-language';
import type { Services } from '../../services.ts';
import { followInSteps, type Traces, type Way } from '../site/way.ts';
import { type TracedConfiguration, type TracedListRule, tracedRule } from '../trace/configuration.ts';
import { stepsOfOneCall } from '../trace/trace.ts';
import type { RedirectRule } from './api.ts';
import type { Difference } from './difference.ts';
import type { Domains } from './domains.ts';
import type { Lists } from './lists.ts';
import { RedirectIndex } from './matching.ts';
import { type Redirect, type RedirectInput, redirectInState, redirectOf, sourceOf } from './redirect.ts';
import { InOrder, type Review, reviewInSteps } from './review.ts';
import { problemError, type Wishes } from './wishes.ts';

/** A redirect, and the list it is in. */
interface Listed extends Redirect {
  readonly list: string;
}

/** Redirects of other lists that are read to follow those of a plan over them; 500 a request. */
const mostOthers = 10_000;
/** Zones whose own redirects are read, three requests each. */
const mostZones = 3;
/** Redirects that are followed over the rules of zones: each takes some traces. */
const mostFollowed = 500;

type Context = Pick<ToolContext<Services>, 'services' | 'breath'>;

interface Reviewed {
  readonly accountId: string;
  readonly list: string;
  readonly difference: Difference;
  readonly given: Wishes<RedirectInput>;
  readonly domains: Domains | undefined;
  /** Those of the account that use lists, in their order; `undefined` when they may not be read. */
  readonly rules: readonly RedirectRule[] | undefined;
}

/** A list that is in use, as a trace looks redirects up in it. */
interface Used {
  readonly rule: TracedListRule;
  readonly index: RedirectIndex<Listed>;
}

const lookupField = 'http.request.full_uri';

/**
 * Follows what a plan adds or changes over all lists that are in use, and over the redirects of the zones they are in.
 * @returns what the reader should know.
 * @throws {InputError} where visitors would be led in a circle.
 */
export async function reviewRedirects(context: Context, reviewed: Reviewed): Promise<readonly string[]> {
  const { breath } = context;
  const { list, difference, given, rules = [] } = reviewed;
  const own = new RedirectIndex<Listed>();
  const changed = await breath.through(changedInSteps(list, difference, own));
  if (changed.length === 0) return [];
  const others = await otherLists(context.services.lists, reviewed);
  const place = rules.findIndex((rule) => rule.list === list);
  const used: Used[] = [...others.used];
  const ownRule = { ...asTraced(rules[place], list), index: own };
  // A list that no rule uses yet comes to stand behind the others.
  used.splice(place === -1 ? used.length : others.before(place), 0, { rule: ownRule, index: own });
  const review = await breath.through(reviewInSteps(changed, new InOrder(used.map(({ index }) => index))));
  refuseLoops(review, given, list);
  const ways = await waysOverZones(context, reviewed, review, used);
  return [...reviewWarnings(review, list), ...ways, ...others.warnings];
}

function* changedInSteps(
  list: string,
  { creations, updates, staying }: Difference,
  index: RedirectIndex<Listed>,
): Generator<void, readonly Listed[], void> {
  const changed: Listed[] = [];
  for (const { after = {} } of [...creations, ...updates]) {
    const item = { ...redirectInState(after), list };
    changed.push(item);
    index.add(item);
    yield;
  }
  if (changed.length === 0) return changed;
  for (const state of staying) {
    index.add({ ...redirectInState(state), list });
    yield;
  }
  return changed;
}

function asTraced(rule: RedirectRule | undefined, list: string): Omit<TracedListRule, 'index'> {
  const expression = `${lookupField} in $${list}`;
  return { id: rule?.id ?? 'new', enabled: true, expression, list, key: lookupField };
}

interface OtherLists {
  readonly used: readonly Used[];
  readonly warnings: readonly string[];
  /** How many of them come before the rule at this place. */
  before(place: number): number;
}

/** The other lists that rules use. With `--zones`, only what is in one of these is looked at. */
async function otherLists(lists: Lists, { accountId, list, rules = [] }: Reviewed): Promise<OtherLists> {
  const used: (Used & { readonly place: number })[] = [];
  let unread = 0;
  let left = mostOthers;
  for (const [place, rule] of rules.entries()) {
    const { list: name, enabled } = rule;
    if (
      name === undefined ||
      name === list ||
      !enabled ||
      used.some(({ rule: known }) => known.list === name)
    )
      continue;
    const found = await lists.named(accountId, name);
    const isPlain =
      rule.expression === `${lookupField} in $${name}` && (rule.key ?? lookupField) === lookupField;
    if (found === undefined || !isPlain || found.items > left) {
      unread += 1;
      continue;
    }
    const index = new RedirectIndex<Listed>();
    for await (const { items } of lists.pages(accountId, found, undefined)) {
      left -= items.length;
      for (const { value, comment } of items) {
        const redirect = redirectOf(value, comment);
        if (redirect !== undefined && isInside(redirect, lists.allowed))
          index.add({ ...redirect, list: name });
      }
      if (left < 0) break;
    }
    used.push({ place, index, rule: { ...asTraced(rule, name), index } });
  }
  const warnings =
    unread === 0
      ? []
      : [
          `${unread} other lists that are in use were not looked at for loops: they hold too much, or their rules have another filter.`,
        ];
  return { used, warnings, before: (place) => used.filter((one) => one.place < place).length };
}

function isInside({ source_url: url }: Redirect, allowed: Domains | undefined): boolean {
  const source = sourceOf(url);
  return allowed === undefined || (typeof source !== 'string' && allowed.zoneOf(source.host) !== undefined);
}

function refuseLoops({ loops }: Review<Listed>, given: Wishes<RedirectInput>, list: string): void {
  const problems = loops.flatMap(([first, ...others]) => {
    const origin = first && given.byKey.get(first.source_url)?.origin;
    if (origin === undefined) return [];
    const way =
      others.length === 0
        ? 'to itself'
        : `in a circle, over ${others.map((one) => named(one, list)).join(', ')}`;
    return [{ origin, problem: `leads visitors ${way}` }];
  });
  const error = problemError(problems, 'redirects');
  if (error !== undefined) throw error;
}

function named({ source_url: url, list }: Listed, own: string): string {
  return list === own ? url : `${url} of the list ${list}`;
}

/** As many examples as a warning names. */
const mostExamples = 3;

function shown<Item>(items: readonly Item[], text: (item: Item) => string): string {
  return `${items.slice(0, mostExamples).map(text).join('; ')}${items.length > mostExamples ? ' …' : ''}`;
}

function reviewWarnings({ chains, shadowed }: Review<Listed>, list: string): readonly string[] {
  return [
    ...(chains.length === 0
      ? []
      : [
          `${chains.length} redirects lead to another redirect, which costs visitors a second round: ${shown(chains, ({ item, end }) => `${item.source_url} could lead straight to ${end}`)}`,
        ]),
    ...(shadowed.length === 0
      ? []
      : [
          `${shadowed.length} redirects never apply, because others come first for all that they match: ${shown(shadowed, ({ item, by }) => `${item.source_url} (${named(by, list)})`)}`,
        ]),
  ];
}

/** @throws {InputError} for a circle that is certain. */
async function waysOverZones(
  { services, breath }: Context,
  { given, domains }: Reviewed,
  { ends }: Review<Listed>,
  used: readonly Used[],
): Promise<readonly string[]> {
  if (domains === undefined) return [];
  const { inside, names: known } = await breath.through(insideInSteps(ends, domains));
  const zones = await readZones(services, known.slice(0, mostZones), used);
  const isIdle = [...zones.values()].every(
    ({ rules, pageRules = [] }) => rules.length + pageRules.length === 0,
  );
  const left = known.length - zones.size;
  const unread =
    left === 0
      ? []
      : [`Rules of ${left} zones that these redirects are in or lead to were not looked at for loops.`];
  if (isIdle) return unread;
  const guide = {
    configurationOf: (host: string) => zones.get(domains.zoneOf(host) ?? ''),
    settings: {},
    budget: new Budget(stepsOfOneCall),
  };
  const traces: Traces = new Map();
  const ways: { readonly item: Listed; readonly way: Way }[] = [];
  for (const { item, start } of inside.slice(0, mostFollowed)) {
    ways.push({ item, way: await breath.through(followInSteps(start, guide, traces)) });
  }
  refuseCircles(ways, given);
  const unfollowed = inside.length - ways.length;
  return [
    ...unread,
    ...zoneWarnings(ways),
    ...(unfollowed > 0 ? [`${unfollowed} redirects were not followed over the rules of zones.`] : []),
  ];
}

/** Those that end in a zone of the account, and the zones that they begin and end in. */
function* insideInSteps(
  ends: Review<Listed>['ends'],
  domains: Domains,
): Generator<void, { readonly inside: Review<Listed>['ends']; readonly names: readonly string[] }, void> {
  const inside: Review<Listed>['ends'][number][] = [];
  const names = new Set<string>();
  for (const one of ends) {
    yield;
    const [from, to] = [one.start, one.end].map((url) => domains.zoneOf(urlOf(url)?.hostname ?? ''));
    if (to === undefined) continue;
    inside.push(one);
    for (const name of [from, to]) if (name !== undefined) names.add(name);
  }
  return { inside, names: [...names] };
}

/** The redirects of zones by their names, without those that may not be read. */
async function readZones(
  { zones, rulesets, zoneRules }: Services,
  names: readonly string[],
  used: readonly Used[],
): Promise<ReadonlyMap<string, TracedConfiguration>> {
  const found = new Map<string, TracedConfiguration>();
  const bulk = used.map(({ rule }) => rule);
  for (const name of names) {
    try {
      const { id } = await zones.resolve(name);
      const [phase, pages] = await Promise.all([rulesets.planned(id, 'redirect'), zoneRules.pageRules(id)]);
      const rules = phase.rules.map((rule) => tracedRule('redirect', rule));
      const pageRules = pages.rules?.filter(({ actions }) => actions['forwarding_url'] !== undefined) ?? [];
      found.set(name, { rules, pageRules, unreadable: [], bulk });
    } catch (error) {
      if (!(error instanceof PermissionError || error instanceof NotFoundError)) throw error;
    }
  }
  return found;
}

type Followed = readonly { readonly item: Listed; readonly way: Way }[];

function refuseCircles(ways: Followed, given: Wishes<RedirectInput>): void {
  const problems = ways.flatMap(({ item, way: { end, doubts } }) => {
    const origin = given.byKey.get(item.source_url)?.origin;
    if (end.kind !== 'loop' || doubts.length > 0 || origin === undefined) return [];
    return [{ origin, problem: 'leads visitors in a circle, over a redirect rule or Page Rule of a zone' }];
  });
  const error = problemError(problems, 'redirects');
  if (error !== undefined) throw error;
}

function isOfZone({ sender }: Way['hops'][number]): boolean {
  return sender.kind === 'rule' && sender.stage !== 'bulk_redirects';
}

function zoneWarnings(ways: Followed): readonly string[] {
  const bySource = ({ item: { source_url: url } }: Followed[number]): string => url;
  const circles = ways.filter(({ way }) => way.end.kind === 'loop');
  const behind = ways.filter(({ way }) => way.hops.slice(0, 1).some(isOfZone));
  const chains = ways.filter(({ way }) => way.end.kind !== 'loop' && way.hops.slice(1).some(isOfZone));
  return [
    ...(circles.length === 0
      ? []
      : [
          `${circles.length} redirects may lead in a circle over rules of a zone: ${shown(circles, bySource)}`,
        ]),
    ...(behind.length === 0
      ? []
      : [
          `${behind.length} redirects do not apply, because a redirect rule of the zone comes first: ${shown(behind, bySource)}`,
        ]),
    ...(chains.length === 0
      ? []
      : [
          `${chains.length} redirects lead to a URL that a rule of a zone redirects again, which costs visitors another round: ${shown(chains, bySource)}`,
        ]),
  ];
}
