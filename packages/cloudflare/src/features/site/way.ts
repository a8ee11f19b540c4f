import { urlOf } from '@crunchtools/mcp-core';
import type { Budget } from '@crunchtools/rules-language';
import type { Stage, TracedConfiguration } from '../trace/configuration.ts';
import type { ListedRedirect } from '../trace/flow.ts';
import { type Ending, report, shownEnding, type TraceReport } from '../trace/report.ts';
import { traceInSteps } from '../trace/trace.ts';
import type { ReadSetting } from './facts.ts';

/** The first visit of a browser that says no more than it has to. */
export const visitor: Readonly<Record<string, string>> = {
  accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8',
  'accept-language': 'en',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
};

/** Browsers follow no more (Fetch standard, "HTTP-redirect fetch"). */
export const mostHops = 20;

/** What sends a request on. */
export type Sender =
  | {
      readonly kind: 'rule';
      readonly stage: Stage;
      readonly id: string;
      readonly listed?: ListedRedirect | undefined;
    }
  /** The settings always_use_https and ssl. */
  | { readonly kind: 'always_use_https' | 'ssl_off' };

export interface Hop {
  readonly from: string;
  readonly to: string;
  readonly status: number;
  readonly sender: Sender;
}

/** How the way of a request ends. */
export type WayEnd =
  /** At the origin, by the last trace. */
  | { readonly kind: 'origin'; readonly url: string; readonly traced: TraceReport }
  | { readonly kind: 'block' | 'challenge'; readonly url: string; readonly ending: Ending }
  /** The hops from this one on repeat for ever. */
  | { readonly kind: 'loop'; readonly from: number }
  | { readonly kind: 'too_long' }
  /** A host that is none of those looked at: of this zone, or of another. */
  | { readonly kind: 'elsewhere'; readonly url: string; readonly host: string | undefined }
  | { readonly kind: 'unknown'; readonly url: string; readonly because: readonly string[] };

export interface Way {
  readonly start: string;
  readonly hops: readonly Hop[];
  readonly end: WayEnd;
  /** What would have to be known to be sure that no rule answers on the way. */
  readonly doubts: readonly string[];
}

export interface Guide {
  /** What decides about requests for a host; `undefined` for one that is not proxied, or not looked at. */
  configurationOf(host: string): TracedConfiguration | undefined;
  readonly settings: Readonly<Partial<Record<ReadSetting, string>>>;
  readonly budget: Budget;
}

/** Traces of URLs that several ways have in common. */
export type Traces = Map<string, TraceReport>;

/**
 * Follows a request over the redirects of the zone, without sending anything. Where Cloudflare documents no order between a
 * rule and Always Use HTTPS, the rule comes first: its phase is the first of all.
 */
export function* followInSteps(start: string, guide: Guide, traces: Traces): Generator<void, Way, void> {
  const hops: Hop[] = [];
  const doubts = new Set<string>();
  let url = start;
  for (;;) {
    const host = hostOf(url);
    const configuration = host === undefined ? undefined : guide.configurationOf(host);
    if (configuration === undefined) {
      return { start, hops, end: { kind: 'elsewhere', url, host }, doubts: [...doubts] };
    }
    const traced = traces.get(url) ?? (yield* tracedInSteps(url, configuration, guide.budget));
    traces.set(url, traced);
    for (const ending of traced.endings) {
      if (!ending.certain) for (const reason of ending.because) doubts.add(reason);
    }
    const next = stepFrom(url, traced, guide.settings);
    if (!('to' in next)) return { start, hops, end: next, doubts: [...doubts] };
    hops.push(next);
    const seen = hops.findIndex(({ from }) => from === next.to);
    if (seen !== -1) return { start, hops, end: { kind: 'loop', from: seen }, doubts: [...doubts] };
    if (hops.length >= mostHops) return { start, hops, end: { kind: 'too_long' }, doubts: [...doubts] };
    url = next.to;
  }
}

function* tracedInSteps(
  url: string,
  configuration: TracedConfiguration,
  budget: Budget,
): Generator<void, TraceReport, void> {
  const flow = yield* traceInSteps({ method: 'GET', url, headers: visitor }, configuration, budget);
  return report(flow, configuration);
}

function stepFrom(url: string, traced: TraceReport, settings: Guide['settings']): Hop | WayEnd {
  const certain = traced.endings.find((ending) => ending.certain && ending.answer !== 'origin');
  if (certain?.answer === 'redirect') return redirected(url, certain);
  const isSecure = url.startsWith('https:');
  if (!isSecure && settings.always_use_https === 'on') {
    return {
      from: url,
      to: url.replace(/^http:/u, 'https:'),
      status: 301,
      sender: { kind: 'always_use_https' },
    };
  }
  if (certain?.answer === 'block' || certain?.answer === 'challenge') {
    return { kind: certain.answer, url, ending: certain };
  }
  if (certain !== undefined) return { kind: 'unknown', url, because: ['what the rule does'] };
  if (isSecure && encryptionOf(traced, settings) === 'off') {
    return { from: url, to: url.replace(/^https:/u, 'http:'), status: 301, sender: { kind: 'ssl_off' } };
  }
  return { kind: 'origin', url, traced };
}

function redirected(url: string, ending: Ending): Hop | WayEnd {
  const { location, status = 302, stage, by, listed } = ending;
  if (location === undefined || !location.known) {
    return { kind: 'unknown', url, because: location?.because ?? ['where the rule leads'] };
  }
  const to = resolved(location.value, url);
  if (to === undefined || stage === undefined || by === undefined) {
    return { kind: 'unknown', url, because: ['where the rule leads'] };
  }
  return {
    from: url,
    to,
    status,
    sender: { kind: 'rule', stage, id: by, ...(listed === undefined ? {} : { listed }) },
  };
}

/** RFC 9110 section 10.2.2: relative to the URL that was asked for. A fragment is not sent. */
function resolved(location: string, base: string): string | undefined {
  const url = urlOf(location, base);
  if (url === undefined) return undefined;
  url.hash = '';
  return url.href;
}

function hostOf(text: string): string | undefined {
  const url = urlOf(text);
  if (url === undefined || !/^https?:$/u.test(url.protocol)) return undefined;
  return url.hostname.replace(/\.$/u, '');
}

/** How Cloudflare reaches the origin: by a rule of the config phase or a Page Rule, else by the setting. */
export function encryptionOf(traced: TraceReport, settings: Guide['settings']): string | undefined {
  const set = traced.onward?.settings.filter(({ area, name }) => area === 'config' && name === 'ssl') ?? [];
  if (set.length === 0) return settings.ssl;
  const [first] = set;
  return set.length === 1 && first?.certain === true && typeof first.value === 'string'
    ? first.value
    : undefined;
}

/** The URLs of a way, and how it ends, in words. URLs are text that strangers chose. */
export function shownWay({ hops, end }: Way): { readonly through: readonly string[]; readonly ends: string } {
  return { through: hops.map(({ status, to }) => `${status} → ${to}`), ends: shownEnd(end) };
}

function shownEnd(end: WayEnd): string {
  switch (end.kind) {
    case 'origin':
      return 'at the origin';
    case 'block':
    case 'challenge':
      return shownEnding(end.ending);
    case 'loop':
      return 'never: a loop';
    case 'too_long':
      return `not within ${mostHops} redirects`;
    case 'elsewhere':
      return 'at a host that is not looked at here';
    case 'unknown':
      return 'unknown';
  }
}
