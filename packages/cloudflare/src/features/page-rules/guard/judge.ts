import {
  atOnce,
  type Change,
  type GuardReason,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  sameJson,
} from '@crunchtools/mcp-core';
import {
  type Effects,
  fixedHarm,
  type Harm,
  nothing,
  type Protection,
  type RuleView,
} from '../../rules/guard/effect.ts';
import { RuleJudge, reasonsOf } from '../../rules/guard/judge.ts';
import { effectsOfTarget } from '../../rules/guard/redirect.ts';
import type { Finding } from '../../rules/scope/request.ts';
import { difference, type Scope } from '../../rules/scope/search.ts';
import { dynamicMatch } from '../../rules/scope/visits.ts';
import { coversPattern, foldCase, forwardingTarget, matchPageRule, partsOf } from '../pattern.ts';
import { pageRuleGuards } from './table.ts';

/**
 * The filter that matches what the pattern of a Page Rule does. A pattern without a query string takes any; `?` and all but
 * `*` stand for themselves in wildcards, and a URL holds no backslash.
 */
function expressionOf(url: string): string {
  return globsOf(url)
    .map((one) => `http.request.full_uri wildcard ${JSON.stringify(one)}`)
    .join(' or ');
}

/** As several, because a `*` for the scheme would take a host and a path, too. */
function globsOf(url: string): readonly string[] {
  const { scheme, host, port, rest } = partsOf(url);
  const schemes = scheme === undefined || scheme.includes('*') ? ['http', 'https'] : [scheme];
  const root = rest === '' && !host.endsWith('*') ? '/' : rest;
  const place = `${host}${port === undefined ? '' : `:${port}`}${root}`;
  const places = [place, ...(place.includes('?') || place.endsWith('*') ? [] : [`${place}?*`])];
  return schemes.flatMap((one) => places.map((another) => foldCase(`${one}://${another}`)));
}

/** Everything that an active Page Rule does, as the rules of other phases would do it. */
function effectsOf(url: string, actions: JsonObject, judge: RuleJudge): Effects {
  const expression = expressionOf(url);
  const views = [
    { phase: 'cache', action_parameters: cacheSettings(actions) },
    { phase: 'config', action_parameters: configSettings(actions) },
    { phase: 'origin', action_parameters: originSettings(actions) },
  ].map((rule) => judge.view({ ...rule, expression }));
  const plain = judge.view({ phase: 'redirect', expression });
  const all = [
    ...views.map((view) => judge.effects(view)),
    ...(plain === undefined ? [] : [forwarding(url, actions, plain), otherEffects(actions, plain)]),
  ];
  return {
    protections: all.flatMap(({ protections }) => protections).map(renamed),
    get harms() {
      return all.flatMap(({ harms }) => harms).map(renamed);
    },
  };
}

/** Guards of rules have the same names for Page Rules. */
function renamed<Effect extends { readonly guard: string }>(effect: Effect): Effect {
  return { ...effect, guard: effect.guard.replace(/^rules\./u, 'page_rules.') };
}

