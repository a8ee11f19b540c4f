import { type DnsAnswer, responseCodes } from '../dns/check/facts.ts';
import { isCloudflareAddress } from '../dns/check/judge.ts';
import { typeNumbers } from '../dns/wire.ts';
import type { SiteFacts } from './facts.ts';
import type { Problem } from './problems.ts';

const hostName = /^(?=.{1,253}$)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/u;

/** What stands behind the world's way to the zone. */
type DelegationFacts = Pick<SiteFacts, 'host' | 'zone' | 'nameServers' | 'asked'>;

/** Names that a sentence of ours may hold: at most four. */
function named(names: readonly string[]): string {
  const shown = names.filter((name) => hostName.test(name)).slice(0, 4);
  return shown.length === 0 ? 'those that get_zone shows' : shown.join(' and ');
}

/** `undefined` when the resolver did not say. */
function serversIn(answer: DnsAnswer | undefined): readonly string[] | undefined {
  if (answer === undefined || answer.status !== responseCodes.noError) return undefined;
  return answer.answers
    .filter(({ type }) => type === typeNumbers.NS)
    .map(({ data }) => data.toLowerCase().replace(/\.$/u, ''));
}

/** How the name servers that the world sees stand to those that Cloudflare assigned. */
function comparison({ zone, nameServers }: DelegationFacts): 'unknown' | 'none' | 'mixed' | 'assigned' {
  const seen = serversIn(nameServers);
  if (seen === undefined) return 'unknown';
  const assigned = new Set([...zone.name_servers, ...(zone.vanity_name_servers ?? [])]);
  const own = seen.filter((name) => assigned.has(name));
  if (own.length === 0) return 'none';
  return own.length < seen.length ? 'mixed' : 'assigned';
}

/** Whether a resolver that asks now gets to this zone; `undefined` when it cannot be told. */
export function isServedHere(facts: DelegationFacts): boolean | undefined {
  if (facts.zone.type === 'partial') return false;
  const found = comparison(facts);
  if (found === 'unknown') return facts.zone.status === 'active' ? true : undefined;
  return found !== 'none';
}

/** Zone status and delegation (dns/zone-setups/reference/domain-status). */
export function delegationProblems(facts: DelegationFacts): readonly Problem[] {
  const { zone } = facts;
  if (zone.type === 'partial') return partialProblems(facts);
  if (facts.nameServers?.status === responseCodes.nameError) return [{ id: 'domain_not_registered' }];
  switch (zone.status) {
    case 'active':
      return activeProblems(facts);
    case 'pending':
    case 'initializing':
      return pendingProblems(facts);
    case 'moved':
      return [{ id: 'zone_moved', detail: `They are ${named(zone.name_servers)}.` }];
    case undefined:
      return [];
    default:
      return [{ id: 'zone_unusable' }];
  }
}

function activeProblems(facts: DelegationFacts): readonly Problem[] {
  const { zone } = facts;
  // A secondary zone has a primary elsewhere, whose name servers stand beside.
  const isFull = (zone.type ?? 'full') === 'full';
  const assigned = `Assigned are ${named(zone.name_servers)}.`;
  const found = comparison(facts);
  if (!isFull || found === 'assigned' || found === 'unknown') return [];
  return [{ id: found === 'none' ? 'name_servers_differ' : 'name_servers_mixed', detail: assigned }];
}

function pendingProblems(facts: DelegationFacts): readonly Problem[] {
  const { zone } = facts;
  if (zone.status === 'pending' && comparison(facts) === 'assigned') {
    return [{ id: 'activation_due', next: { tool: 'activate_zone', arguments: { zone: zone.name } } }];
  }
  const setUp =
    zone.status === 'initializing' ? ' Its setup in the dashboard is not finished: choose a plan.' : '';
  const mixed = comparison(facts) === 'mixed' ? ' Others stand beside them now: remove those.' : '';
  const detail = `They are ${named(zone.name_servers)}.${mixed}${setUp}`;
  return [{ id: 'name_servers_not_set', detail }];
}

function partialProblems(facts: DelegationFacts): readonly Problem[] {
  const { zone, host, asked } = facts;
  if (zone.status === 'pending' || zone.status === 'initializing') {
    const key = zone.verification_key ?? '';
    const value = /^\d{1,20}-\d{1,20}$/u.test(key) ? key : 'as get_zone shows it';
    return [{ id: 'ownership_not_proved', detail: `It is cloudflare-verify.${zone.name} TXT ${value}.` }];
  }
  if (zone.status === 'moved') return [{ id: 'zone_moved' }];
  if (zone.status !== 'active') return zone.status === undefined ? [] : [{ id: 'zone_unusable' }];
  if (asked === undefined || isPointed(host, asked.answer)) return [];
  return [{ id: 'not_pointed', detail: `It is ${host} CNAME ${host}.cdn.cloudflare.net.` }];
}

/** By the alias, or, where the provider flattens it, by the addresses at its end. */
function isPointed(host: string, { answers }: DnsAnswer): boolean {
  const target = `${host}.cdn.cloudflare.net`;
  return answers.some(
    ({ type, data }) =>
      (type === typeNumbers.CNAME && data.toLowerCase().replace(/\.$/u, '') === target) ||
      ((type === typeNumbers.A || type === typeNumbers.AAAA) && isCloudflareAddress(data)),
  );
}
