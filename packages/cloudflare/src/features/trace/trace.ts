import { atOnce, isJsonObject, type JsonValue } from '@crunchtools/mcp-core';
import { Budget, describeRequest, type RequestDescription } from '@crunchtools/rules-language';
import { evaluationOrder, forwardingTarget, matchPageRule } from '../page-rules/pattern.ts';
import type { RulePhase } from '../rules/phases.ts';
import {
  executionOrder,
  membersAt,
  numberAt,
  reasons,
  type Stage,
  type TracedConfiguration,
  type TracedPageRule,
  textAt,
} from './configuration.ts';
import {
  type Application,
  certainly,
  doubtsIn,
  type Flow,
  isAnswered,
  possibleUrls,
  type RuleResult,
  type SettingArea,
  withChangedRequestHeaders,
  withChangedResponseHeaders,
  withChangedUrl,
  withResults,
  withSettingBeneath,
  withStop,
} from './flow.ts';
import { errorsOnly, runManaged, serveError, withServedError } from './managed.ts';
import { shownJson, shownText, throughUnread } from './report.ts';
import {
  changeRequestHeaders,
  changeResponseHeaders,
  compress,
  configure,
  type Effect,
  firewall,
  rateLimit,
  redirect,
  rewriteUrl,
  route,
  setCache,
  throughBulkRedirects,
  throughRules,
} from './stages.ts';
import { agreed, type Knowledge, knownAs, type RequestState, unknownBecause } from './state.ts';

type Meaning = readonly [area: SettingArea, name: string, value: JsonValue];

/**
 * What an action of a Page Rule is called where rules of the phases can override it
 * (developers.cloudflare.com/rules/reference/page-rules-migration). Actions without such a counterpart keep their
 * names, in an area of their own.
 */
function meaningOf(action: string, value: JsonValue): Meaning {
  if (action === 'cache_level' && value === 'cache_everything') return ['cache', 'cache', true];
  if (action === 'cache_level' && value === 'bypass') return ['cache', 'cache', false];
  if (action === 'edge_cache_ttl' || action === 'browser_cache_ttl') return ttl(action, value);
  const [area, name] = names[action] ?? ['page_rule', action];
  return [area, name, switches.has(action) ? value === 'on' : value];
}

/** A Page Rule that respects the origin's headers says 0. */
function ttl(action: string, seconds: JsonValue): Meaning {
  const name = action === 'edge_cache_ttl' ? 'edge_ttl' : 'browser_ttl';
  return seconds === 0
    ? ['cache', name, { mode: 'respect_origin' }]
    : ['cache', name, { mode: 'override_origin', default: seconds }];
}

/** On or off in a Page Rule, true or false elsewhere. */
const switches: ReadonlySet<string> = new Set([
  'explicit_cache_control',
  'origin_error_page_pass_thru',
  'respect_strong_etag',
  'browser_check',
  'email_obfuscation',
  'opportunistic_encryption',
  'automatic_https_rewrites',
  'rocket_loader',
]);

const names: Readonly<Record<string, readonly [SettingArea, string]>> = {
  explicit_cache_control: ['cache', 'origin_cache_control'],
  origin_error_page_pass_thru: ['cache', 'origin_error_page_passthru'],
  respect_strong_etag: ['cache', 'respect_strong_etags'],
  browser_check: ['config', 'bic'],
  email_obfuscation: ['config', 'email_obfuscation'],
  opportunistic_encryption: ['config', 'opportunistic_encryption'],
  automatic_https_rewrites: ['config', 'automatic_https_rewrites'],
  rocket_loader: ['config', 'rocket_loader'],
  polish: ['config', 'polish'],
  security_level: ['config', 'security_level'],
  ssl: ['config', 'ssl'],
  disable_apps: ['config', 'disable_apps'],
  disable_zaraz: ['config', 'disable_zaraz'],
  host_header_override: ['origin', 'host_header'],
  resolve_override: ['origin', 'host'],
};

const ownStage = 'page_rules';

/** Cloudflare does not document whether Page Rules see the URL before or after a rewrite. */
const rewrittenOrNot = 'whether Page Rules see the rewritten URL';

