/** Rules of a zone applied to a described request, one phase after the other. */

import { describeRequest, evaluate, parse, type RequestFacts } from '@crunchtools/rules-language';
import type { Zone } from '../../contract.ts';
import { isRecord } from '../../json.ts';
import type { PageRule } from '../page-rules/index.ts';
import type { Rule, RulesetPhase, RulesetsResource } from '../rulesets/index.ts';

/** An entry of `trace`, as the reference has it. */
interface Step {
  readonly type: 'ruleset' | 'rule';
  readonly step_name: string;
  readonly matched: boolean;
  readonly kind?: string;
  readonly name?: string;
  readonly description?: string;
  readonly expression?: string;
  readonly action?: string;
  readonly action_parameters?: unknown;
  readonly trace?: readonly Step[];
}

/** In the order of ruleset-engine/reference/phases-list; Page Rules behind the firewall, which is assumed. */
const BEFORE_PAGE_RULES = [
  'http_request_dynamic_redirect',
  'http_request_transform',
  'http_config_settings',
  'http_request_origin',
  'http_request_firewall_custom',
] as const satisfies readonly RulesetPhase[];
const AFTER_PAGE_RULES = [
  'http_request_late_transform',
  'http_request_cache_settings',
  'http_response_headers_transform',
  'http_response_compression',
] as const satisfies readonly RulesetPhase[];

const ANSWERING = /^(?:redirect|block|challenge|js_challenge|managed_challenge)$/;

interface Traced {
  readonly step: Step;
  /** Set where Cloudflare answers itself. */
  readonly status: number | undefined;
}

/**
 * Rewrites do not change what later phases see here, rate limits are not counted, and an expression that depends on
 * something of which the request says nothing does not match.
 */
export function traceThrough(
  request: { readonly method: string; readonly url: URL },
  zone: Zone,
  rulesets: RulesetsResource,
  pageRules: readonly PageRule[],
): { readonly status_code: number; readonly trace: readonly Step[] } {
  const facts = describeRequest({ method: request.method, url: request.url.href });
  const steps: Step[] = [];
  const stages: readonly (() => Traced | undefined)[] = [
    ...BEFORE_PAGE_RULES.map((phase) => () => throughPhase(rulesets.entrypoint(zone, phase), phase, facts)),
    () => throughPageRules(pageRules, request.url),
    ...AFTER_PAGE_RULES.map((phase) => () => throughPhase(rulesets.entrypoint(zone, phase), phase, facts)),
  ];
  for (const stage of stages) {
    const traced = stage();
    if (traced === undefined) continue;
    steps.push(traced.step);
    if (traced.status !== undefined) return { status_code: traced.status, trace: steps };
  }
  return { status_code: 200, trace: steps };
}

function throughPhase(
  entrypoint: ReturnType<RulesetsResource['entrypoint']>,
  phase: RulesetPhase,
  facts: RequestFacts,
): Traced | undefined {
  const active = entrypoint?.rules.filter(({ enabled }) => enabled) ?? [];
  if (entrypoint === undefined || active.length === 0) return undefined;
  const trace: Step[] = [];
  let status: number | undefined;
  for (const rule of active) {
    const matched = isMatch(rule, facts);
    trace.push(describeRule(rule, matched));
    if (!matched || !ANSWERING.test(rule.action)) continue;
    status = statusOf(rule);
    break;
  }
  const { kind, name } = entrypoint;
  const step = { type: 'ruleset', step_name: phase, kind, name, trace } as const;
  return { step: { ...step, matched: trace.some(({ matched }) => matched) }, status };
}

function isMatch({ expression }: Rule, facts: RequestFacts): boolean {
  const parsed = parse(expression);
  if (!parsed.ok) return false;
  const result = evaluate(parsed.expression, facts);
  return result.kind === 'boolean' && result.value;
}

function describeRule(rule: Rule, matched: boolean): Step {
  const { id, action, action_parameters, description, expression } = rule;
  return {
    type: 'rule',
    step_name: id,
    action,
    ...(action_parameters === undefined ? {} : { action_parameters }),
    ...(description === undefined ? {} : { description }),
    expression,
    matched,
  };
}

function statusOf({ action, action_parameters: parameters = {} }: Rule): number {
  if (action === 'redirect') {
    const from = parameters['from_value'];
    const status = isRecord(from) ? from['status_code'] : undefined;
    return typeof status === 'number' ? status : 301;
  }
  const response = parameters['response'];
  const status = isRecord(response) ? response['status_code'] : undefined;
  return typeof status === 'number' ? status : 403;
}

/** The first that matches, the highest priority first, and no other. */
function throughPageRules(rules: readonly PageRule[], url: URL): Traced | undefined {
  const active = rules.filter(({ status }) => status === 'active').toReversed();
  const found = active.find(({ targets }) =>
    targets.some(({ constraint }) => patternOf(constraint.value).test(url.href)),
  );
  if (found === undefined) return undefined;
  const forwarding = found.actions.find(({ id }) => id === 'forwarding_url')?.value;
  const secures = found.actions.some(({ id }) => id === 'always_use_https') && url.protocol === 'http:';
  const status = isRecord(forwarding) ? Number(forwarding['status_code'] ?? 302) : secures ? 301 : undefined;
  const trace = found.actions.map(({ id, value }) => ({
    type: 'rule' as const,
    step_name: found.id,
    action: id,
    action_parameters: value,
    matched: true,
  }));
  return { step: { type: 'ruleset', step_name: 'page_rules', matched: true, trace }, status };
}

/** Without a scheme for both; `*` is any text (rules/page-rules/reference/wildcard-matching). */
function patternOf(target: string): RegExp {
  const pattern = /^https?:\/\//.test(target) ? target : `http*://${target}`;
  const source = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}/?$`, 'i');
}