function defined(members: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function cacheSettings(actions: JsonObject): JsonObject {
  const level = actions['cache_level'];
  const statuses = isJsonObject(actions['cache_ttl_by_status']) ? actions['cache_ttl_by_status'] : {};
  const status_code_ttl = Object.entries(statuses).map(([codes, value]): JsonObject => {
    const [from, to = from] = codes.split('-').map(Number);
    return { status_code_range: defined({ from, to }), value: value ?? 0 };
  });
  return defined({
    cache: level === 'bypass' ? false : level === 'cache_everything' ? true : undefined,
    edge_ttl: defined({ default: actions['edge_cache_ttl'], status_code_ttl }),
    browser_ttl: defined({ mode: 'override_origin', default: actions['browser_cache_ttl'] }),
    cache_key: defined({
      cache_deception_armor: isOn(actions['cache_deception_armor']),
      cache_by_device_type: isOn(actions['cache_by_device_type']),
      custom_key: actions['cache_key_fields'],
    }),
  });
}

function isOn(value: JsonValue | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  return value === 'on' || value === true;
}

function configSettings(actions: JsonObject): JsonObject {
  return defined({
    ssl: actions['ssl'],
    security_level: actions['security_level'],
    bic: isOn(actions['browser_check']),
    email_obfuscation: isOn(actions['email_obfuscation']),
    automatic_https_rewrites: isOn(actions['automatic_https_rewrites']),
    opportunistic_encryption: isOn(actions['opportunistic_encryption']),
    server_side_excludes: isOn(actions['server_side_exclude']),
  });
}

function originSettings(actions: JsonObject): JsonObject {
  return defined({
    host_header: actions['host_header_override'],
    origin: defined({ host: actions['resolve_override'] }),
  });
}

function forwarding(url: string, actions: JsonObject, view: RuleView): Effects {
  const forward = actions['forwarding_url'];
  const target = isJsonObject(forward) ? forward['url'] : undefined;
  if (typeof target !== 'string') return nothing;
  // The status code decides for how long, not where to.
  return effectsOfTarget(view, { url: target, pattern: url }, ({ fields }) => {
    const uri = fields.get('http.request.full_uri');
    if (uri?.kind !== 'string') return undefined;
    const captures = matchPageRule(url, uri.value);
    return captures && forwardingTarget(target, captures);
  });
}

/** What Page Rules have and no other rule. */
function otherEffects(actions: JsonObject, view: RuleView): Effects {
  const protections: Protection[] = [];
  const harms: Harm[] = [];
  const { security, cache, cacheKey, https } = pageRuleGuards;
  if (actions['always_use_https'] === true)
    protections.push(same(https.id, 'https', 'It no longer leads visitors to https'));
  if (actions['waf'] === 'on')
    protections.push(same(security.id, 'waf', 'It no longer turns the firewall on'));
  if (actions['waf'] === 'off')
    harms.push(fixedHarm(security.id, 'It turns the firewall off for what it matches.'));
  if (actions['disable_security'] !== undefined)
    harms.push(fixedHarm(security.id, 'It turns security features off for what it matches.'));
  const cookie = actions['bypass_cache_on_cookie'];
  if (cookie !== undefined)
    protections.push(
      same(cache.id, 'cookie', 'It no longer keeps pages of visitors with a cookie out of the cache', cookie),
    );
  if (actions['cache_level'] === 'simplified' && dynamicMatch(view.scope, view.zone) !== undefined)
    harms.push(
      fixedHarm(
        cacheKey.id,
        'It leaves the query string out of the cache key: pages that differ by it are mixed up.',
      ),
    );
  return { protections, harms };
}

function same(guard: string, key: string, words: string, value: JsonValue = null): Protection {
  return {
    guard,
    key,
    value,
    isKeptBy: (other) => sameJson(other.value ?? null, value),
    ends: `${words}.`,
    narrows: `${words} for requests`,
  };
}

/** Whether there is a text that two patterns with `*` both match. */
export function patternsMeet(one: string, other: string): boolean {
  // For a beginning of the one: which beginnings of the other, from none to all of it, have a text in common with it.
  const facings = Array.from(other);
  const stars = facings.findIndex((facing) => facing !== '*');
  let common: readonly boolean[] = [true, ...facings.map((_, index) => stars === -1 || index < stars)];
  for (const character of one) {
    const next = [common[0] === true && character === '*'];
    for (const [index, facing] of facings.entries()) {
      // A `*` takes what it faces, or nothing.
      const isOpen = character === '*' || facing === '*';
      const meets = isOpen
        ? common[index + 1] === true || next[index] === true
        : common[index] === true && character === facing;
      next.push(meets);
    }
    common = next;
  }
  return common.at(-1) === true;
}

/** A Page Rule as it is, with its id. */
export interface KnownPageRule {
  readonly id: string;
  readonly state: JsonObject;
}

/** A Page Rule that is active: what it does, for which requests, and before which others. */
interface Active {
  readonly url: string;
  readonly scope: Scope;
  readonly effects: Effects;
  readonly priority: number;
  readonly actions: JsonObject;
}

/** More changes than this are asked about for their number alone; their order is not looked at. */
const mostPlaced = 20;

/** Judges the changes of Page Rules of one plan. */
export class PageRuleJudge {
  readonly #active = new Map<string, ActiveRules>();
  readonly #changes: ReadonlyMap<string, Change>;
  readonly #rulesOf: (scopeId: string) => readonly KnownPageRule[];
  readonly #isShort: boolean;

  /**
   * @param changes those of Page Rules, of the whole plan.
   * @param rulesOf the Page Rules of a zone before the plan.
   */
  constructor(changes: readonly Change[], rulesOf: (scopeId: string) => readonly KnownPageRule[]) {
    this.#changes = new Map(
      changes.flatMap((change) => (change.id === undefined ? [] : [[change.id, change]])),
    );
    this.#rulesOf = rulesOf;
    this.#isShort = changes.length <= mostPlaced;
  }

  reasons(change: Change): readonly GuardReason[] {
    return atOnce(this.steps(change));
  }

  /** As `reasons`, one other Page Rule a step. */
  *steps(change: Change): Generator<void, readonly GuardReason[], void> {
    const active = this.#activeOf(change);
    const [old, next] = [active.of(change.before), active.of(change.after)];
    const { zone } = active.judge;
    const covers = (wide: Scope, narrow: Scope): boolean =>
      coversPattern(patternOf(wide, old, next), patternOf(narrow, old, next));
    const differ = (one: Scope, other: Scope): Finding =>
      covers(other, one) ? { kind: 'none' } : difference(one, other, zone);
    const own = reasonsOf(old, next, zone, differ);
    yield;
    return [...own, ...(yield* this.#fromOrder(change, old, next, active))];
  }

  #activeOf({ scope: { id, name } }: Change): ActiveRules {
    const active = this.#active.get(id) ?? new ActiveRules(name);
    this.#active.set(id, active);
    return active;
  }

  *#fromOrder(
    change: Change,
    old: Active | undefined,
    next: Active | undefined,
    active: ActiveRules,
  ): Generator<void, readonly GuardReason[], void> {
    if (next === undefined || !this.#isShort) return [];
    for (const { id, state } of this.#rulesOf(change.scope.id)) {
      yield;
      const planned = this.#changes.get(id);
      const other = active.of(planned === undefined ? state : planned.after);
      if (other === undefined || !takesFrom(other, old, next)) continue;
      const text = 'It changes which of several Page Rules applies to a request; only the first one does.';
      return [{ guard: pageRuleGuards.shadow.id, text, kind: 'value' }];
    }
    return [];
  }
}

/** Page Rules of one zone, as they are judged. What they do is looked at when it is asked for, and once. */
class ActiveRules {
  readonly judge: RuleJudge;
  readonly #effects = new Map<string, Effects>();

  constructor(zoneName: string) {
    this.judge = new RuleJudge(zoneName);
  }

  of(state: JsonObject | undefined): Active | undefined {
    const { url, actions, status, priority } = state ?? {};
    if (status !== 'active' || typeof url !== 'string') return undefined;
    const what = isJsonObject(actions) ? actions : {};
    const effects = (): Effects => this.#effectsOf(url, what);
    return {
      url,
      scope: this.judge.scope(expressionOf(url)),
      get effects() {
        return effects();
      },
      priority: typeof priority === 'number' ? priority : 1,
      actions: what,
    };
  }

  #effectsOf(url: string, actions: JsonObject): Effects {
    const key = JSON.stringify([url, actions]);
    const known = this.#effects.get(key) ?? effectsOf(url, actions, this.judge);
    this.#effects.set(key, known);
    return known;
  }
}

