import { isJsonObject, type JsonObject, type JsonValue } from '@crunchtools/mcp-core';
import { Issue, type Issues, refuse } from '../../problem.ts';
import { compact } from '../../schema.ts';
import type { ZonePlan } from '../dns/types.ts';
import { isAtLeast } from '../page-rules/actions.ts';

/** What the value of an action becomes, or why it has no equivalent. */
export type Setting<Value extends JsonValue> = (
  value: JsonValue,
  plan: ZonePlan | undefined,
) => Value | Issue;

/** The actions of one Page Rule, read one by one; what cannot be migrated is noted in `report`. */
export interface SettingSource {
  readonly actions: JsonObject;
  /** `undefined` when it is not known; then nothing is refused for it. */
  readonly plan: ZonePlan | undefined;
  readonly report: Issues;
}

/** What an action becomes; `undefined` when it is not there, and after noting why it cannot be migrated. */
export function taken<Value extends JsonValue>(
  { actions, plan, report }: SettingSource,
  action: string,
  setting: Setting<Value>,
): Value | undefined {
  const value = actions[action];
  return value === undefined ? undefined : report.take(action, setting(value, plan));
}

/** Cloudflare writes on and off in Page Rules, and true and false in rules. */
const toggle: Setting<boolean> = (value) => {
  if (value === 'on' || value === true) return true;
  return value === 'off' || value === false ? false : refuse('its value is not on or off');
};

function withPlan<Value extends JsonValue>(needed: ZonePlan, setting: Setting<Value>): Setting<Value> {
  return (value, plan) => (isAtLeast(plan, needed) ? setting(value, plan) : needs(needed));
}

function needs(plan: ZonePlan): Issue {
  return refuse(`the rule for it needs the ${plan} plan${plan === 'enterprise' ? '' : ' or a larger one'}`);
}

type Members = Setting<JsonObject>;

/** A setting that an action's own value becomes. */
function member(name: string, setting: Setting<JsonValue> = (value) => value): Members {
  return (value, plan) => {
    const outcome = setting(value, plan);
    return outcome instanceof Issue ? outcome : { [name]: outcome };
  };
}

/** An action that is there or not, and a setting that can only be true. */
function presence(name: string): Members {
  return () => ({ [name]: true });
}

/** ssl/origin-configuration/ssl-modes/ssl-only-origin-pull. */
const ssl: Setting<JsonValue> = (value, plan) =>
  value === 'origin_pull' && !isAtLeast(plan, 'enterprise') ? needs('enterprise') : value;

/** Polish needs Pro, so that there is nothing to turn off below it. */
const noPerformance: Members = (_, plan) => ({
  rocket_loader: false,
  ...(isAtLeast(plan, 'pro') ? { polish: 'off' } : {}),
});

/**
 * Actions that become configuration rules (developers.cloudflare.com/rules/reference/page-rules-migration, and
 * rules/configuration-rules/settings for names and plans). The first one is the weakest: others overwrite it.
 */
const config: Readonly<Record<string, Members>> = {
  disable_performance: noPerformance,
  automatic_https_rewrites: member('automatic_https_rewrites', toggle),
  browser_check: member('bic', toggle),
  disable_apps: presence('disable_apps'),
  disable_zaraz: presence('disable_zaraz'),
  email_obfuscation: member('email_obfuscation', toggle),
  opportunistic_encryption: member('opportunistic_encryption', toggle),
  polish: withPlan('pro', member('polish')),
  rocket_loader: member('rocket_loader', toggle),
  security_level: member('security_level'),
  ssl: member('ssl', ssl),
};

/** Actions that become origin rules, of which only the port is for every plan (rules/origin-rules, Availability). */
const origin: Readonly<Record<string, Members>> = {
  host_header_override: withPlan('enterprise', member('host_header')),
  resolve_override: withPlan('enterprise', member('host')),
};

/** The settings of a configuration rule; none when no action asks for any. */
export function configSettings(source: SettingSource): JsonObject {
  return settingsOf(source, config);
}

/** The settings of an origin rule. */
export function originSettings(source: SettingSource): JsonObject {
  return settingsOf(source, origin);
}

export const settingActions: readonly string[] = [...Object.keys(config), ...Object.keys(origin)];

function settingsOf(source: SettingSource, known: Readonly<Record<string, Members>>): JsonObject {
  return Object.assign(
    {},
    ...Object.entries(known).map(([action, setting]) => taken(source, action, setting)),
  );
}

/** Seconds (developers.cloudflare.com/cache/how-to/edge-browser-cache-ttl): the same for Page Rules and cache rules. */
const leastEdgeTtl: Readonly<Record<ZonePlan, number>> = {
  free: 7_200,
  pro: 3_600,
  business: 1,
  enterprise: 1,
};

/**
 * What the cache actions of a Page Rule set beside the caching level, under the names of cache rules
 * (developers.cloudflare.com/cache/how-to/cache-rules/settings).
 */
