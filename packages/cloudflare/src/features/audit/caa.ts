import { Issue } from '../../problem.ts';
import type { CertificatePack } from '../certificates/api.ts';
import { isServing } from '../certificates/coverage.ts';
import { caaTags } from '../dns/security-data.ts';
import { splitWords, wordText } from '../dns/text.ts';
import type { Finding, Outcome } from './finding.ts';
import type { Check, Work } from './question.ts';
import { creation, deletion } from './repair.ts';
import {
  type AuditedRecord,
  isAuthoritative,
  parentOf,
  type RecordIndex,
  type ZoneFacts,
} from './zone-facts.ts';

/**
 * What each authority calls itself in CAA records (developers.cloudflare.com/ssl/reference/certificate-authorities), by its
 * name in the API.
 */
const issuers: Readonly<Record<string, readonly string[]>> = {
  lets_encrypt: ['letsencrypt.org'],
  google: ['pki.goog'],
  ssl_com: ['ssl.com'],
  digicert: ['digicert.com', 'digicert.ne.jp', 'symantec.com'],
  sectigo: ['sectigo.com', 'comodoca.com', 'comodo.com', 'usertrust.com', 'trust-provider.com'],
};

/** Certificates that Cloudflare orders and renews. */
const ordered: ReadonlySet<string> = new Set(['universal', 'advanced', 'total_tls']);

/** Properties that authorities know. */
const known: ReadonlySet<string> = new Set(caaTags);

interface Property {
  readonly isCritical: boolean;
  readonly tag: string;
  /** The authority, or nothing. */
  readonly issuer: string;
}

/**
 * Whether the authority in use may go on. What the world sees counts, not what the zone holds: Cloudflare adds records for the
 * authorities that it uses (developers.cloudflare.com/ssl/edge-certificates/caa-records).
 */
export const checkCaa: Check = (facts) => {
  const { records, zone, packs } = facts;
  if (records === undefined || zone.status !== 'active' || !isAuthoritative(facts)) return [];
  const places = new Map<string, CertificatePack[]>();
  for (const pack of packs ?? []) {
    if (!isServing(pack.status) || !ordered.has(pack.type)) continue;
    for (const place of new Set(pack.hosts.flatMap((host) => placeOf(host, records) ?? [])))
      places.set(place, [...(places.get(place) ?? []), pack]);
  }
  const named = new Set(records.ofType('CAA').map(({ name }) => name));
  return [...named].map((place) => at(facts, records, place, places.get(place) ?? []));
};

/** The name whose CAA records count for a host: the nearest at or above it that has some (RFC 8659 section 3). */
function placeOf(host: string, records: RecordIndex): string | undefined {
  const bare = host.startsWith('*.') ? host.slice(2) : host;
  for (let name = bare; records.holds(name); name = parentOf(name))
    if (records.at(name).some(({ type }) => type === 'CAA')) return name;
  return undefined;
}

function* at(facts: ZoneFacts, records: RecordIndex, place: string, packs: readonly CertificatePack[]): Work {
  const stored = records.at(place).filter(({ type }) => type === 'CAA');
  const answer = yield { name: place, type: 'CAA' };
  const name = records.short(place);
  if (answer.status !== 'found') {
    const because = 'the resolver does not answer';
    return answer.status === 'silent' || answer.status === 'failed'
      ? [{ unknown: `which authorities CAA lets issue for ${name}`, because }]
      : [];
  }
  const seen = answer.values.flatMap((value) => propertyOf(value) ?? []);
  const strange = seen.find(({ isCritical, tag }) => isCritical && !known.has(tag));
  if (strange !== undefined) return [critical(facts, records, stored, strange)];
  const outcomes: Outcome[] = [];
  for (const pack of packs)
    outcomes.push(
      ...forbidden(
        facts,
        name,
        pack,
        seen,
        pack.hosts.filter((host) => placeOf(host, records) === place),
      ),
    );
  return distinct(outcomes);
}

function distinct(outcomes: readonly Outcome[]): readonly Outcome[] {
  const seen = new Map(outcomes.map((outcome) => [JSON.stringify(outcome), outcome]));
  return [...seen.values()];
}

function critical(
  facts: ZoneFacts,
  records: RecordIndex,
  stored: readonly AuditedRecord[],
  { tag }: Property,
): Finding {
  const record = stored.find(({ data }) => data['tag'] === tag);
  return {
    id: 'caa-critical',
    name: records.short(stored[0]?.name ?? records.zoneName),
    evidence: `CAA with the critical tag ${tag}`,
    comment: record?.comment,
    repair: record === undefined ? undefined : deletion(facts, record),
  };
}

function forbidden(
  facts: ZoneFacts,
  name: string,
  { certificate_authority: authority }: CertificatePack,
  seen: readonly Property[],
  hosts: readonly string[],
): readonly Finding[] {
  const accepted = issuers[authority ?? ''];
  const [issuer] = accepted ?? [];
  if (accepted === undefined || issuer === undefined) return [];
  const lets = (tag: string): boolean => {
    const listed = seen.filter((property) => property.tag === tag);
    return listed.length === 0 || listed.some((property) => accepted.includes(property.issuer));
  };
  const hasWild = seen.some(({ tag }) => tag === 'issuewild');
  const evidence = `certificate of ${authority ?? ''}; CAA lets ${seen.map(written).join(', ')}`;
  const call = (tag: string) =>
    creation(facts, { type: 'CAA', name, data: { flags: 0, tag, value: issuer } });
  const found: Finding[] = [];
  if (hosts.some((host) => !host.startsWith('*.')) && !lets('issue')) {
    found.push({ id: 'caa-forbids', name, evidence, repair: call('issue') });
  }
  const wildTag = hasWild ? 'issuewild' : 'issue';
  const isOther = hasWild || found.length === 0;
  if (isOther && hosts.some((host) => host.startsWith('*.')) && !lets(wildTag)) {
    found.push({ id: 'caa-forbids-wildcard', name, evidence, repair: call(wildTag) });
  }
  return found;
}

function written({ tag, issuer }: Property): string {
  return `${tag} ${issuer === '' ? 'nobody' : issuer}`;
}

/** `0 issue "ca.example; account=1"` (RFC 8659 section 4.1.1). */
function propertyOf(value: string): Property | undefined {
  const words = splitWords(value);
  if (words instanceof Issue) return undefined;
  const [flags = '', tag = '', word] = words
    .map((each) => wordText(each))
    .map((each) => (each instanceof Issue ? '' : each));
  if (!/^\d{1,3}$/u.test(flags) || tag === '') return undefined;
  const issuer = (word ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return { isCritical: Number(flags) >= 128, tag: tag.toLowerCase(), issuer };
}
