import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { typeNumbers } from '../wire.ts';
import {
  type Asked,
  type CheckedName,
  type CheckVerdict,
  counted,
  type Facts,
  factsOf,
  flattens,
  isNameError,
  keyOfAnswered,
  keyOfExisting,
  responseCodes,
  verdict,
  type ZoneRecord,
} from './facts.ts';

/** Rules about whether the resolver got an answer at all, and from whom. */

/** With validation switched off there is an answer: so validation is what fails (RFC 4035 section 5.5). */
function failsValidation({ answer, unchecked }: Facts): CheckVerdict | undefined {
  if (answer.status !== responseCodes.serverFailure || unchecked === undefined) return undefined;
  const { noError, nameError } = responseCodes;
  if (unchecked.status !== noError && unchecked.status !== nameError) return undefined;
  return verdict(
    'differs',
    'DNSSEC validation fails: resolvers that validate give no answer, so much of the world cannot reach this name.',
  );
}

function hasNoAnswer({ answer }: Facts): CheckVerdict | undefined {
  if (answer.status === responseCodes.serverFailure) {
    return verdict('unknown', 'The resolver could not get an answer from the name servers of this name.');
  }
  if (answer.status !== responseCodes.noError && answer.status !== responseCodes.nameError) {
    return verdict('unknown', `The resolver answers with the response code ${answer.status} and no records.`);
  }
  return answer.truncated ? verdict('unknown', 'The answer was too large, and came cut.') : undefined;
}

/** The DS record of a zone stands at its registry, and is there or not whatever the name servers are. */
function isDelegationSigner(facts: Facts): CheckVerdict | undefined {
  const { type, isApex, wanted, seen, missing, extra } = facts;
  if (type !== 'DS' || !isApex) return undefined;
  if (seen.length === 0) {
    return wanted.length === 0
      ? verdict('matches', 'The registrar publishes no DS record, and none is wanted.')
      : verdict('not_there_yet', 'The registrar does not publish the DS record of this zone yet.');
  }
  if (wanted.length === 0) {
    return verdict(
      'differs',
      'The registrar publishes a DS record, though DNSSEC is not enabled for this zone.',
    );
  }
  if (missing.length > 0) {
    return verdict('differs', 'The registrar publishes a DS record, but not the one of this zone.');
  }
  return extra.length === 0
    ? verdict('matches', 'The registrar publishes the DS record of this zone.')
    : verdict('matches', 'The registrar publishes the DS record of this zone, beside others.');
}

/** The registrar names other name servers, so nothing of the zone can be seen. */
function isNotActive(facts: Facts): CheckVerdict | undefined {
  const { zone, missing, extra, seen, isUnreadable } = facts;
  if (zone.status === undefined || zone.status === 'active') return undefined;
  if (seen.length > 0 && missing.length === 0 && extra.length === 0 && !isUnreadable) {
    return verdict('matches', 'The zone is not active; other name servers already answer the same.');
  }
  return verdict(
    'not_there_yet',
    'The zone is not active: the registrar does not name the name servers of Cloudflare, so the world sees nothing of it.',
  );
}

/** Below a delegation the zone is not asked; at it, only for the servers and the DS record. */
function isDelegated({ source, name, cut, type }: Facts): CheckVerdict | undefined {
  if (source !== 'delegation') return undefined;
  if (name === cut && (type === 'NS' || type === 'DS')) return undefined;
  return verdict(
    'unknown',
    'NS records in the zone hand this name to other name servers: they answer, and records of the zone do not count.',
  );
}

/** At the zone itself Cloudflare answers its own name servers; NS records of the zone are added only on request. */
function isZoneNameServers(facts: Facts): CheckVerdict | undefined {
  const { type, isApex, seen, zone, wanted } = facts;
  if (type !== 'NS' || !isApex) return undefined;
  const names = new Set(seen.map(({ data }) => data.toLowerCase().replace(/\.$/u, '')));
  const absent = zone.nameServers.filter((server) => !names.has(server.toLowerCase()));
  if (seen.length === 0) return verdict('not_there_yet', 'The world sees no name servers for this zone.');
  if (absent.length > 0) {
    return verdict(
      'differs',
      'The world does not see the name servers that Cloudflare assigned to this zone.',
    );
  }
  if (names.size > zone.nameServers.length) {
    return verdict(
      'matches',
      'The world sees the name servers of Cloudflare, beside those of other providers.',
    );
  }
  return wanted.length === 0
    ? verdict('matches', 'The world sees the name servers that Cloudflare assigned to this zone.')
    : verdict(
        'matches',
        'The world sees the name servers of Cloudflare; the NS records of the zone itself count only with several providers.',
      );
}

