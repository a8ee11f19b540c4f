import { delegationProblems } from './delegation.ts';
import { isThroughCloudflare, type SiteFacts } from './facts.ts';
import { type Problem, problemFacts, type Verdict, verdictOf } from './problems.ts';
import { answerProblems, recordProblems } from './records.ts';
import { signatureProblems } from './signatures.ts';
import { visitProblems } from './visits.ts';
import type { Way } from './way.ts';

export interface Judgement {
  readonly verdict: Verdict;
  /** The worst first. */
  readonly problems: readonly Problem[];
  /** Sentences of ours about what could not be seen. */
  readonly unknown: readonly string[];
}

const severities = ['broken', 'waiting', 'note'] as const;

/** What delegation explains need not be said of answers, too. */
const explains: ReadonlySet<string> = new Set([
  'domain_not_registered',
  'zone_moved',
  'zone_unusable',
  'name_servers_differ',
  'name_servers_mixed',
]);

/** Whether a site works, from what was read. Pure. @param ways over https first, of the host and of its sibling. */
export function judgeSite(facts: SiteFacts, ways: readonly Way[]): Judgement {
  const delegation = delegationProblems(facts);
  const isExplained = delegation.some(({ id }) => explains.has(id));
  const problems = [
    ...(facts.zone.paused ? [{ id: 'zone_paused' } as const] : []),
    ...signatureProblems(facts),
    ...delegation,
    ...recordProblems(facts),
    ...(isExplained ? [] : answerProblems(facts)),
    ...visitProblems(facts, ways),
  ];
  const sorted = severities.flatMap((severity) =>
    problems.filter(({ id }) => problemFacts[id].severity === severity),
  );
  const unknown = [...facts.unread, ...unseen(facts, ways)];
  return { verdict: verdictOf(sorted, isSeen(facts, ways)), problems: sorted, unknown };
}

function unseen({ checked, zone }: SiteFacts, [first]: readonly Way[]): readonly string[] {
  return [
    ...(checked?.source === 'delegation'
      ? ['NS records in the zone hand this host to other name servers: what they say is not known here.']
      : []),
    ...(zone.status === undefined ? ['Cloudflare names no status of the zone.'] : []),
    ...(first?.end.kind === 'unknown'
      ? ['Where a redirect of the host leads cannot be told from its rule.']
      : []),
    ...(first?.end.kind === 'elsewhere' && first.hops.length > 0
      ? ['The host redirects to another one: check_site says whether that works, if it is in a zone here.']
      : []),
  ];
}

/** Without these nobody can say that a site works. */
function isSeen(facts: SiteFacts, [first]: readonly Way[]): boolean {
  const { zone, nameServers, checked, asked } = facts;
  const isDelegationSeen = zone.type === 'partial' || nameServers !== undefined;
  const isNameSeen = checked !== undefined && checked.source !== 'delegation' && asked !== undefined;
  if (zone.status === undefined || !isDelegationSeen || !isNameSeen) return false;
  return !isThroughCloudflare(facts) || isVisitSeen(facts, first);
}

const answering: ReadonlySet<string> = new Set(['redirect', 'config', 'waf_custom']);

function isVisitSeen({ packs, settings, configuration }: SiteFacts, first: Way | undefined): boolean {
  if (packs === undefined || settings.ssl === undefined || settings.always_use_https === undefined)
    return false;
  if (configuration?.pageRules === undefined || first === undefined || first.end.kind === 'unknown')
    return false;
  return !configuration.unreadable.some((phase) => answering.has(phase));
}
