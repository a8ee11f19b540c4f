import {
  type Change,
  type Guard,
  type GuardReason,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  sameJson,
} from '@crunchtools/mcp-core';
import { partsOf } from './pattern.ts';

/** What an action weakens, by the values that do; `undefined` stands for any value. */
const weakening: readonly (readonly [
  id: string,
  values: readonly JsonValue[] | undefined,
  reason: string,
])[] = [
  ['disable_security', undefined, 'It turns security features off for the requests it matches.'],
  [
    'security_level',
    ['off', 'essentially_off'],
    'It turns the security level off for the requests it matches.',
  ],
  ['waf', ['off'], 'It turns the web application firewall off for the requests it matches.'],
  ['browser_check', ['off'], 'It turns the browser integrity check off for the requests it matches.'],
  ['ssl', ['off', 'flexible'], 'It sends requests to the origin without encryption.'],
  ['resolve_override', undefined, 'It sends requests to another server than DNS says.'],
  ['host_header_override', undefined, 'It asks the origin for another host than the visitor did.'],
];

/** Actions that protect, by the values that do: what goes when such a rule no longer applies. */
const protecting: readonly (readonly [id: string, values: readonly JsonValue[]])[] = [
  ['always_use_https', [true]],
  ['security_level', ['medium', 'high', 'under_attack']],
  ['waf', ['on']],
  ['browser_check', ['on']],
  ['ssl', ['full', 'strict', 'origin_pull']],
  ['cache_deception_armor', ['on']],
  ['cache_level', ['bypass']],
];

/**
 * Why a change of a Page Rule deserves a person's approval, as one sentence, or `undefined` for ordinary changes.
 * Asked for: less security, a redirect or full caching of a whole host, another origin, and the end of a rule that
 * protects. What a disabled rule would do does not count, nor what it did before the change already. Deletions are
 * core's to ask for.
 */
export function guardReason(
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string | undefined {
  const old = effectOf(before);
  const next = effectOf(after);
  return weakened(old, next) ?? wholeHost(old, next) ?? unprotected(old, next);
}

interface Effect {
  readonly url: string;
  readonly actions: JsonObject;
}

/** What a rule does to requests; nothing when it is disabled or not there. */
function effectOf(state: JsonObject | undefined): Effect {
  const { url, actions, status } = state ?? {};
  const isActive = status === 'active' && typeof url === 'string';
  return { url: isActive ? url : '', actions: isActive && isJsonObject(actions) ? actions : {} };
}

function weakened(old: Effect, next: Effect): string | undefined {
  const found = weakening.find(
    ([id, values]) => isNew(old, next, id) && (values?.some((value) => value === next.actions[id]) ?? true),
  );
  return found?.[2];
}

function wholeHost(old: Effect, next: Effect): string | undefined {
  if (!coversHost(next.url)) return undefined;
  if (isNew(old, next, 'forwarding_url')) return 'It redirects every page of a host.';
  if (isNew(old, next, 'cache_level') && next.actions['cache_level'] === 'cache_everything')
    return 'It caches every page of a host, also what was made for one visitor only.';
  return undefined;
}

function unprotected(old: Effect, next: Effect): string | undefined {
  const found = protecting.find(
    ([id, values]) =>
      values.some((value) => value === old.actions[id]) && !sameJson(old.actions[id], next.actions[id]),
  );
  return found === undefined ? undefined : `${found[0]} no longer protects what this rule matched.`;
}

/** The action is there, and was not before, or with another value, or for another pattern. */
function isNew(old: Effect, next: Effect, id: string): boolean {
  const value = next.actions[id];
  return value !== undefined && !(sameJson(old.actions[id], value) && old.url === next.url);
}

/** Every path of a host: `example.com/*`, `http://*example.com/*`. */
function coversHost(url: string): boolean {
  return /^\/?\*+$/u.test(partsOf(url).rest);
}

export const guards: readonly Guard[] = [
  {
    id: 'page_rules.rule',
    asked: 'Changes of rules that weaken a protection or apply to everything.',
    why: 'Visitors lose a protection or the site.',
    example: 'update_rule',
  },
];

export function guardReasons({ before, after }: Change): readonly GuardReason[] {
  const text = guardReason(before, after);
  return text === undefined ? [] : [{ guard: 'page_rules.rule', text, kind: 'value' }];
}
