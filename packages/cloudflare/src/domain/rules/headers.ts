import { type RuleReport, refuseUnprintable, show } from './problem.ts';
import type { HeaderInput } from './rule-input.ts';
import { refuseBoth } from './values.ts';

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
