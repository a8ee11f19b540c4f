import { RateLimitedError } from '../errors/rate-limited-error.ts';
import type { Facts, Head } from './facts.ts';

type Headers = Head['headers'];

/** RFC 9110 section 5.6.7, the one form that may still be generated; the two obsolete ones are not read. */
const IMF_FIXDATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
/** One `"name";r=50;t=30` of draft-ietf-httpapi-ratelimit-headers. */
const ITEM = /"([^"]*)"((?:\s*;\s*[a-z]+=[^\s;,]+)+)/g;
/** An announced wait beyond this is taken for a mistake: it would put the client out of service. */
const LONGEST_WINDOW_MS = 3_600_000;

/**
 * Milliseconds that `Retry-After` asks to wait (RFC 9110 section 10.2.3), as seconds or as a date. A date is
 * compared with the `Date` of the same response, so that a wrong local clock does no harm. `undefined` when
 * the header is missing or cannot be read.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers['retry-after'] ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const until = httpDate(value);
  if (until === undefined) return undefined;
  return Math.max(0, until - (httpDate(headers['date']) ?? now));
}

function httpDate(value: string | undefined): number | undefined {
  if (value === undefined || !IMF_FIXDATE.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

/** What is left of one budget of requests, as the service reported it. */
export interface Budget {
  /** Requests for a whole window, where a policy of the same name tells. */
  readonly quota: number | undefined;
  readonly remaining: number;
  /** Milliseconds until it is filled again. */
  readonly resetMs: number;
}

/**
 * The budgets that `Ratelimit` and `Ratelimit-Policy` describe (draft-ietf-httpapi-ratelimit-headers;
 * developers.cloudflare.com/fundamentals/api/reference/limits). What cannot be read is left out.
 */
export function budgetsOf(headers: Headers): readonly Budget[] {
  const quotas = new Map(itemsOf(headers['ratelimit-policy'], 'q').map(({ name, value }) => [name, value]));
  const resets = new Map(itemsOf(headers['ratelimit'], 't').map(({ name, value }) => [name, value]));
  return itemsOf(headers['ratelimit'], 'r').flatMap(({ name, value: remaining }) => {
    const seconds = resets.get(name);
    if (seconds === undefined) return [];
    const resetMs = Math.min(seconds * 1000, LONGEST_WINDOW_MS);
    return [{ quota: quotas.get(name), remaining, resetMs }];
  });
}

/** The items of a list that have this parameter as a whole number. */
function itemsOf(
  header: string | undefined,
  parameter: 'q' | 'r' | 't',
): readonly { readonly name: string; readonly value: number }[] {
  const wanted = new RegExp(`;\\s*${parameter}=(\\d{1,9})(?![\\d.])`);
  return [...(header ?? '').matchAll(ITEM)].flatMap(([, name = '', parameters = '']) => {
    const value = wanted.exec(parameters)?.[1];
    return value === undefined ? [] : [{ name, value: Number(value) }];
  });
}

/** @param waitMs when to come back, where it is known. */
export function rateLimited(service: string, waitMs: number | undefined, facts: Facts): RateLimitedError {
  const wait = retryAfter(waitMs);
  const when = waitMs === undefined ? 'in some minutes' : `in ${wait['retry_after_seconds']} s`;
  return new RateLimitedError(`${service} takes no more requests for now.`, {
    nextStep: `Try again ${when}.`,
    details: { ...facts, ...wait },
  });
}

/** The same as a detail of an error, in whole seconds that are never too few. */
export function retryAfter(waitMs: number | undefined): Facts {
  return waitMs === undefined ? {} : { retry_after_seconds: Math.ceil(waitMs / 1000) };
}
