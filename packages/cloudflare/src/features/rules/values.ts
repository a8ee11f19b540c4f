import { urlOf } from '@crunchtools/mcp-core';
import type { Plan } from '@crunchtools/rules-language';
import { oneOf, type RuleReport, refuseUnprintable, show } from './phases.ts';
import type { HeaderInput, RateLimitInput, ResponseInput, SkipInput } from './rule-input.ts';

/** Checks of single values; each gives the reason for which a value is refused, or nothing. */

const hostname =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/iu;

export function refuseHostname(value: string | undefined): string | undefined {
  if (value === undefined || hostname.test(value)) return undefined;
  return `${show(value)} is not a full host name such as app.example.com`;
}

export function refuseOther(
  value: string | number | undefined,
  choices: readonly (string | number)[],
): string | undefined {
  if (value === undefined || choices.includes(value)) return undefined;
  return `${show(value)} is not possible: use ${oneOf(choices)}`;
}

/** Of a fixed value and an expression exactly one has to be there, at most one where neither is needed. */
export function refuseBoth(
  name: string,
  fixed: string | undefined,
  expression: string | undefined,
): string | undefined {
  return fixed !== undefined && expression !== undefined
    ? `give ${name} or ${name === 'value' ? 'expression' : `${name}_expression`}, not both`
    : undefined;
}

/** A path as it stands in a request line (RFC 9112 section 3.2.1), or an asterisk-free part of one. */
export function refusePath(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  if (!path.startsWith('/')) return `${show(path)} must begin with /`;
  if (/[?#]/u.test(path))
    return `${show(path)} must not have a query or a fragment; the query has a member of its own`;
  return refuseUnprintable(path) ?? (path.includes(' ') ? 'must not have spaces: write %20' : undefined);
}

export function refuseQuery(query: string | undefined): string | undefined {
  if (query === undefined) return undefined;
  if (query.startsWith('?')) return `${show(query)} must not begin with ?`;
  if (query.includes('#')) return `${show(query)} must not have a fragment`;
  return refuseUnprintable(query);
}

/** Where a browser can be sent: a full URL, or a path in the same site. */
export function refuseTarget(target: string | undefined): string | undefined {
  if (target === undefined) return undefined;
  const reason = refuseUnprintable(target);
  if (reason !== undefined) return reason;
  if (/^\/(?!\/)/u.test(target)) return undefined;
  const url = urlOf(target);
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return `${show(target)} is not a full URL: write https://www.example.com/path`;
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  return undefined;
}

export type HeaderSide = 'request' | 'response';

const longest = 4_096;

/**
 * Notes what Cloudflare documents as impossible (developers.cloudflare.com/rules/transform, the pages on request
 * and response headers and on the format of names and values). It refuses some further names, without a list.
 */
export function checkHeaders(headers: readonly HeaderInput[], side: HeaderSide, report: RuleReport): void {
  if (headers.length === 0) report.note('headers', 'is empty');
  const seen = new Set<string>();
  for (const [index, header] of headers.entries()) {
    const field = `headers.${index}`;
    const name = header.name.toLowerCase();
    report.note(`${field}.name`, refuseName(header.name) ?? refuseReserved(header, side));
    report.note(`${field}.name`, seen.has(name) ? `${show(header.name)} is listed twice` : undefined);
    report.note(field, refuseContent(header));
    report.note(`${field}.value`, refuseValue(header.value));
    seen.add(name);
  }
}

export function refuseName(name: string): string | undefined {
  return /^[A-Za-z0-9_-]+$/u.test(name) ? undefined : `${show(name)} may hold letters, digits, - and _ only`;
}

/** Whether there is a value where one is needed, and none where not. */
export function refuseContent({ operation, value, expression }: HeaderInput): string | undefined {
  const given = value !== undefined || expression !== undefined;
  if (operation === 'remove') return given ? 'remove takes neither value nor expression' : undefined;
  if (!given) return `${operation} needs a value or an expression`;
  return refuseBoth('value', value, expression);
}

export function refuseValue(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value === '') return 'is empty: use the operation remove';
  if (value.length > longest) return `is longer than ${longest} characters`;
  return refuseUnprintable(value) ?? (/^[ -~]+$/u.test(value) ? undefined : 'may hold ASCII characters only');
}

/** What Cloudflare needs for itself, or what tells the origin who the visitor is. */
export function refuseReserved({ name, operation }: HeaderInput, side: HeaderSide): string | undefined {
  const lower = name.toLowerCase();
  const removes = operation === 'remove';
  if (side === 'request' && lower === 'cf-connecting-ip' && removes) return undefined;
  if (/^(?:x-)?cf-/u.test(lower)) return `${show(name)} belongs to Cloudflare and cannot be changed`;
  if (removes) return undefined;
  if (side === 'response')
    return ownResponseHeaders.has(lower) ? `${show(name)} cannot be set, only removed` : undefined;
  if (lower === 'host') return 'the host header is changed by an origin rule: origin.host_header';
  return visitorHeaders.has(lower) ? `${show(name)} cannot be set, only removed` : undefined;
}

const ownResponseHeaders: ReadonlySet<string> = new Set(['server', 'eh-cache-tag', 'eh-cdn-cache-control']);
const visitorHeaders: ReadonlySet<string> = new Set([
  'cookie',
  'true-client-ip',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-real-ip',
]);

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

export const contentTypes = ['text/plain', 'text/html', 'text/xml', 'application/json'];
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
  report.note('response.content', refuseBody(content, longestContent));
}

/** @param most bytes. */
export function refuseBody(content: string | undefined, most: number): string | undefined {
  if (content === undefined || content === '') return 'is required';
  const bytes = new TextEncoder().encode(content).length;
  return bytes > most ? `has ${bytes} bytes: at most ${most} are possible` : undefined;
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
