/** Resolves names as a validating resolver would that asks the name servers of Cloudflare. */

import type { Zone } from '../contract.ts';
import type { DnsRecord } from '../resources/dns/index.ts';
import { DNSKEY_RDATA, dsRecord, foreignDs } from '../resources/dnssec/keys.ts';
import type { DelegationSigner } from '../resources/dnssec/model.ts';
import { type AnsweredRecord, NOERROR, NXDOMAIN, type Question, type Resolution, SERVFAIL } from './model.ts';
import { PROXIED_TYPES, proxiedAnswers } from './proxied.ts';
import { authorityAbove, foreign, type World } from './world.ts';
import { answered, findIn } from './zone-data.ts';

/** What the resolver finds in the account. */
export interface Namespace {
  /** Names outside it of which more is known than that they are invented. */
  readonly world?: World;
  /** Whether Cloudflare orders the universal certificate of a zone. */
  readonly hasUniversal?: (zoneId: string) => boolean;
  readonly zones: () => readonly Zone[];
  readonly records: (zoneId: string) => readonly DnsRecord[];
  readonly chainOf: (zoneId: string) => {
    readonly registrar: DelegationSigner;
    readonly isSigned: boolean;
    /** Denies names by the compact method (RFC 9824), under which a name that does not exist is an empty one. */
    readonly deniesCompactly: boolean;
  };
}

const NAME_SERVER_TTL = 86_400;
const DS_TTL = 3_600;
const DNSKEY_TTL = 3_600;
const POINTED_TTL = 300;
/** Seconds a denial of a Cloudflare zone may be kept: the minimum of its SOA (dns/manage-dns-records/reference/dns-record-types). */
const DENIAL_TTL = 1_800;
const LONGEST_CHAIN = 8;

export function resolve(question: Question, namespace: Namespace, depth = 0): Resolution {
  const { name, type } = question;
  if (depth > LONGEST_CHAIN) return failure('EDE(22): No Reachable Authority');
  if (name.endsWith(CDN)) return atCloudflare(question, namespace, depth);
  const zone = closestZone(name, namespace.zones());
  if (zone === undefined) return foreign(name, type, namespace.world);
  const chain = namespace.chainOf(zone.id);
  // The registry has a DS record whoever serves the zone.
  if (name === zone.name && type === 'DS') return delegationSigner(zone, chain.registrar);
  if (!isServed(zone)) return elsewhere(question, zone, namespace, depth);
  if (!question.checkingDisabled && isBogus(chain)) {
    return failure(`EDE(9): DNSKEY Missing no SEP matching the DS found for ${zone.name}.`);
  }
  const found = inZone(zone, question, namespace, depth);
  const validated = found.authenticated && chain.isSigned && chain.registrar === 'cloudflare';
  return { ...found, authenticated: validated && !question.checkingDisabled };
}

/** The name under which a host of a partial zone is reached (dns/zone-setups/partial-setup/setup). */
const CDN = '.cdn.cloudflare.net';

/**
 * Whether the registry sends the world to Cloudflare for this zone. Pending zones are answered, too, once it does
 * (dns/zone-setups/reference/domain-status, "Pending").
 */
function isServed({ type, status, delegated: isDelegated }: Zone): boolean {
  return type !== 'partial' && (status === 'active' || (status === 'pending' && isDelegated === true));
}

/** What another provider answers, which for a partial zone may send a host on to Cloudflare. */
function elsewhere(question: Question, zone: Zone, namespace: Namespace, depth: number): Resolution {
  const { name, type } = question;
  if (!zone.pointed.has(name)) return foreign(name, type, namespace.world);
  const link = { name, type: 'CNAME', ttl: POINTED_TTL, data: `${name}${CDN}.` };
  if (type === 'CNAME') return success([link]);
  const rest = resolve({ ...question, name: `${name}${CDN}` }, namespace, depth + 1);
  return { ...rest, answers: [link, ...rest.answers] };
}

function atCloudflare(question: Question, namespace: Namespace, depth: number): Resolution {
  const name = question.name.slice(0, -CDN.length);
  const zone = closestZone(name, namespace.zones());
  if (zone?.type !== 'partial' || zone.status !== 'active') return foreign(question.name, question.type);
  const found = inZone(zone, { ...question, name }, namespace, depth);
  const answers = found.answers.map((record) =>
    record.name === name ? { ...record, name: question.name } : record,
  );
  return { ...found, answers, authenticated: false };
}

function closestZone(name: string, zones: readonly Zone[]): Zone | undefined {
  return zones
    .filter((zone) => name === zone.name || name.endsWith(`.${zone.name}`))
    .toSorted((one, other) => other.name.length - one.name.length)[0];
}

/** A DS record promises keys that the zone does not have. */
function isBogus({ registrar, isSigned }: ReturnType<Namespace['chainOf']>): boolean {
  return registrar === 'foreign' || (registrar === 'cloudflare' && !isSigned);
}

function delegationSigner(zone: Zone, registrar: DelegationSigner): Resolution {
  if (registrar === 'none') return denial(NOERROR, [authorityAbove(zone.name)]);
  const data = registrar === 'cloudflare' ? dsRecord(zone.name).rdata : foreignDs(zone.name);
  return success([{ name: zone.name, type: 'DS', ttl: DS_TTL, data }]);
}

function inZone(zone: Zone, question: Question, namespace: Namespace, depth: number): Resolution {
  const { name, type } = question;
  const chain = namespace.chainOf(zone.id);
  const builtIn = name === zone.name ? apexRecords(zone, type, chain.isSigned) : [];
  if (builtIn.length > 0) return success(builtIn);
  const all = namespace.records(zone.id);
  const found = findIn(zone, all, name);
  if (found.kind === 'absent') {
    return denial(chain.deniesCompactly ? NOERROR : NXDOMAIN, [startOfAuthority(zone)]);
  }
  if (found.kind === 'delegated') return delegated(question, found.servers, all);
  return fromRecords(zone, question, found.records, namespace, depth);
}

