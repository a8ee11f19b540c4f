import { type Refusal, refuse } from '../problem.ts';

/** Milliseconds since the epoch; `until` is not part of it. */
export interface Period {
  readonly since: number;
  readonly until: number;
}

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const spans = { '24h': DAY, '7d': 7 * DAY, '30d': 30 * DAY } as const;
export type Span = keyof typeof spans;

export interface AskedPeriod {
  readonly last?: Span | undefined;
  /** RFC 3339. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** The period a caller asks for, the last day unless told otherwise, or what is wrong with it. */
export function readPeriod({ last, since, until }: AskedPeriod, now: number): Period | Refusal {
  if (last !== undefined && (since !== undefined || until !== undefined)) {
    return refuse('give either last, or since and until');
  }
  if (since === undefined) {
    return until === undefined
      ? { since: now - spans[last ?? '24h'], until: now }
      : refuse('until needs since');
  }
  const from = momentOf(since);
  const to = until === undefined ? now : Math.min(momentOf(until), now);
  if (Number.isNaN(from) || Number.isNaN(to)) return refuse('since and until must be times as in RFC 3339');
  if (from >= now) return refuse('since is in the future');
  return from < to ? { since: from, until: to } : refuse('since must be before until');
}

/** A time of RFC 3339, or the beginning of a day in UTC; anything else is not a number. */
function momentOf(text: string): number {
  const isTime = /^\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d))?$/u.test(text);
  return isTime ? Date.parse(text) : Number.NaN;
}

/** Whole steps of UTC that hold the period; the last one may end in the future. */
export function aligned({ since, until }: Period, step: number): Period {
  return { since: Math.floor(since / step) * step, until: Math.ceil(until / step) * step };
}

/** Parts of at most `longest` milliseconds, in order and without gaps. */
export function split({ since, until }: Period, longest: number): readonly Period[] {
  const parts: Period[] = [];
  for (let from = since; from < until; from += longest) {
    parts.push({ since: from, until: Math.min(from + longest, until) });
  }
  return parts;
}

/** As RFC 3339 without a fraction: Cloudflare's datasets have whole seconds. */
export function timeOf(at: number): string {
  return new Date(Math.floor(at / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}

export function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** `8 days`, `36 hours`, `90 minutes`. */
export function spanText(milliseconds: number): string {
  if (milliseconds % DAY === 0) return many(milliseconds / DAY, 'day');
  if (milliseconds >= HOUR) return many(Math.floor(milliseconds / HOUR), 'hour');
  return many(Math.floor(milliseconds / 60_000), 'minute');
}

function many(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}