/**
 * Page Rules: the first active one that matches applies, and no other
 * (developers.cloudflare.com/rules/page-rules, priority). Its settings hold unless a rule of a phase names the same
 * one; that this goes by setting is documented for Origin Rules only (their FAQ).
 * @param urls the URLs that the patterns may be compared with.
 */
function* throughPageRules(
  flow: Flow,
  rules: readonly TracedPageRule[],
  urls: readonly Knowledge<string>[],
): Generator<void, Flow, void> {
  const results: RuleResult[] = [];
  let [after, isTaken] = [flow, false];
  // While it is open whether an earlier rule matches, it is open whether a later one applies.
  let doubts: readonly string[] = [];
  for (const [index, rule] of evaluationOrder(rules).entries()) {
    const match = isAnswered(flow) || isTaken ? undefined : matchOf(rule, urls);
    if (match?.known === false) doubts = reasons(doubts, match.because);
    const outcome = outcomeOf(rule, match, doubts);
    const because = outcome === 'unknown' ? doubts : [];
    const applied =
      outcome === 'match' || outcome === 'unknown'
        ? apply(after, rule, { by: rule.id, certain: outcome === 'match', because }, urls)
        : { flow: after, does: undefined };
    after = applied.flow;
    results.push({
      stage: ownStage,
      id: rule.id,
      position: index + 1,
      outcome,
      because,
      does: applied.does,
    });
    isTaken ||= match?.known === true && match.value;
    yield;
  }
  return withResults(after, results);
}

function matchOf(
  { url: pattern, status }: TracedPageRule,
  urls: readonly Knowledge<string>[],
): Knowledge<boolean> {
  if (status !== 'active') return knownAs(false);
  const doubt = urls.find((url) => !url.known);
  if (doubt?.known === false) return unknownBecause(doubt.because);
  const answers = urls.map((url) => url.known && matchPageRule(pattern, url.value) !== undefined);
  const [first = false] = answers;
  return answers.every((answer) => answer === first) ? knownAs(first) : unknownBecause([rewrittenOrNot]);
}

/** @param match absent when the rule is not tried any more. */
function outcomeOf(
  { status }: TracedPageRule,
  match: Knowledge<boolean> | undefined,
  doubts: readonly string[],
): RuleResult['outcome'] {
  if (status !== 'active') return 'disabled';
  if (match === undefined) return 'not_reached';
  if (match.known && !match.value) return 'no_match';
  return doubts.length === 0 ? 'match' : 'unknown';
}

function apply(
  flow: Flow,
  rule: TracedPageRule,
  application: Application,
  urls: readonly Knowledge<string>[],
): { readonly flow: Flow; readonly does: string } {
  const redirection = redirectionOf(rule, urls);
  if (redirection !== undefined) {
    const { status, location } = redirection;
    return {
      flow: withStop(flow, ownStage, application, { kind: 'redirect', status, location }),
      does: `${status} → ${shownText(location)}`,
    };
  }
  return setAll(flow, rule, application);
}

interface Redirection {
  readonly status: number;
  readonly location: Knowledge<string>;
}

/** `forwarding_url` stands alone in a rule; `always_use_https` concerns requests over http only. */
function redirectionOf(rule: TracedPageRule, urls: readonly Knowledge<string>[]): Redirection | undefined {
  const forwarding = rule.actions['forwarding_url'];
  if (isJsonObject(forwarding)) {
    const template = textAt(forwarding, 'url') ?? '';
    const status = numberAt(forwarding, 'status_code') ?? 302;
    const locations = urls.map((url) => targetFor(rule, template, url));
    return { status, location: agreed(locations, [rewrittenOrNot]) };
  }
  if (rule.actions['always_use_https'] === undefined) return undefined;
  const plain = urls.filter((url) => url.known && url.value.startsWith('http://'));
  if (plain.length === 0) return undefined;
  const secure = urls.map((url) => (url.known ? knownAs(url.value.replace(/^http:/u, 'https:')) : url));
  return { status: 301, location: agreed(secure, [rewrittenOrNot]) };
}

function targetFor(rule: TracedPageRule, template: string, url: Knowledge<string>): Knowledge<string> {
  if (!url.known) return url;
  const captures = matchPageRule(rule.url, url.value);
  return captures === undefined
    ? unknownBecause([rewrittenOrNot])
    : knownAs(forwardingTarget(template, captures));
}