/** In words: no such name, or a name without such a record. */
function absence(facts: Facts): string {
  return isNameError(facts) ? 'no such name' : `no ${facts.type} record for this name`;
}

/** What is known of DNSSEC of the zone, for names that fail validation. */
interface KnownDnssec {
  /** Whether the zone is signed at all. */
  readonly isSigned: boolean;
}

/** Sentences that explain a verdict: what to do, and for how long to wait. All of them are our own. */
function notesOn(facts: Facts, { status }: CheckVerdict, dnssec: KnownDnssec | undefined): readonly string[] {
  return [
    noteOnValidation(facts, dnssec),
    noteOnWildcard(facts),
    noteOnDangling(facts),
    noteOnOwnAddresses(facts, status),
    noteOnFlattening(facts, status),
    noteOnIpv6(facts, status),
    noteOnWait(facts, status),
    noteOnExtendedErrors(facts),
  ].filter((note) => note !== undefined);
}

function noteOnValidation(facts: Facts, dnssec: KnownDnssec | undefined): string | undefined {
  if (failsValidation(facts) === undefined) return undefined;
  return dnssec?.isSigned === false
    ? 'The zone is not signed, but a DS record at the registrar promises that it is: remove the DS record there.'
    : 'Compare the DS record at the registrar (check_dns for name @ and type DS) with the one of get_dnssec, and put the right one there.';
}

/** RFC 4592. */
function noteOnWildcard({ source }: Facts): string | undefined {
  return source === 'wildcard' ? 'A wildcard record answers for this name.' : undefined;
}

function noteOnDangling(facts: Facts): string | undefined {
  const { alias, seenAlias } = facts;
  if (alias === undefined || seenAlias === undefined || !isNameError(facts)) return undefined;
  return 'Whoever can register the name of the target can answer for this name: delete the alias if nobody needs it.';
}

function noteOnOwnAddresses(
  { type, proxied, seen }: Facts,
  status: CheckVerdict['status'],
): string | undefined {
  const isAddress = type === 'A' || type === 'AAAA';
  if (!isAddress || status !== 'differs' || proxied.length === 0 || seen.length === 0) return undefined;
  return 'Enterprise accounts can have addresses of their own for proxied names; else the name was proxied only now.';
}

function noteOnFlattening(facts: Facts, status: CheckVerdict['status']): string | undefined {
  const { type, alias } = facts;
  if (status !== 'not_there_yet' || alias === undefined || type === 'DS' || flattens(facts)) return undefined;
  return 'If the zone is set to flatten every alias, the world is never shown one.';
}

function noteOnIpv6({ type, proxied, seen }: Facts, status: CheckVerdict['status']): string | undefined {
  if (status !== 'not_there_yet' || type !== 'AAAA' || proxied.length === 0 || seen.length > 0)
    return undefined;
  return 'Where IPv6 is switched off for the zone, proxied names have no AAAA addresses.';
}

function noteOnWait(facts: Facts, status: CheckVerdict['status']): string | undefined {
  const { keptFor } = facts;
  if (keptFor === undefined || (status !== 'differs' && status !== 'not_there_yet')) return undefined;
  return `After a change, resolvers may keep the old answer: this one for up to ${keptFor} s.`;
}

/** developers.cloudflare.com/1.1.1.1/infrastructure/extended-dns-error-codes. */
function noteOnExtendedErrors({ answer }: Facts): string | undefined {
  const { extendedErrors } = answer;
  return extendedErrors.length === 0
    ? undefined
    : `The resolver gives the extended DNS error ${extendedErrors.join(', ')} (RFC 8914).`;
}

/**
 * The ranges that Cloudflare publishes for proxied names (www.cloudflare.com/ips-v4 and /ips-v6, which change every
 * few years). Not covered: addresses of their own that Enterprise accounts can have proxied names answered with.
 */
