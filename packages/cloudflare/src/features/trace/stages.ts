import type { JsonValue } from '@crunchtools/mcp-core';
import { fromOctets, type RequestFacts, type Use } from '@crunchtools/rules-language';
import type { Led } from '../lists/matching.ts';
import type { Redirect } from '../lists/redirect.ts';
import {
  at,
  membersAt,
  numberAt,
  reasons,
  type TracedListRule,
  type TracedRule,
  textAt,
  textsAt,
} from './configuration.ts';
import {
  type Application,
  certainly,
  type Flow,
  fieldText,
  holds,
  isAnswered,
  type Reach,
  type RuleResult,
  type SettingArea,
  type Stop,
  textOf,
  withResults,
  withSetting,
  withStop,
} from './flow.ts';
import { shownJson, shownText } from './report.ts';
import {
  agreed,
  type HeaderChange,
  type HeaderChanges,
  type HeaderOperation,
  headerChange,
  type Knowledge,
  knownAs,
  type RequestState,
  unknownBecause,
  withHeaderChange,
  written,
} from './state.ts';

/** What a rule that applies, or may apply, does to the flow, and the same in words. */
export type Effect = (
  flow: Flow,
  rule: TracedRule,
  application: Application,
) => { readonly flow: Flow; readonly does: string };

/**
 * Takes a flow through the rules of one phase. All of them see the request as it was before the phase: fields do
 * not change within one (developers.cloudflare.com/ruleset-engine/about/rules, field values).
 */
export function* throughRules(
  flow: Flow,
  rules: readonly TracedRule[],
  effect: Effect,
): Generator<void, Flow, void> {
  const { request } = flow;
  const results: RuleResult[] = [];
  let after = flow;
  for (const [index, rule] of rules.entries()) {
    const { outcome, because, application } = decide(after, rule, request);
    const applied =
      application === undefined ? { flow: after, does: undefined } : effect(after, rule, application);
    after = applied.flow;
    results.push({
      stage: rule.phase,
      id: rule.id,
      position: index + 1,
      outcome,
      because,
      does: applied.does,
    });
    yield;
  }
  return withResults(after, results);
}

interface Decision {
  readonly outcome: RuleResult['outcome'];
  readonly because: readonly string[];
  readonly application?: Application;
}

function decide(flow: Flow, rule: TracedRule, request: RequestState): Decision {
  if (!rule.enabled) return { outcome: 'disabled', because: [] };
  if (isAnswered(flow)) return { outcome: 'not_reached', because: [] };
  if (flow.reach.kind === 'skipped') return { outcome: 'skipped', because: [flow.reach.by] };
  const match = holds(rule.expression, request);
  if (match.known && !match.value) return { outcome: 'no_match', because: [] };
  const because = reasons(match.known ? [] : match.because, doubtsAbout(flow.reach));
  const certain = match.known && flow.reach.kind === 'certain';
  return {
    outcome: certain ? 'match' : 'unknown',
    because,
    application: { by: rule.id, certain, because },
  };
}

function doubtsAbout(reach: Reach): readonly string[] {
  return reach.kind === 'possible' ? reach.because : [];
}

/**
 * URL rewrites: later rules overwrite what earlier ones did, and none sees it
 * (developers.cloudflare.com/rules/transform, evaluation). Path and query are apart.
 */
export const rewriteUrl: Effect = (flow, rule, application) => {
  const parts = [
    part('path', 'rewrite_path', rule.action_parameters, flow.request),
    part('query', 'rewrite_query', rule.action_parameters, flow.request),
  ].flatMap((found) => (found === undefined ? [] : [found]));
  const url = { ...flow.url };
  for (const { name, value } of parts) url[name] = written(url[name], { ...application, value });
  return {
    flow: { ...flow, url },
    does: parts.map(({ name, value }) => `${name} → ${shownText(value)}`).join(', ') || rule.action,
  };
};

interface Part {
  readonly name: 'path' | 'query';
  readonly value: Knowledge<string>;
}

function part(
  name: Part['name'],
  use: Use,
  parameters: JsonValue | undefined,
  request: RequestState,
): Part | undefined {
  const parameter = at(parameters, 'uri', name);
  return parameter === undefined ? undefined : { name, value: textOf(parameter, use, request) };
}