export function cacheSettings(source: SettingSource): JsonObject {
  return compact({
    browser_ttl: taken(source, 'browser_cache_ttl', ttl),
    edge_ttl: edgeTtl(source),
    cache_key: unlessEmpty({
      cache_by_device_type: taken(source, 'cache_by_device_type', toggle),
      cache_deception_armor: taken(source, 'cache_deception_armor', toggle),
      ignore_query_strings_order: taken(source, 'sort_query_string_for_cache', toggle),
      custom_key: taken(source, 'cache_key_fields', withPlan('enterprise', customKey)),
    }),
    origin_cache_control: taken(source, 'explicit_cache_control', originCacheControl),
    origin_error_page_passthru: taken(source, 'origin_error_page_pass_thru', toggle),
    respect_strong_etags: taken(source, 'respect_strong_etag', toggle),
  });
}

/** The actions that are read here. */
export const cacheSettingActions = [
  'browser_cache_ttl',
  'cache_by_device_type',
  'cache_deception_armor',
  'cache_key_fields',
  'cache_ttl_by_status',
  'edge_cache_ttl',
  'explicit_cache_control',
  'origin_error_page_pass_thru',
  'respect_strong_etag',
  'sort_query_string_for_cache',
] as const;

/** 0 means to respect what the origin says. */
const ttl: Setting<JsonObject> = (value) => {
  if (typeof value !== 'number') return refuse('its value is not a number of seconds');
  return value === 0 ? { mode: 'respect_origin' } : { mode: 'override_origin', default: value };
};

const edgeAge: Setting<JsonObject> = (value, plan) => {
  const least = plan === undefined ? 0 : leastEdgeTtl[plan];
  return typeof value === 'number' && value > 0 && value < least
    ? refuse(`the ${plan} plan takes ${least} seconds or more in a rule`)
    : ttl(value, plan);
};

function edgeTtl(source: SettingSource): JsonObject | undefined {
  const age = taken(source, 'edge_cache_ttl', edgeAge);
  const byStatus = taken(source, 'cache_ttl_by_status', ageByStatus);
  return byStatus === undefined ? age : { ...(age ?? { mode: 'respect_origin' }), status_code_ttl: byStatus };
}

const words: ReadonlyMap<JsonValue, number> = new Map([
  ['no-cache', 0],
  ['no-store', -1],
]);

/** `{"200-299": 60, "404": "no-store"}` as a list. */
const ageByStatus: Setting<JsonObject[]> = (value) => {
  if (!isJsonObject(value)) return refuse('its value is not an object of status codes');
  const ages = Object.entries(value).map(([codes, age = null]): JsonObject | undefined => {
    const [, from, to] = /^([1-9]\d\d)(?:-([1-9]\d\d))?$/u.exec(codes) ?? [];
    const seconds = words.get(age) ?? age;
    if (from === undefined || typeof seconds !== 'number') return undefined;
    return to === undefined
      ? { status_code: Number(from), value: seconds }
      : { status_code_range: { from: Number(from), to: Number(to) }, value: seconds };
  });
  const known = ages.filter((age) => age !== undefined);
  return known.length === ages.length ? known : refuse('it has a status code or time that is not understood');
};

/** On is how it is on every other plan, so that only Enterprise can turn it off. */
const originCacheControl: Setting<boolean> = (value, plan) =>
  value === 'off' && !isAtLeast(plan, 'enterprise') ? needs('enterprise') : toggle(value, plan);

/** `cache_key_fields`: the same parts, where a `*` for all is an object, and the only header to leave out is Origin. */
const customKey: Setting<JsonObject> = (value) => {
  if (!isJsonObject(value)) return refuse('its value is not an object of parts');
  const { query_string: query, header, ...others } = value;
  const { exclude: without, ...headers } = isJsonObject(header) ? header : {};
  const left: readonly JsonValue[] = Array.isArray(without) ? without : [];
  if (left.some((name) => typeof name !== 'string' || name.toLowerCase() !== 'origin'))
    return refuse('a cache rule can leave no header but Origin out of the key');
  return compact({
    ...others,
    query_string: isJsonObject(query) ? queryPart(query) : undefined,
    header: unlessEmpty({ ...filled(headers), exclude_origin: left.length > 0 ? true : undefined }),
  });
};

function queryPart(query: JsonObject): JsonObject | undefined {
  return unlessEmpty({ include: namesOrAll(query['include']), exclude: namesOrAll(query['exclude']) });
}

/** An empty list says nothing, and rules do not take one. */
function namesOrAll(names: JsonValue | undefined): JsonObject | undefined {
  if (names === '*') return { all: true };
  return Array.isArray(names) && names.length > 0 ? { list: [...names] } : undefined;
}

function filled(lists: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(lists).filter(([, names]) => Array.isArray(names) && names.length > 0),
  );
}

function unlessEmpty(members: JsonObject): JsonObject | undefined {
  const present = compact(members);
  return Object.keys(present).length === 0 ? undefined : present;
}
