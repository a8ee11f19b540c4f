import { urlOf } from '@crunchtools/mcp-core';
import { Budget, InvalidRequest } from '@crunchtools/rules-language';
import { SampleZone } from '../rules/scope/request.ts';
import { anyMatch, scopeOf } from '../rules/scope/search.ts';
import type { TracedConfiguration, TracedPageRule } from '../trace/configuration.ts';
import { trace } from '../trace/trace.ts';
import type { Finding } from './finding.ts';
import type { Check, Work } from './question.ts';
import { proxiedIn, type RecordIndex, type ZoneFacts } from './zone-facts.ts';

/** Browsers follow 20 redirects; a loop over more rules is none that somebody made. */
const mostHops = 12;
/** Requests that are followed in one zone, and the work that each may take. */
const mostStarts = 80;
const steps = 200_000;

interface Hop {
  readonly url: string;
  readonly by: string;
}

/** Redirects that lead back, over all rules that redirect, Page Rules and Always Use HTTPS. */
export const checkRedirectLoops: Check = (facts) => {
  const { records } = facts;
  const isRedirecting =
    facts.rules.some(({ phase }) => phase === 'redirect') || (facts.pageRules ?? []).some(forwards);
  return records === undefined || !isRedirecting || proxiedIn(facts).length === 0
    ? []
    : [loops(facts, records)];
};

function forwards({ actions, status }: TracedPageRule): boolean {
  return (
    status === 'active' &&
    (actions['forwarding_url'] !== undefined || actions['always_use_https'] !== undefined)
  );
}

function* loops(facts: ZoneFacts, records: RecordIndex): Work {
  const configuration: TracedConfiguration = {
    rules: facts.rules.filter(({ phase }) => phase === 'redirect'),
    unreadable: [],
    pageRules: facts.pageRules ?? [],
  };
  const found = new Map<string, Finding>();
  for (const start of [...new Set(startsOf(facts))].slice(0, mostStarts)) {
    yield undefined;
    const hops = loopFrom(start, facts, records, configuration);
    if (hops.length === 0) continue;
    const key = [...new Set(hops.map(({ by }) => by))].toSorted().join(' ');
    if (!found.has(key)) found.set(key, finding(facts, hops, configuration));
  }
  return [...found.values()];
}

/** A request for each rule that redirects, and for the front page of each proxied host. */
function startsOf(facts: ZoneFacts): readonly string[] {
  const zone = new SampleZone(facts.zone.name);
  const ofRules = facts.rules.flatMap((rule) => {
    if (rule.phase !== 'redirect' || !rule.enabled) return [];
    const match = anyMatch(scopeOf(rule.expression), zone);
    return match.kind === 'some' ? [match.url] : [];
  });
  const ofPageRules = (facts.pageRules ?? [])
    .filter(forwards)
    .map(
      ({ url }) =>
        `${/^https?:\/\//u.test(url) ? '' : 'https://'}${url.replace(/^(?:http\*|\*):\/\//u, '').replace(/^\*\.?/u, 'www.')}`,
    )
    .map((url) => url.replaceAll('*', ''));
  const hosts = [...new Set(proxiedIn(facts).map(({ name }) => name))];
  const ofHosts = hosts.filter((name) => !name.startsWith('*')).map((name) => `https://${name}/`);
  return [...ofRules, ...ofPageRules, ...ofHosts];
}

/** The hops of the loop that a request ends in; none where it ends. */
function loopFrom(
  start: string,
  facts: ZoneFacts,
  records: RecordIndex,
  configuration: TracedConfiguration,
): readonly Hop[] {
  const hops: Hop[] = [];
  let url: string | undefined = start;
  while (url !== undefined && hops.length < mostHops) {
    const here: string = normal(url);
    const seen = hops.findIndex((hop) => hop.url === here);
    if (seen !== -1) return hops.slice(seen);
    const next = nextOf(here, facts, records, configuration);
    if (next === undefined) return [];
    hops.push({ url: here, by: next.by });
    url = next.url;
  }
  return [];
}

/** Without its fragment, which is not sent. */
function normal(url: string): string {
  return (urlOf(url)?.href ?? url).replace(/#.*$/u, '');
}

const alwaysHttps = 'Always Use HTTPS';

/** Where a request is sent for certain: only to hosts that Cloudflare answers for. */
function nextOf(
  url: string,
  { settings, zone }: ZoneFacts,
  records: RecordIndex,
  configuration: TracedConfiguration,
): Hop | undefined {
  const parsed = urlOf(url);
  if (parsed === undefined || !records.holds(parsed.hostname)) return undefined;
  if (zone.paused || !records.answering(parsed.hostname).some(({ proxied }) => proxied)) return undefined;
  try {
    const { stops } = trace({ url }, configuration, new Budget(steps));
    const [stop] = stops;
    if (stop?.certain === true && stop.kind === 'redirect' && stop.location?.known === true) {
      return { url: new URL(stop.location.value, url).href, by: stop.by ?? '' };
    }
    if (stops.length > 0) return undefined;
  } catch (error) {
    if (error instanceof InvalidRequest || error instanceof TypeError) return undefined;
    throw error;
  }
  if (parsed.protocol !== 'http:' || settings.get('always_use_https') !== 'on') return undefined;
  return { url: url.replace(/^http:/u, 'https:'), by: alwaysHttps };
}

function finding(
  { zone }: ZoneFacts,
  hops: readonly Hop[],
  { rules, pageRules }: TracedConfiguration,
): Finding {
  const [first] = hops;
  const names = [...new Set(hops.map(({ by }) => by))].map((by) => {
    const index = rules.findIndex(({ id }) => id === by);
    if (index !== -1) return `redirect rule ${index + 1}`;
    const page = pageRules?.find(({ id }) => id === by);
    return page === undefined ? by : `Page Rule ${page.url}`;
  });
  return {
    id: 'redirect-loop',
    name: names.join(', '),
    evidence: [...hops.map(({ url }) => url), first?.url ?? ''].join(' → '),
    repair: { tool: 'trace_request', arguments: { zone: zone.name, url: first?.url ?? '' } },
  };
}
