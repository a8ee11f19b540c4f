import { atOnce } from '@crunchtools/mcp-core';
import { type Budget, budgetOf, describeRequest, type RequestDescription } from '@crunchtools/rules-language';
import type { RulePhase } from '../rules/phases.ts';
import { withChangedRequestHeaders, withChangedResponseHeaders } from './changed-headers.ts';
import { possibleUrls, withChangedUrl } from './changed-url.ts';
import { firewall, rateLimit } from './firewall.ts';
import { certainly, doubtsIn, type Flow } from './flow.ts';
import { compress, configure, route, setCache } from './merge.ts';
import { executionOrder, type Stage } from './order.ts';
import { throughPageRules } from './page-rules.ts';
import { redirect } from './redirect.ts';
import type { RequestState } from './request-state.ts';
import type { TracedConfiguration } from './rule.ts';
import { type Effect, throughRules } from './run.ts';
import { changeRequestHeaders, changeResponseHeaders, rewriteUrl } from './transform.ts';
import { throughUnread } from './unread.ts';
import type { Told } from './writes.ts';

const effects: Readonly<Record<RulePhase, Effect>> = {
  redirect,
  url_rewrite: rewriteUrl,
  config: configure,
  origin: route,
  waf_custom: firewall,
  rate_limit: rateLimit,
  request_headers: changeRequestHeaders,
  cache: setCache,
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
  budget = budgetOf(stepsOfOneCall),
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
    versions: [describeRequest(description)],
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
  { rules, pageRules, unreadable }: TracedConfiguration,
  original: readonly Told<string>[],
): Generator<void, Flow, void> {
  if (stage !== 'page_rules') {
    if (unreadable.includes(stage)) return throughUnread(flow, stage);
    const own = rules.filter(({ phase }) => phase === stage);
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
  if (stage === 'response_headers') {
    return { ...flow, request: withChangedResponseHeaders(request, responseHeaders, doubts) };
  }
  return flow;
}