const ranges4 = [
  '173.245.48.0/20',
  '103.21.244.0/22',
  '103.22.200.0/22',
  '103.31.4.0/22',
  '141.101.64.0/18',
  '108.162.192.0/18',
  '190.93.240.0/20',
  '188.114.96.0/20',
  '197.234.240.0/22',
  '198.41.128.0/17',
  '162.158.0.0/15',
  '104.16.0.0/13',
  '104.24.0.0/14',
  '172.64.0.0/13',
  '131.0.72.0/22',
] as const;

const ranges6 = [
  '2400:cb00::/32',
  '2606:4700::/32',
  '2803:f800::/32',
  '2405:b500::/32',
  '2405:8100::/32',
  '2a06:98c0::/29',
  '2c0f:f248::/32',
] as const;

let known: BlockList | undefined;

/** Whether an address, in any notation, is one that Cloudflare answers for proxied names. */
export function isCloudflareAddress(address: string): boolean {
  known ??= listed();
  if (isIPv4(address)) return known.check(address, 'ipv4');
  return isIPv6(address) && known.check(address, 'ipv6');
}

function listed(): BlockList {
  const list = new BlockList();
  for (const [ranges, family] of [
    [ranges4, 'ipv4'],
    [ranges6, 'ipv6'],
  ] as const) {
    for (const range of ranges) {
      const [network = '', bits] = range.split('/');
      list.addSubnet(network, Number(bits), family);
    }
  }
  return list;
}

/** Rules about names that answer something else than what is stored: proxied ones, and aliases. */

const proxiedTypes: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME', 'HTTPS']);

/** developers.cloudflare.com/dns/proxy-status: Cloudflare answers for these with addresses of its own. */
function isProxied(facts: Facts): CheckVerdict | undefined {
  const { type, proxied, wanted } = facts;
  if (proxied.length === 0 || !proxiedTypes.has(type)) return undefined;
  if (type === 'HTTPS') {
    if (wanted.length > 0) return undefined;
    return verdict('proxied', 'The name is proxied: Cloudflare makes its HTTPS record itself.');
  }
  return type === 'CNAME' ? proxiedAlias(facts) : proxiedAddresses(facts);
}

function proxiedAlias({ seenAlias }: Facts): CheckVerdict {
  return seenAlias === undefined
    ? verdict(
        'proxied',
        'The alias is proxied: the world is shown addresses of Cloudflare, and not the alias.',
      )
    : verdict('differs', 'The alias is proxied, but the world still sees where it points.');
}

function proxiedAddresses(facts: Facts): CheckVerdict {
  const { type, seen, proxied, wanted, missing } = facts;
  if (seen.length === 0) {
    if (proxied.some((record) => excludes(record, type))) {
      return verdict('proxied', `The name is proxied without ${type} addresses, as its settings say.`);
    }
    return verdict('not_there_yet', `The name is proxied, but the world sees ${absence(facts)}.`);
  }
  if (seen.every(({ data }) => isCloudflareAddress(data))) {
    return verdict(
      'proxied',
      'The name is proxied: the world sees addresses of Cloudflare, not those stored here.',
    );
  }
  if (missing.length < wanted.length) {
    return verdict('differs', 'The name is proxied, but the world still sees an address of the origin.');
  }
  return verdict(
    'differs',
    'The name is proxied, but the world sees addresses that Cloudflare does not publish as its own.',
  );
}

function excludes({ settings }: ZoneRecord, type: string): boolean {
  return settings?.[type === 'A' ? 'ipv6_only' : 'ipv4_only'] === true;
}

function isFlattened(facts: Facts): CheckVerdict | undefined {
  const { type, seenAlias } = facts;
  if (!flattens(facts)) return undefined;
  if (type === 'CNAME') {
    return seenAlias === undefined
      ? verdict(
          'matches',
          'The alias is flattened: the world is shown the addresses of its target, and no alias.',
        )
      : verdict('differs', 'The alias should be flattened, but the world still sees the alias itself.');
  }
  return type === 'A' || type === 'AAAA' ? flattenedAddresses(facts) : undefined;
}

function flattenedAddresses(facts: Facts): CheckVerdict {
  const { type, seen, target } = facts;
  const behind = new Set(
    (target?.answers ?? []).filter((record) => record.type === typeNumbers[type]).map(({ data }) => data),
  );
  if (seen.length === 0) {
    return behind.size === 0
      ? verdict('matches', `The alias is flattened, and its target has no ${type} address.`)
      : verdict('not_there_yet', `The alias is flattened, but the world sees ${absence(facts)}.`);
  }
  return seen.some(({ data }) => behind.has(data))
    ? verdict('matches', 'The alias is flattened: the world sees the addresses of its target.')
    : verdict(
        'unknown',
        'The alias is flattened, and its target answers other addresses here: it may do so from place to place.',
      );
}