function patternOf(scope: Scope, old: Active | undefined, next: Active | undefined): string {
  return (scope === old?.scope ? old.url : next?.url) ?? '';
}

/**
 * Whether another rule loses requests to this one, or takes them from it, and does otherwise with them. A rule that is
 * put where another is comes behind it; one that moves up comes before it, because that one moves down.
 */
function takesFrom(other: Active, old: Active | undefined, next: Active): boolean {
  const wasFirst = old !== undefined && old.priority > other.priority;
  const isRaised = old !== undefined && next.priority > old.priority;
  const isFirst = isRaised ? next.priority >= other.priority : next.priority > other.priority;
  if (!meet(next, other)) return false;
  if (old !== undefined && wasFirst !== isFirst) return !sameJson(other.actions, next.actions);
  if (!isFirst || !losesTo(other, next)) return false;
  if (old === undefined || !losesTo(other, old)) return true;
  return !meet(old, other);
}

function meet(one: Active, other: Active): boolean {
  return globsOf(one.url).some((left) => globsOf(other.url).some((right) => patternsMeet(left, right)));
}

function losesTo(other: Active, next: Active): boolean {
  return other.effects.protections.some((protection) => {
    const kept = next.effects.protections.find(({ key }) => key === protection.key);
    return kept === undefined || !protection.isKeptBy(kept);
  });
}
