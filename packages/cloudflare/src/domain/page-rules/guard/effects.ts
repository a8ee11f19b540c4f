import { isJsonObject, type JsonObject, type JsonValue, sameJson } from '@crunchtools/mcp-core';
import {
  dynamicMatch,
  type Effects,
  effectsOfTarget,
  type Harm,
  type Protection,
  type RuleJudge,
  type RuleView,
} from '../../rules/index.ts';
import { forwardingTarget } from '../forward.ts';
import { matchPageRule } from '../match.ts';
import { foldCase, partsOf } from '../pattern.ts';
import { pageRuleGuards } from './table.ts';

/**
 * The filter that matches what the pattern of a Page Rule does. A pattern without a query string takes any; `?` and all but
 * `*` stand for themselves in wildcards, and a URL holds no backslash.
 */
export function expressionOf(url: string): string {
  return globsOf(url)
    .map((one) => `http.request.full_uri wildcard ${JSON.stringify(one)}`)
    .join(' or ');
}

/** As several, because a `*` for the scheme would take a host and a path, too. */
export function globsOf(url: string): readonly string[] {
  const { scheme, host, port, rest } = partsOf(url);
  const schemes = scheme === undefined || scheme.includes('*') ? ['http', 'https'] : [scheme];
  const root = rest === '' && !host.endsWith('*') ? '/' : rest;
  const place = `${host}${port === undefined ? '' : `:${port}`}${root}`;
  const places = [place, ...(place.includes('?') || place.endsWith('*') ? [] : [`${place}?*`])];
  return schemes.flatMap((one) => places.map((another) => foldCase(`${one}://${another}`)));
}

/** Everything that an active Page Rule does, as the rules of other phases would do it. */
export function effectsOf(url: string, actions: JsonObject, judge: RuleJudge): Effects {
  const expression = expressionOf(url);
  const views = [
    { phase: 'cache', action_parameters: cacheSettings(actions) },
    { phase: 'config', action_parameters: configSettings(actions) },
    { phase: 'origin', action_parameters: originSettings(actions) },
  ].map((rule) => judge.view({ ...rule, expression }));
  const plain = judge.view({ phase: 'redirect', expression });
  const all = [
    ...views.map((view) => judge.effects(view)),
    ...(plain === undefined ? [] : [forwarding(url, actions, plain), others(actions, plain)]),
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

function ttl(seconds: JsonValue | undefined): JsonObject | undefined {
  return typeof seconds === 'number' && seconds > 0
    ? { mode: 'override_origin', default: seconds }
    : undefined;
}

function cacheSettings(actions: JsonObject): JsonObject {
  const level = actions['cache_level'];
  const statuses = isJsonObject(actions['cache_ttl_by_status']) ? actions['cache_ttl_by_status'] : {};
  const status_code_ttl = Object.entries(statuses).map(([codes, value]): JsonObject => {
    const [from, to = from] = codes.split('-').map(Number);
    return { status_code_range: defined({ from, to }), value: value ?? 0 };
  });
  const edge = ttl(actions['edge_cache_ttl']);
  return defined({
    cache: level === 'bypass' ? false : level === 'cache_everything' ? true : undefined,
    edge_ttl: edge === undefined && status_code_ttl.length === 0 ? undefined : { ...edge, status_code_ttl },
    browser_ttl: ttl(actions['browser_cache_ttl']),
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
  const host = actions['resolve_override'];
  return defined({
    host_header: actions['host_header_override'],
    origin: host === undefined ? undefined : { host },
  });
}

function forwarding(url: string, actions: JsonObject, view: RuleView): Effects {
  const forward = actions['forwarding_url'];
  const target = isJsonObject(forward) ? forward['url'] : undefined;
  if (forward === undefined || typeof target !== 'string') return { protections: [], harms: [] };
  // The status code decides for how long, not where to.
  return effectsOfTarget(view, { url: target, pattern: url }, ({ fields }) => {
    const uri = fields.get('http.request.full_uri');
    const captures = uri?.kind === 'string' ? matchPageRule(url, uri.value) : undefined;
    return captures === undefined ? undefined : forwardingTarget(target, captures);
  });
}

/** What Page Rules have and no other rule. */
function others(actions: JsonObject, view: RuleView): Effects {
  const protections: Protection[] = [];
  const harms: Harm[] = [];
  const { security, cache, cacheKey, https } = pageRuleGuards;
  if (actions['always_use_https'] === true)
    protections.push(same(https.id, 'https', true, 'It no longer leads visitors to https'));
  if (actions['waf'] === 'on')
    protections.push(same(security.id, 'waf', 'on', 'It no longer turns the firewall on'));
  if (actions['waf'] === 'off')
    harms.push({
      guard: security.id,
      key: 'waf',
      value: 'off',
      text: 'It turns the firewall off for what it matches.',
    });
  if (actions['disable_security'] !== undefined)
    harms.push({
      guard: security.id,
      key: 'disable_security',
      value: true,
      text: 'It turns security features off for what it matches.',
    });
  const cookie = actions['bypass_cache_on_cookie'];
  if (cookie !== undefined)
    protections.push(
      same(cache.id, 'cookie', cookie, 'It no longer keeps pages of visitors with a cookie out of the cache'),
    );
  if (actions['cache_level'] === 'simplified' && dynamicMatch(view.scope, view.zone) !== undefined)
    harms.push({
      guard: cacheKey.id,
      key: 'simplified',
      value: true,
      text: 'It leaves the query string out of the cache key: pages that differ by it are mixed up.',
    });
  return { protections, harms };
}

function same(guard: string, key: string, value: JsonValue, words: string): Protection {
  return {
    guard,
    key,
    value,
    isKeptBy: (other) => sameJson(other.value, value),
    ends: `${words}.`,
    narrows: `${words} for requests`,
  };
}