/** Every type but CNAME is asked of the target (RFC 1034 section 3.6.2). */
function isAliased(facts: Facts): CheckVerdict | undefined {
  const { alias, type, seenAlias, seen, name, zone } = facts;
  if (alias === undefined || type === 'CNAME' || flattens(facts)) return undefined;
  if (seenAlias === undefined) {
    return seen.length > 0
      ? verdict('differs', `The name is an alias here, but the world sees ${type} records of its own for it.`)
      : verdict('not_there_yet', `The name is an alias here, but the world sees ${absence(facts)}.`);
  }
  const isSame =
    keyOfAnswered('CNAME', seenAlias.data, name, zone.name) === keyOfExisting({ ...alias, name }, zone.name);
  if (!isSame) return verdict('differs', 'The world sees the name as an alias of another target.');
  if (isNameError(facts)) {
    return verdict('matches', 'The world sees the alias, but its target does not exist.');
  }
  const hasEnd = facts.answer.answers.some((record) => record.type === typeNumbers[type]);
  return hasEnd
    ? verdict('matches', `The world sees the alias, and ${type} records at its target.`)
    : verdict('matches', `The world sees the alias; its target has no ${type} record.`);
}

/** What is stored against what is seen, for every name that no other rule is about. */
function compareRecords(facts: Facts): CheckVerdict {
  const { type, wanted, seen, missing, extra, isUnreadable } = facts;
  if (isUnreadable)
    return verdict('unknown', `The resolver answers ${type} records in a form that cannot be compared.`);
  if (missing.length === 0 && (extra.length === 0 || isExtraExpected(facts))) return agreement(facts);
  if (seen.length === 0) return verdict('not_there_yet', `The world sees ${absence(facts)} yet.`);
  if (wanted.length === 0) {
    const these = counted(seen.length, `${type} record`);
    return verdict(
      'differs',
      `The world sees ${these}, and the zone has none: what was deleted is still kept.`,
    );
  }
  const parts = [
    missing.length > 0
      ? `${missing.length} of ${counted(wanted.length, `${type} record`)} not seen`
      : undefined,
    extra.length > 0
      ? `${extra.length} seen that ${extra.length === 1 ? 'is' : 'are'} not in the zone`
      : undefined,
  ];
  return verdict(
    'differs',
    `What the world sees differs: ${parts.filter((part) => part !== undefined).join(', ')}.`,
  );
}

/**
 * Records that Cloudflare adds by itself: CAA for the authorities it uses, beside CAA records of the zone
 * (developers.cloudflare.com/ssl/edge-certificates/caa-records), and the keys of a signed zone.
 */
export function isExtraExpected({ type, wanted, isApex }: Facts): boolean {
  return (type === 'CAA' && wanted.length > 0) || (type === 'DNSKEY' && isApex);
}

function agreement(facts: Facts): CheckVerdict {
  const { type, wanted, seen } = facts;
  if (seen.length === 0)
    return verdict('matches', `The zone has no ${type} record for this name, and the world sees none.`);
  if (wanted.length === seen.length) {
    return verdict('matches', `The world sees ${counted(seen.length, `${type} record`)}, as in the zone.`);
  }
  return verdict(
    'matches',
    `The world sees all ${type} records of the zone, and others that Cloudflare adds.`,
  );
}

/** The first that has something to say decides. */
const rules: readonly ((facts: Facts) => CheckVerdict | undefined)[] = [
  failsValidation,
  hasNoAnswer,
  isDelegationSigner,
  isNotActive,
  isDelegated,
  isZoneNameServers,
  isProxied,
  isFlattened,
  isAliased,
];

export interface Judgement extends CheckVerdict {
  readonly facts: Facts;
  readonly notes: readonly string[];
}

/** What the zone holds for a name and type against what the world sees, in words. Pure. */
export function judge(checked: CheckedName, asked: Asked, dnssec?: KnownDnssec): Judgement {
  const facts = factsOf(checked, asked);
  const found = rules.map((rule) => rule(facts)).find((each) => each !== undefined) ?? compareRecords(facts);
  return { ...found, facts, notes: notesOn(facts, found, dnssec) };
}