export const changeRequestHeaders: Effect = (flow, rule, application) => {
  const found = headersOf(rule.action_parameters, flow.request);
  const requestHeaders = withAll(flow.requestHeaders, found, application);
  return { flow: { ...flow, requestHeaders }, does: inWords(found) };
};

export const changeResponseHeaders: Effect = (flow, rule, application) => {
  const found = headersOf(rule.action_parameters, flow.request);
  const responseHeaders = withAll(flow.responseHeaders, found, application);
  return { flow: { ...flow, responseHeaders }, does: inWords(found) };
};

type NamedChange = readonly [name: string, change: HeaderChange];

function headersOf(parameters: JsonValue | undefined, request: RequestState): readonly NamedChange[] {
  return membersAt(parameters, 'headers').flatMap(([name, header]) => {
    const operation = operationOf(header);
    if (operation === undefined) return [];
    const value = operation === 'remove' ? knownAs('') : textOf(header, 'header_value', request);
    return [[name, headerChange(operation, value)] as const];
  });
}

function operationOf(header: JsonValue): HeaderOperation | undefined {
  const name = textAt(header, 'operation');
  return name === 'set' || name === 'add' || name === 'remove' ? name : undefined;
}

function withAll(
  changes: HeaderChanges,
  found: readonly NamedChange[],
  { by, certain }: Application,
): HeaderChanges {
  return found.reduce(
    (before, [name, value]) => withHeaderChange(before, name, { value, by, certain }),
    changes,
  );
}

function inWords(changes: readonly NamedChange[]): string {
  return changes
    .map(([name, { operation, value }]) =>
      operation === 'remove' ? `remove ${name}` : `${operation} ${name}: ${shownText(value)}`,
    )
    .join(', ');
}

/** Single Redirects: the first that matches answers. */
export const redirect: Effect = (flow, rule, application) => {
  const target = at(rule.action_parameters, 'from_value');
  if (target === undefined) {
    return { flow: withStop(flow, rule.phase, application, { kind: 'unknown' }), does: rule.action };
  }
  // "301 by default": developers.cloudflare.com/rules/url-forwarding/single-redirects/settings.
  const status = numberAt(target, 'status_code') ?? 301;
  const location = locationOf(target, flow.request);
  return {
    flow: withStop(flow, rule.phase, application, { kind: 'redirect', status, location }),
    does: `${status} → ${shownText(location)}`,
  };
};

function locationOf(target: JsonValue, request: RequestState): Knowledge<string> {
  const url = textOf(at(target, 'target_url'), 'redirect_target', request);
  if (!url.known || at(target, 'preserve_query_string') !== true) return url;
  const query = fieldText('http.request.uri.query', request);
  return query.known ? withQuery(url.value, query.value) : query;
}

/** Cloudflare does not document what becomes of a query string that the target has already. */
function withQuery(url: string, query: string): Knowledge<string> {
  if (query === '') return knownAs(url);
  if (url.includes('?'))
    return unknownBecause(['how the query strings of the target and the request are joined']);
  const [base = '', ...fragment] = url.split('#');
  return knownAs([`${base}?${query}`, ...fragment].join('#'));
}

const challenges: ReadonlySet<string> = new Set(['challenge', 'js_challenge', 'managed_challenge']);

/** The one phase that a skip rule can name and that is traced here (developers.cloudflare.com/waf/custom-rules/skip/options). */
const rateLimitPhase = 'http_ratelimit';

/** WAF custom rules: what blocks or challenges answers, `skip` passes over what it names. */
export const firewall: Effect = (flow, rule, application) => {
  if (rule.action === 'log') return { flow, does: 'log' };
  if (rule.action === 'skip') return skip(flow, rule, application);
  const answer = answerOf(rule, 403);
  return { flow: withStop(flow, rule.phase, application, answer), does: describe(rule, answer) };
};

