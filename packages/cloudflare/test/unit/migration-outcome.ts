import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from '@crunchtools/mcp-core';
import type { Plan, RequestDescription } from '@crunchtools/rules-language';
import type { DifferenceKind } from '../../src/features/migration/types.ts';
import { matchPageRule } from '../../src/features/page-rules/pattern.ts';
import type { TracedConfiguration } from '../../src/features/trace/configuration.ts';
import { report, type TraceReport } from '../../src/features/trace/report.ts';
import { trace } from '../../src/features/trace/trace.ts';
import { keyFields } from './migration-corpus.ts';

/** What becomes of a request, by names under which Page Rules and modern rules can be compared. */
export type Outcome = ReadonlyMap<string, string>;

export function traced(request: RequestDescription, configuration: TracedConfiguration): TraceReport {
  return report(trace(request, configuration), configuration);
}

/** Features that Cloudflare has ended, so that their settings do nothing. */
const ended = new Set(['mirage']);

/** Settings without effect on what is not cached. */
const cacheOnly = /^(?:edge |key |cache\.origin_cache_control)/u;

/**
 * The outcome of a trace. What tracing leaves under the name of a Page Rule's action is read here, from Cloudflare's
 * documentation of the actions and not from the code under test.
 */
export function outcomeOf(request: RequestDescription, traceReport: TraceReport, plan: Plan): Outcome {
  const { endings, onward } = traceReport;
  const outcome = new Map<string, string>();
  const ending = endings.map(({ answer, status, location }) =>
    [answer, status ?? '', location?.known === true ? location.value : ''].join(' '),
  );
  outcome.set('ending', ending.join(' or '));
  if (onward === undefined) return outcome;
  const actions = new Map<string, JsonValue>();
  for (const { area, name, value } of onward.settings) {
    if (area === 'page_rule') actions.set(name, value);
    else for (const [part, text] of partsOf(`${area}.${name}`, value)) outcome.set(part, text);
  }
  for (const [action, value] of actions)
    for (const [part, text] of meaning(action, value)) add(outcome, part, text);
  // What a plan does not have is off.
  if (plan === 'free') outcome.delete('config.polish');
  const isCached = cached(request, onward, actions);
  outcome.set('cached', `${isCached}`);
  outcome.delete('cache.cache');
  for (const name of outcome.keys()) if (!isCached && cacheOnly.test(name)) outcome.delete(name);
  return outcome;
}

/** A rule of a phase wins over a Page Rule. */
function add(outcome: Map<string, string>, name: string, text: string): void {
  if (!outcome.has(name)) outcome.set(name, text);
}

type Parts = readonly (readonly [name: string, text: string])[];

function partsOf(name: string, value: JsonValue): Parts {
  if (name === 'cache.cache_key' && isJsonObject(value)) return members('key', value);
  if (name !== 'cache.edge_ttl' || !isJsonObject(value)) return [[name, canonicalJson(value)]];
  const { default: age, status_code_ttl: byStatus } = value;
  return members('edge', { age, by_status: byStatus });
}

function members(area: string, value: JsonObject): Parts {
  return Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [[`${area} ${name}`, canonicalJson(member)] as const],
  );
}

const statusAges = [
  { status_code: 404, value: -1 },
  { status_code_range: { from: 200, to: 299 }, value: 60 },
  { status_code_range: { from: 500, to: 599 }, value: 0 },
];

/** What the actions that only Page Rules have set. */
function meaning(action: string, value: JsonValue): Parts {
  const isOn = `${value === 'on'}`;
  switch (action) {
    case 'cache_by_device_type':
    case 'cache_deception_armor':
      return [[`key ${action}`, isOn]];
    case 'sort_query_string_for_cache':
      return [['key ignore_query_strings_order', isOn]];
    case 'cache_key_fields': {
      const [, key = {}] =
        keyFields().find(([fields]) => canonicalJson(fields) === canonicalJson(value)) ?? [];
      return [['key custom_key', canonicalJson(key)]];
    }
    case 'cache_ttl_by_status':
      return [['edge by_status', canonicalJson(statusAges)]];
    case 'disable_performance':
      return [
        ['config.polish', '"off"'],
        ['config.rocket_loader', 'false'],
      ];
    case 'cache_level':
      return value === 'simplified' ? [['key custom_key', '{"query_string":{"exclude":{"all":true}}}']] : [];
    case 'bypass_cache_on_cookie':
    case 'cache_on_cookie':
      return [];
    default:
      return ended.has(action) ? [] : [[`page_rule.${action}`, canonicalJson(value)]];
  }
}