function setAll(
  flow: Flow,
  rule: TracedPageRule,
  application: Application,
): { readonly flow: Flow; readonly does: string } {
  const actions = membersAt(rule.actions);
  const settings = actions.filter(([action]) => action !== 'always_use_https');
  return {
    flow: settings.reduce<Flow>((before, [action, value]) => {
      const [area, name, meaning] = meaningOf(action, value);
      return withSettingBeneath(before, area, name, meaning, application);
    }, flow),
    does: actions.map(([action, value]) => `${action}: ${shownJson(value)}`).join(', '),
  };
}

const effects: Readonly<Record<RulePhase, Effect>> = {
  redirect,
  url_rewrite: rewriteUrl,
  config: configure,
  origin: route,
  waf_custom: firewall,
  rate_limit: rateLimit,
  waf_managed: runManaged,
  request_headers: changeRequestHeaders,
  cache: setCache,
  custom_errors: serveError,
  response_headers: changeResponseHeaders,
  compression: compress,
};

/**
 * Steps of all evaluations that one call causes: a second at the very worst. What is not decided then is unknown,
 * and the reason says so.
 */
export const stepsOfOneCall = 4_000_000;

/**
 * Takes a request through the rules of a zone in Cloudflare's order of execution. Never throws for what is in the
 * rules: what cannot be told stays unknown, and everything that follows from it too.
 *
 * After an answer that is only possible, the request is followed as if it went on: what is said of later stages
 * holds for that case. Not covered: `notTraced`.
 * @param budget What all evaluations may spend together.
 * @throws {InvalidRequest} when the request is none, such as one with a URL without host.
 */
export function trace(
  description: RequestDescription,
  configuration: TracedConfiguration,
  budget = new Budget(stepsOfOneCall),
): Flow {
  return atOnce(traceInSteps(description, configuration, budget));
}

/** As `trace`, with a step for each rule. */
export function* traceInSteps(
  description: RequestDescription,
  configuration: TracedConfiguration,
  budget: Budget,
): Generator<void, Flow, void> {
  const request: RequestState = {
    versions: [describeRequest({ ...description, lists: { ...configuration.lists, ...description.lists } })],
    because: [],
    forgotten: new Map(),
    budget,
  };
  const original = possibleUrls(request);
  let flow: Flow = {
    request,
    url: { path: [], query: [] },
    results: [],
    stops: [],
    settings: new Map(),
    requestHeaders: new Map(),
    responseHeaders: new Map(),
    reach: certainly,
    skips: new Map(),
  };
  for (const stage of executionOrder) {
    const reached = { ...flow, reach: flow.skips.get(stage) ?? certainly };
    flow = afterStage(stage, yield* through(stage, reached, configuration, original));
  }
  return flow;
}

function* through(
  stage: Stage,
  flow: Flow,
  { rules, pageRules, unreadable, bulk }: TracedConfiguration,
  original: readonly Knowledge<string>[],
): Generator<void, Flow, void> {
  if (stage === 'bulk_redirects') return bulk === undefined ? flow : yield* throughBulkRedirects(flow, bulk);
  if (stage !== 'page_rules') {
    if (unreadable.includes(stage)) return throughUnread(flow, stage);
    const own = rules.filter(({ phase }) => phase === stage).map(errorsOnly);
    return yield* throughRules(flow, own, effects[stage]);
  }
  if (pageRules === undefined) return throughUnread(flow, stage);
  return yield* throughPageRules(flow, pageRules, [...original, ...possibleUrls(flow.request)]);
}

/** Fields change between phases, and only there. */
function afterStage(stage: Stage, flow: Flow): Flow {
  const { request, url, requestHeaders, responseHeaders } = flow;
  const doubts = doubtsIn(flow, stage);
  if (stage === 'url_rewrite') return { ...flow, request: withChangedUrl(request, url, doubts) };
  if (stage === 'request_headers') {
    return { ...flow, request: withChangedRequestHeaders(request, requestHeaders, doubts) };
  }
  if (stage === 'custom_errors') return withServedError(flow);
  if (stage === 'response_headers') {
    return { ...flow, request: withChangedResponseHeaders(request, responseHeaders, doubts) };
  }
  return flow;
}