/** Rate limiting rules: a request that matches is counted, and only other requests tell whether it is one too many. */
export const rateLimit: Effect = (flow, rule, application) => {
  const [requests, period] = [
    numberAt(rule.ratelimit, 'requests_per_period'),
    numberAt(rule.ratelimit, 'period'),
  ];
  const limit = requests === undefined || period === undefined ? 'its limit' : `${requests} in ${period} s`;
  if (rule.action === 'log') return { flow, does: `count; log above ${limit}` };
  const answer = answerOf(rule, 429);
  const doubtful = { ...application, certain: false, because: reasons(application.because, ['the rate']) };
  return {
    flow: withStop(flow, rule.phase, doubtful, answer),
    does: `count; ${describe(rule, answer)} above ${limit}`,
  };
};

/** Actions not known here, and rulesets that are executed, may do anything. */
function answerOf(rule: TracedRule, usual: number): Pick<Stop, 'kind' | 'status'> {
  if (challenges.has(rule.action)) return { kind: 'challenge', status: undefined };
  if (rule.action !== 'block') return { kind: 'unknown', status: undefined };
  const own = numberAt(rule.action_parameters, 'response', 'status_code');
  return { kind: 'block', status: own ?? usual };
}

function describe({ action }: TracedRule, { status }: Pick<Stop, 'status'>): string {
  return status === undefined ? action : `${action} with ${status}`;
}

function skip(flow: Flow, rule: TracedRule, application: Application): ReturnType<Effect> {
  const { action_parameters: parameters } = rule;
  const skipsRest = textAt(parameters, 'ruleset') === 'current' || textAt(parameters, 'phase') === 'current';
  const reach = reachAfter(flow.reach, application);
  const skipped = textsAt(parameters, 'phases').includes(rateLimitPhase);
  const skips = skipped
    ? new Map([
        ...flow.skips,
        ['rate_limit' as const, reachAfter(flow.skips.get('rate_limit') ?? certainly, application)],
      ])
    : flow.skips;
  return {
    flow: { ...flow, skips, reach: skipsRest ? reach : flow.reach },
    does: `skip ${namesOf(parameters).join(', ') || 'nothing'}`,
  };
}

export function reachAfter(reach: Reach, { by, certain, because }: Application): Reach {
  if (reach.kind === 'skipped') return reach;
  if (certain) return { kind: 'skipped', by };
  return { kind: 'possible', because: reasons(reach.kind === 'possible' ? reach.because : [], because) };
}

/** What a skip rule names, in words. */
export function namesOf(parameters: JsonValue | undefined): readonly string[] {
  return [
    ...(textAt(parameters, 'ruleset') === 'current' ? ['the remaining custom rules'] : []),
    ...(textAt(parameters, 'phase') === 'current' ? ['the remaining rules of the phase'] : []),
    ...textsAt(parameters, 'phases'),
    ...textsAt(parameters, 'products'),
    ...(at(parameters, 'rulesets') === undefined ? [] : ['rulesets']),
    ...(at(parameters, 'rules') === undefined ? [] : ['rules of rulesets']),
  ];
}

type Setting = readonly [name: string, value: JsonValue];

/**
 * Rules whose settings are merged; where several name one, the last wins
 * (developers.cloudflare.com/cache/how-to/cache-rules/order, and the FAQ of Origin Rules).
 */
export function merging(
  area: SettingArea,
  settingsOf: (parameters: JsonValue | undefined) => readonly Setting[],
): Effect {
  return (flow, rule, application) => {
    const settings = settingsOf(rule.action_parameters);
    return {
      flow: settings.reduce<Flow>(
        (before, [name, value]) => withSetting(before, area, name, value, application),
        flow,
      ),
      does: settings.map(([name, value]) => `${name}: ${shownJson(value)}`).join(', ') || rule.action,
    };
  };
}

export const configure = merging('config', (parameters) => membersAt(parameters));

/** A setting is a member of the parameters: `edge_ttl` is one, with all that is in it. */
export const setCache = merging('cache', (parameters) => membersAt(parameters));

export const route = merging('origin', (parameters) => {
  const settings: readonly (readonly [string, JsonValue | undefined])[] = [
    ['host_header', at(parameters, 'host_header')],
    ['host', at(parameters, 'origin', 'host')],
    ['port', at(parameters, 'origin', 'port')],
    ['sni', at(parameters, 'sni', 'value')],
  ];
  return settings.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
});

