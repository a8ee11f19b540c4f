import { atOnce } from '@crunchtools/mcp-core';
import { Budget, InvalidRequest } from '@crunchtools/rules-language';
import { SampleZone } from '../rules/scope/request.ts';
import { anyMatch, scopeOf } from '../rules/scope/search.ts';
import { followInSteps, type Guide, type Hop } from '../site/way.ts';
import type { TracedConfiguration, TracedPageRule } from '../trace/configuration.ts';
import type { Finding } from './finding.ts';
import type { Check, Work } from './question.ts';
import { proxiedIn, type RecordIndex, type ZoneFacts } from './zone-facts.ts';

/** Requests that are followed in one zone, and the work that each may take. */
const mostStarts = 80;
const steps = 200_000;

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
    const hops = atOnce(loopFrom(start, facts, records, configuration));
    if (hops.length === 0) continue;
    const key = [...new Set(hops.map(senderOf))].toSorted().join(' ');
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

/** The hops of the loop that a request certainly ends in; none where it ends, or where that depends on more than its URL. */
function* loopFrom(
  start: string,
  { settings, zone }: ZoneFacts,
  records: RecordIndex,
  configuration: TracedConfiguration,
): Generator<void, readonly Hop[], void> {
  if (zone.paused) return [];
  const always = settings.get('always_use_https');
  const guide: Guide = {
    // Only hosts that Cloudflare answers for.
    configurationOf: (host) =>
      records.holds(host) && records.answering(host).some(({ proxied }) => proxied)
        ? configuration
        : undefined,
    settings: typeof always === 'string' ? { always_use_https: always } : {},
    budget: new Budget(steps),
  };
  try {
    const { hops, end, doubts } = yield* followInSteps(start, guide, new Map());
    return end.kind === 'loop' && doubts.length === 0 ? hops.slice(end.from) : [];
  } catch (error) {
    if (error instanceof InvalidRequest || error instanceof TypeError) return [];
    throw error;
  }
}

/** The rule, or the setting. */
function senderOf({ sender }: Hop): string {
  return sender.kind === 'rule' ? sender.id : 'Always Use HTTPS';
}

function finding(
  { zone }: ZoneFacts,
  hops: readonly Hop[],
  { rules, pageRules }: TracedConfiguration,
): Finding {
  const [first] = hops;
  const names = [...new Set(hops.map(senderOf))].map((by) => {
    const index = rules.findIndex(({ id }) => id === by);
    if (index !== -1) return `redirect rule ${index + 1}`;
    const page = pageRules?.find(({ id }) => id === by);
    return page === undefined ? by : `Page Rule ${page.url}`;
  });
  return {
    id: 'redirect-loop',
    name: names.join(', '),
    evidence: [...hops.map(({ from }) => from), first?.from ?? ''].join(' → '),
    repair: { tool: 'trace_request', arguments: { zone: zone.name, url: first?.from ?? '' } },
  };
}