/** Whether Cloudflare may keep the answer. */
function cached(
  request: RequestDescription,
  { cache, settings }: NonNullable<TraceReport['onward']>,
  actions: ReadonlyMap<string, JsonValue>,
): boolean {
  if (!cache.known) throw new Error('the corpus leaves nothing unknown');
  if (request.method === 'POST') return false;
  const decided = settings.find(({ area, name }) => area === 'cache' && name === 'cache');
  if (decided !== undefined && !isPageRule(decided.by)) return decided.value === true;
  const cookie = cookieOf(request);
  if (matches(actions.get('cache_on_cookie'), cookie)) return true;
  if (matches(actions.get('bypass_cache_on_cookie'), cookie)) return false;
  if (actions.get('cache_level') === 'basic' && new URL(request.url).search !== '') return false;
  return cache.value === 'eligible' || / (?:files are|is) cached$/u.test(cache.value);
}

export function isPageRule(id: string): boolean {
  return /^[0-9a]{32}$/u.test(id);
}

function matches(expression: JsonValue | undefined, cookie: string): boolean {
  return typeof expression === 'string' && cookie !== '' && new RegExp(expression, 'u').test(cookie);
}

function cookieOf({ headers }: RequestDescription): string {
  const cookie: unknown = Reflect.get(headers ?? {}, 'cookie');
  return typeof cookie === 'string' ? cookie : '';
}

/** A Page Rule with a difference that its migration claims. */
export interface Claim {
  readonly url: string;
  readonly kind: DifferenceKind;
}

/** Whether a claimed difference can show in a request. As narrow as the claim is worded: the rest has to be equal. */
export function concerns(
  { url, kind }: Claim,
  request: RequestDescription,
  {
    before,
    winner,
    patterns,
  }: { readonly before: Outcome; readonly winner: string; readonly patterns: readonly string[] },
): boolean {
  const isWinner = winner === url;
  const { port, hostname, pathname, search } = new URL(request.url);
  switch (kind) {
    case 'cached_content_only':
      return isWinner && before.get('cached') === 'false';
    case 'server_name':
      return isWinner;
    case 'cookies':
      return isWinner && cookieOf(request).includes(';');
    case 'other_ports':
      return port !== '' && matchPageRule(url, request.url) !== undefined;
    case 'query_in_wildcard':
      return (
        matchPageRule(url, request.url) !== undefined &&
        matchPageRule(url, request.url.replace(/\?.*/u, '')) === undefined
      );
    case 'wildcard_over_slash':
      return patterns.some(
        (pattern) =>
          matchPageRule(pattern, request.url) !== undefined &&
          !matchesByPart(pattern, hostname, pathname, search),
      );
    case 'before_firewall':
    case 'caching_level':
    case 'performance':
      return false;
  }
}

/** The host and the rest of a URL, each against its own part of a pattern. */
function matchesByPart(pattern: string, hostname: string, pathname: string, search: string): boolean {
  const [, authority = '', rest = ''] = /^(?:[^/]*:\/\/)?([^/:]*)(?::[^/]*)?(.*)$/u.exec(pattern) ?? [];
  return (
    patternOf(authority).test(hostname) &&
    [pathname, pathname + search].some((text) => patternOf(rest).test(text))
  );
}

function patternOf(glob: string): RegExp {
  const literals = glob.split('*').map((literal) => literal.replaceAll(/[^a-z0-9]/gi, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`, 'is');
}