/** "If multiple compression rules match, the last rule wins": developers.cloudflare.com/rules/compression-rules. */
export const compress = merging('compression', (parameters) => {
  const algorithms = at(parameters, 'algorithms');
  if (!Array.isArray(algorithms)) return [];
  const names = algorithms.flatMap((algorithm: JsonValue) => at(algorithm, 'name') ?? []);
  return [['algorithms', names] as const];
});

const bulkRedirects = 'bulk_redirects';

/**
 * Bulk Redirects: the first rule whose filter matches and whose list has a redirect for the URL answers
 * (developers.cloudflare.com/rules/url-forwarding/bulk-redirects/how-it-works, and its FAQ for several lists). They run behind the
 * firewall, so they see the URL as rewrites left it, unless their key is the raw one.
 */
export function* throughBulkRedirects(
  flow: Flow,
  rules: readonly TracedListRule[],
): Generator<void, Flow, void> {
  const results: RuleResult[] = [];
  let after = flow;
  for (const [index, rule] of rules.entries()) {
    const done = throughListRule(after, rule);
    after = done.flow;
    results.push({ stage: bulkRedirects, id: rule.id, position: index + 1, ...done.result });
    yield;
  }
  return withResults(after, results);
}

interface ThroughListRule {
  readonly flow: Flow;
  readonly result: Pick<RuleResult, 'outcome' | 'because' | 'does'>;
}

function throughListRule(flow: Flow, rule: TracedListRule): ThroughListRule {
  const plain = (outcome: RuleResult['outcome']): ThroughListRule => ({
    flow,
    result: { outcome, because: [], does: undefined },
  });
  if (!rule.enabled) return plain('disabled');
  if (isAnswered(flow)) return plain('not_reached');
  const { request } = flow;
  const led = request.versions.map((version) => ledBy(version, rule));
  if (led.every((one) => one.known && one.value === undefined)) return plain('no_match');
  const match = holds(rule.expression, seenBy(request, rule, led));
  if (match.known && !match.value) return plain('no_match');
  const doubts = led.flatMap((one) => (one.known ? [] : one.because));
  const because = [...new Set([...(match.known ? [] : match.because), ...doubts])];
  const certain =
    match.known && doubts.length === 0 && led.every((one) => one.known && one.value !== undefined);
  const location = agreed(
    led.map((one) => (one.known ? knownAs(one.value?.url ?? '') : one)),
    request.because,
  );
  const [first] = led.flatMap((one) => (one.known && one.value !== undefined ? [one.value] : []));
  const status = first?.item.status_code ?? 301;
  const listed = first && { list: rule.list, source_url: first.item.source_url };
  const answer = { kind: 'redirect', status, location, listed } as const;
  return {
    flow: withStop(flow, bulkRedirects, { by: rule.id, certain, because }, answer),
    result: {
      outcome: certain ? 'match' : 'unknown',
      because,
      does: `${status} → ${shownText(location)} (list ${rule.list})`,
    },
  };
}

/** The redirect for one version of the request, if there is one. */
function ledBy({ fields }: RequestFacts, rule: TracedListRule): Knowledge<Led<Redirect> | undefined> {
  const field = fields.get(rule.key);
  if (field?.kind !== 'string') return unknownBecause([rule.key]);
  if (rule.index === undefined) return unknownBecause([`the list ${rule.list}`]);
  return knownAs(rule.index.match(fromOctets(field.value) ?? ''));
}

/** The request as the filter of a rule sees it: `in` is true of a URL that a redirect of the list is for. */
function seenBy(
  request: RequestState,
  { key, list, index }: TracedListRule,
  led: readonly Knowledge<Led<Redirect> | undefined>[],
): RequestState {
  if (index === undefined) return request;
  const seen = request.versions.map((version, nth): RequestFacts => {
    const field = version.fields.get(key);
    const one = led[nth];
    const isIn = field?.kind === 'string' && one?.known === true && one.value !== undefined;
    const members = isIn ? [fromOctets(field.value) ?? ''] : [];
    return { ...version, lists: new Map([...version.lists, [list, members]]) };
  });
  return { ...request, versions: seen };
}