/** What Cloudflare keeps itself at the name of a zone. */
function apexRecords(zone: Zone, type: string, isSigned: boolean): AnsweredRecord[] {
  const { name } = zone;
  if (type === 'SOA') return [startOfAuthority(zone)];
  if (type === 'NS') {
    return zone.nameServers.map((server) => ({ name, type, ttl: NAME_SERVER_TTL, data: `${server}.` }));
  }
  return type === 'DNSKEY' && isSigned ? [{ name, type, ttl: DNSKEY_TTL, data: DNSKEY_RDATA }] : [];
}

/**
 * What the servers of a delegated name say is theirs to decide. Here they know their own names, the addresses that
 * the zone holds for them, and nothing else. A DS record is the parent's.
 */
function delegated(
  { name, type }: Question,
  servers: readonly DnsRecord[],
  all: readonly DnsRecord[],
): Resolution {
  const isCut = servers.some((server) => server.name === name);
  const known = all.filter((record) => record.name === name && record.type === type);
  const isKnown = type === 'A' || type === 'AAAA' || (isCut && (type === 'NS' || type === 'DS'));
  const answers = isKnown ? known.map((record) => answered(record, name)) : [];
  const resolution = answers.length > 0 ? success(answers) : denial(NOERROR, [authorityAbove(name)]);
  return { ...resolution, authenticated: type === 'DS' };
}

function fromRecords(
  zone: Zone,
  question: Question,
  records: readonly DnsRecord[],
  namespace: Namespace,
  depth: number,
): Resolution {
  const { name, type } = question;
  // Neither a paused nor a pending zone is proxied (dns/proxy-status/limitations, "Pending domains").
  const isProxying = !zone.paused && zone.status === 'active';
  const proxied = isProxying ? records.filter((record) => record.proxied) : [];
  const wanted = records.filter((record) => record.type === type && record.type !== 'CNAME');
  const added = type === 'CAA' && wanted.length > 0 ? authorities(zone, name, wanted, namespace) : [];
  const isHidden = proxied.length > 0 && PROXIED_TYPES.has(type) && !(type === 'HTTPS' && wanted.length > 0);
  const answers = isHidden
    ? proxiedAnswers(name, type, proxied)
    : [...wanted.map((record) => answered(record, name)), ...added];
  if (answers.length > 0) return success(answers);
  const alias = isHidden ? undefined : records.find((record) => record.type === 'CNAME');
  if (alias === undefined || (alias.proxied && isProxying)) return denial(NOERROR, [startOfAuthority(zone)]);
  const flattens = name === zone.name || alias.settings.flatten_cname === true;
  if (flattens) return flattened(zone, question, alias, namespace, depth);
  const link = answered(alias, name);
  if (type === 'CNAME') return success([link]);
  const rest = resolve({ ...question, name: alias.content }, namespace, depth + 1);
  return { ...rest, answers: [link, ...rest.answers] };
}

/** Those from which Cloudflare orders certificates (ssl/reference/certificate-authorities). */
const AUTHORITIES = ['letsencrypt.org', 'pki.goog; cansignhttpexchanges=yes', 'ssl.com'] as const;

/**
 * With the universal certificate, Cloudflare adds CAA records for its authorities beside those of the zone, and shows them
 * nowhere else (ssl/edge-certificates/caa-records, "CAA records added by Cloudflare").
 */
function authorities(
  zone: Zone,
  name: string,
  wanted: readonly DnsRecord[],
  { hasUniversal }: Namespace,
): readonly AnsweredRecord[] {
  if (name !== zone.name || hasUniversal?.(zone.id) !== true) return [];
  const there = new Set(wanted.map((record) => answered(record, name).data));
  return ['issue', 'issuewild']
    .flatMap((tag) => AUTHORITIES.map((authority) => `0 ${tag} "${authority}"`))
    .filter((data) => !there.has(data))
    .map((data) => ({ name, type: 'CAA', ttl: 300, data }));
}

/** dns/cname-flattening: the addresses at the end of the alias, under its own name. */
function flattened(
  zone: Zone,
  question: Question,
  alias: DnsRecord,
  namespace: Namespace,
  depth: number,
): Resolution {
  const { name, type } = question;
  if (type !== 'A' && type !== 'AAAA') return denial(NOERROR, [startOfAuthority(zone)]);
  const target = resolve({ ...question, name: alias.content }, namespace, depth + 1);
  const addresses = target.answers.filter((record) => record.type === type);
  if (addresses.length === 0) return denial(NOERROR, [startOfAuthority(zone)]);
  return success(addresses.map((record) => ({ ...record, name })));
}

function startOfAuthority({ name, nameServers }: Zone): AnsweredRecord {
  const data = `${nameServers[0] ?? 'ns.cloudflare.com'}. dns.cloudflare.com. 2371000001 10000 2400 604800 ${DENIAL_TTL}`;
  return { name, type: 'SOA', ttl: DENIAL_TTL, data };
}

function success(answers: readonly AnsweredRecord[]): Resolution {
  return { status: NOERROR, answers, authority: [], authenticated: true, comments: [] };
}

function denial(status: typeof NOERROR | typeof NXDOMAIN, authority: readonly AnsweredRecord[]): Resolution {
  return { status, answers: [], authority, authenticated: true, comments: [] };
}

function failure(comment: string): Resolution {
  return { status: SERVFAIL, answers: [], authority: [], authenticated: false, comments: [comment] };
}
