import type { Plan } from '@crunchtools/rules-language';
import { oneOf, type RuleReport, show } from './problem.ts';
import type { RateLimitInput, ResponseInput, SkipInput } from './rule-input.ts';
import { refuseOther } from './values.ts';

const skippablePhases = ['http_ratelimit', 'http_request_sbfm', 'http_request_firewall_managed'];
/** Case counts (developers.cloudflare.com/waf/custom-rules/skip/options). */
const skippableProducts = ['zoneLockdown', 'uaBlock', 'bic', 'hot', 'securityLevel', 'rateLimit', 'waf'];

export function checkSkip(skip: SkipInput, report: RuleReport): void {
  const { logging: _, ...what } = skip;
  const nothing = Object.values(what).every((value) => value === undefined);
  report.note('skip', nothing ? 'skips nothing: give ruleset, phases or products' : undefined);
  report.note('skip.ruleset', refuseOther(skip.ruleset, ['current']));
  report.note('skip.phase', refuseOther(skip.phase, ['current']));
  for (const phase of skip.phases ?? []) report.note('skip.phases', refuseOther(phase, skippablePhases));
  for (const product of skip.products ?? []) {
    report.note('skip.products', refuseOther(product, skippableProducts));
  }
}

const contentTypes = ['text/plain', 'text/html', 'text/xml', 'application/json'];
const longestContent = 30 * 1_024;

/** What a blocked visitor gets (developers.cloudflare.com/waf/rate-limiting-rules/parameters). */
export function checkResponse(
  { status_code, content_type, content }: ResponseInput,
  report: RuleReport,
): void {
  const isError = status_code !== undefined && status_code >= 400 && status_code <= 499;
  report.note('response.status_code', isError ? undefined : 'is required: 400 to 499');
  report.note(
    'response.content_type',
    content_type === undefined
      ? `is required: ${oneOf(contentTypes)}`
      : refuseOther(content_type, contentTypes),
  );
  report.note('response.content', refuseContent(content));
}

function refuseContent(content: string | undefined): string | undefined {
  if (content === undefined || content === '') return 'is required';
  const bytes = new TextEncoder().encode(content).length;
  return bytes > longestContent ? `has ${bytes} bytes: at most ${longestContent} are possible` : undefined;
}

const periods = [
  10, 15, 20, 30, 40, 45, 60, 90, 120, 180, 240, 300, 480, 600, 900, 1_200, 1_800, 2_400, 3_600, 65_535,
  86_400,
];
/** Seconds at most, by plan (developers.cloudflare.com/waf/rate-limiting-rules, Availability). */
const longestPeriod: Readonly<Record<Plan, number>> = {
  free: 10,
  pro: 60,
  business: 600,
  enterprise: 65_535,
};
const longestTimeout = { free: 10, pro: 3_600, business: 86_400 };

/** Cloudflare demands it in every rule and its dashboard adds it silently. */
export const everyDataCentre = 'cf.colo.id';

export function checkRateLimit(
  limit: RateLimitInput,
  action: string,
  plan: Plan | undefined,
  report: RuleReport,
): void {
  const { characteristics = [], requests_per_period: requests, score_per_period: score } = limit;
  report.note('rate_limit', refuseCount(requests, score));
  report.note('rate_limit.period', refusePeriod(limit.period, plan));
  report.note('rate_limit.mitigation_timeout', refuseTimeout(limit.mitigation_timeout, action, plan));
  report.note('rate_limit.counting_expression', refuseCounting(limit.counting_expression, plan));
  for (const characteristic of characteristics) {
    report.note('rate_limit.characteristics', refuseCharacteristic(characteristic, characteristics));
  }
}

export function refuseCount(requests: number | undefined, score: number | undefined): string | undefined {
  if (requests === undefined && score === undefined) return 'requests_per_period is required';
  if (requests !== undefined && score !== undefined)
    return 'counts requests_per_period or score_per_period, not both';
  return (requests ?? score ?? 0) < 1 ? 'must count at least 1 per period' : undefined;
}

export function refusePeriod(period: number, plan: Plan | undefined): string | undefined {
  const limit = longestPeriod[plan ?? 'enterprise'];
  return refuseOther(
    period,
    periods.filter((possible) => possible <= limit),
  );
}

export function refuseTimeout(
  timeout: number | undefined,
  action: string,
  plan: Plan | undefined,
): string | undefined {
  if (timeout === undefined || plan === undefined || plan === 'enterprise') {
    return timeout !== undefined && timeout < 0 ? 'must not be negative' : undefined;
  }
  if (action.endsWith('challenge')) {
    return timeout === 0 ? undefined : `must be 0 for ${action} on the plan ${plan}`;
  }
  return refuseOther(
    timeout,
    periods.filter((possible) => possible <= longestTimeout[plan]),
  );
}

function refuseCounting(expression: string | undefined, plan: Plan | undefined): string | undefined {
  if (expression === undefined || expression === '' || (plan !== 'free' && plan !== 'pro')) return undefined;
  return 'needs the plan business';
}

export function refuseCharacteristic(name: string, all: readonly string[]): string | undefined {
  if (name === 'ip.src' && all.includes('cf.unique_visitor_id'))
    return 'ip.src and cf.unique_visitor_id exclude each other';
  const header = /^http\.request\.headers\["(.*)"\]/u.exec(name)?.[1];
  return header !== undefined && header !== header.toLowerCase()
    ? `${show(name)} must have the name of the header in lower case`
    : undefined;
}
