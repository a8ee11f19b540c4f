import type { CertificatePack } from '../certificates/api.ts';
import { coverageOf, isServing } from '../certificates/coverage.ts';
import type { Finding } from './finding.ts';
import type { Check } from './question.ts';
import { proxiedIn, type ZoneFacts } from './zone-facts.ts';

const dayMs = 86_400_000;

/**
 * Days before its end at which a certificate should have been replaced. Universal ones last 90 days and are renewed 30 days before;
 * advanced ones may last 14 days and are renewed three days before (ssl/reference/certificate-validity-periods). Others are
 * uploaded, and replaced by people.
 */
const least: Readonly<Record<string, number>> = { universal: 7, advanced: 2, total_tls: 2 };
const leastOfOthers = 14;

/** Certificates of the names that visitors reach through Cloudflare. */
export const checkCertificates: Check = (facts) => {
  const { packs } = facts;
  const hosts = [...new Set(proxiedIn(facts).map(({ name }) => name))];
  if (packs === undefined || hosts.length === 0) return [];
  return [...missing(facts, hosts, packs), ...ending(facts, packs), ...stuck(facts, packs)];
};

function look({ zone }: ZoneFacts) {
  return { tool: 'get_certificates', arguments: { zone: zone.name } };
}

function missing(
  facts: ZoneFacts,
  hosts: readonly string[],
  packs: readonly CertificatePack[],
): readonly Finding[] {
  return hosts.flatMap((host) => {
    const { covered, pack } = coverageOf(host, packs);
    if (covered || pack !== undefined) return [];
    const name = facts.records?.short(host) ?? host;
    return [
      {
        id: 'certificate-missing' as const,
        name,
        evidence: `${host} is in no active certificate`,
        repair: look(facts),
      },
    ];
  });
}

function ending(facts: ZoneFacts, packs: readonly CertificatePack[]): readonly Finding[] {
  const serving = packs.filter(({ status }) => isServing(status));
  return serving.flatMap((pack) => {
    const days = daysLeft(pack, facts);
    if (days === undefined || days > (least[pack.type] ?? leastOfOthers)) return [];
    // What lasts longer and has the same hosts is shown in its place.
    const isReplaced = serving.some(
      (other) =>
        other !== pack &&
        (daysLeft(other, facts) ?? 0) > days &&
        pack.hosts.every((host) => other.hosts.includes(host)),
    );
    if (isReplaced) return [];
    const id = days <= 0 ? 'certificate-expired' : 'certificate-expires';
    const evidence = `${pack.type}, ${pack.hosts.join(', ')}: ${pack.expires_on ?? ''}`;
    return [{ id, name: '@', evidence, repair: look(facts) } as const];
  });
}

function daysLeft({ expires_on: end }: CertificatePack, { now }: ZoneFacts): number | undefined {
  const at = Date.parse(end ?? '');
  return Number.isNaN(at) ? undefined : (at - now) / dayMs;
}

function stuck(facts: ZoneFacts, packs: readonly CertificatePack[]): readonly Finding[] {
  return packs.flatMap((pack) => {
    const isStuck =
      pack.status.endsWith('timed_out') ||
      (pack.status === 'pending_validation' && pack.validation_errors.length > 0);
    const isNeeded = pack.hosts.some((host) => !coverageOf(host, packs).covered);
    if (!isStuck || !isNeeded) return [];
    const evidence = `${pack.type}, ${pack.hosts.join(', ')}: ${[pack.status, ...pack.validation_errors].join(', ')}`;
    return [{ id: 'certificate-stuck' as const, name: '@', evidence, repair: look(facts) }];
  });
}
