import type { Change, ChangeSequence, GuardReason, JsonObject, Scope } from '@crunchtools/mcp-core';
import { isRecordType } from '../types.ts';
import {
  addressTypes,
  aliasReasons,
  bindingReasons,
  caaReasons,
  certificateReasons,
  delegationReasons,
  dnskeyReasons,
  dsReasons,
  hostReasons,
  identityReasons,
  isForTests,
  keyReasons,
  mailReasons,
  mtaStsHostReasons,
  type Naming,
  rewritingReasons,
  sameAddress,
  serviceReasons,
  tlsaReasons,
  wildcardReasons,
} from './hosts.ts';
import { dkimReasons, dmarcReasons, mtaStsReasons, spfReasons, tlsRptReasons } from './mail.ts';
import {
  foldName,
  type GuardedRecord,
  guardedRecord,
  isSpf,
  labelsOf,
  type Net,
  rangeOf,
  sayable,
  textIn,
  withoutSame,
} from './record.ts';
import { reason } from './table.ts';

/**
 * What wildcards answer for names that do not exist (RFC 4592), and what of it ends when a name comes into being: for
 * every type at once (section 2.2.1), and also when it exists only because another one is below it (section 2.2.2). At Cloudflare
 * a wildcard reaches down any number of labels, too (developers.cloudflare.com/dns/manage-dns-records/reference/wildcard-dns-records).
 */
class Wildcards {
  /** By the name above the `*`. */
  readonly #records = new Map<string, GuardedRecord[]>();
  readonly #existing = new Set<string>();

  /** @param record one that was there before the plan. */
  take(record: GuardedRecord): void {
    for (const name of upwards(record.name)) this.#existing.add(name);
    if (!record.name.startsWith('*.')) return;
    const parent = record.name.slice(2);
    this.#records.set(parent, [...(this.#records.get(parent) ?? []), record]);
  }

  get areThere(): boolean {
    return this.#records.size > 0;
  }

  /**
   * What a new record takes from names that a wildcard answers for.
   * @param zoneName in the form of `name`.
   * @param plannedAt all records that the plan brings to a name.
   */
  reasons(
    name: string,
    zoneName: string,
    plannedAt: (name: string) => readonly GuardedRecord[],
  ): readonly GuardReason[] {
    const reasons: GuardReason[] = [];
    for (const [index] of labelsOf(name, zoneName).entries()) {
      const born = name.split('.').slice(index).join('.');
      if (this.#existing.has(born)) break;
      const text = lossAt(born, zoneName, this.#answersFor(born, zoneName), plannedAt(born));
      if (text !== undefined) reasons.push(reason('dns.below_wildcard', text));
    }
    return reasons;
  }

  /** The closest name above that exists has the wildcard that answers, or there is none (section 3.3.1). */
  #answersFor(name: string, zoneName: string): readonly GuardedRecord[] {
    const closest = upwards(name).find((above) => above === zoneName || this.#existing.has(above));
    const found = (closest === undefined ? undefined : this.#records.get(closest)) ?? [];
    // Nobody asks for the address of a label that serves a protocol, unless the wildcard is for such labels.
    const isMeant = !servesProtocol(name, zoneName) || servesProtocol(closest ?? '', zoneName);
    return isMeant ? found : [];
  }
}

/** A name and all names above it. */
function upwards(name: string): readonly string[] {
  const labels = name.split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}

function servesProtocol(name: string, zoneName: string): boolean {
  return labelsOf(name, zoneName).some((label) => label.startsWith('_'));
}

/** What is lost at one name. */
function lossAt(
  name: string,
  zoneName: string,
  answers: readonly GuardedRecord[],
  planned: readonly GuardedRecord[],
): string | undefined {
  if (isForTests(name, zoneName)) return undefined;
  const from = answers.filter(isHostRecord);
  const to = planned.filter(isHostRecord);
  const host = sayable(name);
  if (from.length > 0 && to.length === 0)
    return `A wildcard answers for ${host} and would no longer: whoever uses the name would reach nothing.`;
  if (from.length > 0 && to.some((record) => !from.some((known) => sameAddress(known, record))))
    return `A wildcard answers for ${host} and would no longer: whoever uses the name would reach another server.`;
  const isProtocol = servesProtocol(name, zoneName);
  const lost = answers.filter(
    (record) =>
      !isHostRecord(record) && matters(record, isProtocol) && !planned.some((one) => isOfKind(one, record)),
  );
  if (lost.length === 0) return undefined;
  const types = [...new Set(lost.map(({ type }) => type))].join(', ');
  return `The records of a wildcard (${types}) hold for ${host} and would no longer.`;
}

function isHostRecord({ type }: GuardedRecord): boolean {
  return addressTypes.has(type);
}

/** The texts of a host are for those who put them there, but for those that say who may send mail as it. */
function matters({ type, content }: GuardedRecord, isProtocol: boolean): boolean {
  return type !== 'TXT' || isProtocol || isSpf(content);
}

/** Whether one takes the place of another; that it says something else is for the guards of its kind. */
function isOfKind(one: GuardedRecord, other: GuardedRecord): boolean {
  return one.type === other.type && isSpf(one.content) === isSpf(other.content);
}

/** What was read of the zone beside the plan. */
export interface KnownRecords {
  /** Records in the form of the states of changes, with their ids. */
  readonly records: readonly { readonly id: string; readonly state: JsonObject }[];
  /** Names of which all records are among these. */
  readonly names: readonly string[];
}

type By = 'byMail' | 'byDelegation' | 'byService';

const pointing: Readonly<Record<string, By>> = { MX: 'byMail', NS: 'byDelegation', SRV: 'byService' };

/** Stand-ins for a server where there is none (developers.cloudflare.com/dns/proxy-status, "originless setups"). */
const standIns: ReadonlySet<string> = new Set(['192.0.2.0', '192.0.2.1', '100::']);

/**
 * What is known of the other records: which hosts are named by MX, NS and SRV records, which addresses are those of
 * proxied ones, and what stays at a name. From the plan, before and after, and from what was read.
 */
class Surroundings {
  readonly #hosts: Readonly<Record<By, Set<string>>> = {
    byMail: new Set(),
    byDelegation: new Set(),
    byService: new Set(),
  };
  readonly #origins = new Set<string>();
  /** Addresses that anybody can see, whatever the plan does. */
  readonly #open = new Set<string>();
  readonly #staying = new Map<string, GuardedRecord[]>();
  readonly #changed = new Set<string>();
  #zoneName = '';
  /** Those that were there before the plan; without what was not read. */
  readonly wildcards = new Wildcards();

  /** Called for each change of DNS records of the plan, before `readBeside`. */
  note({ scope, id, before, after }: Change): void {
    this.#zoneName = scope.name;
    if (id !== undefined) this.#changed.add(id);
    for (const state of [before, after]) {
      // Most records say nothing of others, and plans are long.
      if (state !== undefined && saysMore(state)) this.#take(state, scope.name);
    }
  }

  readBeside({ records, names }: KnownRecords): void {
    for (const name of names) this.#staying.set(name, []);
    for (const { id, state } of records) {
      const record = this.#take(state, this.#zoneName);
      this.wildcards.take(record);
      if (this.#changed.has(id)) continue;
      if (!record.proxied) this.#open.add(endOf(record));
      this.#staying.get(record.name)?.push(record);
    }
  }

  naming(host: string): Naming {
    return {
      byMail: this.#hosts.byMail.has(host),
      byDelegation: this.#hosts.byDelegation.has(host),
      byService: this.#hosts.byService.has(host),
      isOrigin: (record) => {
        const end = endOf(record);
        return this.#origins.has(end) && !this.#open.has(end);
      },
    };
  }

  /** The records at a name that the plan leaves as they are; `undefined` where they were not read. */
  others(name: string): readonly GuardedRecord[] | undefined {
    return this.#staying.get(name);
  }

  #take(state: JsonObject, zoneName: string): GuardedRecord {
    const zone = foldName('@', zoneName);
    const record = guardedRecord(state, zone);
    const { type, content, data, proxied } = record;
    const by = Object.hasOwn(pointing, type) ? pointing[type] : undefined;
    if (by !== undefined) this.#hosts[by].add(type === 'SRV' ? textIn(data, 'target') : content);
    // What a proxied alias of the zone itself leads to is proxied, too, or its own business.
    const isInside = type === 'CNAME' && (content === zone || content.endsWith(`.${zone}`));
    if (proxied && !isInside && !standIns.has(content)) this.#origins.add(endOf(record));
    return record;
  }
}

/** Prefixes of IPv6 addresses that say an IPv4 address: mapped (RFC 4291 section 2.5.5.2) and translated (RFC 6052). */
const embedding = ['::ffff:0:0/96', '64:ff9b::/96'] as const;

/** Where a record leads, in one form: an IPv4 address that an IPv6 address says as itself. */
function endOf({ type, content }: GuardedRecord): string {
  const bits = type === 'AAAA' ? rangeOf(content) : undefined;
  const [rest] = embedding.flatMap((range) => {
    const prefix = rangeOf(range);
    return prefix !== undefined && bits?.startsWith(prefix) === true ? [bits.slice(prefix.length)] : [];
  });
  if (rest === undefined) return content;
  return [0, 8, 16, 24].map((at) => Number.parseInt(rest.slice(at, at + 8), 2)).join('.');
}

function saysMore(state: JsonObject): boolean {
  return state['proxied'] === true || Object.hasOwn(pointing, textIn(state, 'type').toUpperCase());
}

/** What a record can be for. Records of one role at one name are judged together. */
interface Role {
  /** `undefined` for every type. */
  readonly types: readonly string[] | undefined;
  /** Absent where the type says it all. */
  readonly holds?: (record: GuardedRecord, labels: readonly string[]) => boolean;
  readonly judge: (net: Net, naming: Naming) => readonly GuardReason[];
}

/** Types through which a policy or a proof can be given: the text, or a way to it. */
const texts = ['TXT', 'CNAME'];
const hosts = ['A', 'AAAA', 'CNAME'];

/** Labels under which authorities look for a proof of control (RFC 8555 section 8.4, and their own). */
const proofs: ReadonlySet<string> = new Set([
  '_acme-challenge',
  '_dnsauth',
  '_pki-validation',
  '_validation-persist',
  '_validation-contactemail',
  '_validation-contactphone',
]);

const roles: readonly Role[] = [
  { types: ['NS'], judge: delegationReasons },
  { types: ['DS'], judge: dsReasons },
  { types: ['DNSKEY'], judge: dnskeyReasons },
  { types: ['CAA'], judge: caaReasons },
  { types: ['MX'], judge: mailReasons },
  { types: ['TXT'], holds: ({ content }) => isSpf(content), judge: spfReasons },
  { types: texts, holds: (_, [first]) => first === '_dmarc', judge: dmarcReasons },
  { types: texts, holds: (_, labels) => labels.includes('_domainkey'), judge: dkimReasons },
  { types: texts, holds: (_, [first]) => first === '_mta-sts', judge: mtaStsReasons },
  { types: hosts, holds: (_, [first]) => first === 'mta-sts', judge: mtaStsHostReasons },
  {
    types: texts,
    holds: (_, [first, second]) => first === '_smtp' && second === '_tls',
    judge: tlsRptReasons,
  },
  { types: texts, holds: isProof, judge: certificateReasons },
  { types: ['TLSA'], judge: tlsaReasons },
  { types: ['OPENPGPKEY', 'SMIMEA', 'CERT', 'SSHFP'], judge: keyReasons },
  { types: ['SRV', 'URI'], judge: serviceReasons },
  { types: ['NAPTR'], judge: rewritingReasons },
  { types: texts, holds: isIdentity, judge: identityReasons },
  { types: ['HTTPS', 'SVCB'], judge: bindingReasons },
  { types: undefined, holds: (_, [first]) => first === '*', judge: wildcardReasons },
  { types: hosts, holds: isAlias, judge: aliasReasons },
  { types: hosts, holds: (_, labels) => isHostName(labels), judge: hostReasons },
];

/**
 * `_acme-challenge`, and its forms with an account or a suffix before or behind; a hash with an alias to an authority,
 * as Sectigo and AWS ask for; the text that GlobalSign asks for.
 */
function isProof({ type, content }: GuardedRecord, labels: readonly string[]): boolean {
  if (labels.some((label) => proofs.has(label) || label.startsWith('_acme-challenge'))) return true;
  return type === 'CNAME'
    ? /^_[0-9a-f]{32}$/u.test(labels[0] ?? '') || authorities.test(content)
    : /^_?globalsign-[a-z-]+=/iu.test(content);
}

/** Hosts below which authorities answer a proof of control. */
const authorities =
  /(?:^|\.)(?:acm-validations\.aws|sectigo\.com|comodoca\.com|trust-provider\.com|dcv\.digicert\.com|ssl\.com)$/u;

/** Handles of AT Protocol, DNSLink, realms of Kerberos, logos beside mail (BIMI). */
function isIdentity({ type, content }: GuardedRecord, labels: readonly string[]): boolean {
  const [first = ''] = labels;
  if (first === '_atproto' || first === '_dnslink' || first === '_kerberos') return true;
  return labels.includes('_bimi') || (type === 'TXT' && content.startsWith('dnslink='));
}

/** Labels of the roles above that an alias can have. */
const otherRoles: ReadonlySet<string> = new Set([
  '_dmarc',
  '_domainkey',
  '_mta-sts',
  '_atproto',
  '_dnslink',
  '_kerberos',
  '_bimi',
]);

function isAlias(record: GuardedRecord, labels: readonly string[]): boolean {
  const hasOther =
    labels.some((label) => otherRoles.has(label)) || (labels[0] === '_smtp' && labels[1] === '_tls');
  return labels.some((label) => label.startsWith('_')) && !hasOther && !isProof(record, labels);
}

/** A label with an underscore serves a protocol: it is no host. That of MTA-STS has its own role. */
function isHostName(labels: readonly string[]): boolean {
  return labels[0] !== 'mta-sts' && !labels.some((label) => label.startsWith('_'));
}

function rolesOf(record: GuardedRecord, zoneName: string): readonly Role[] {
  const labels = labelsOf(record.name, zoneName);
  return rolesOfType(record.type).filter(({ holds }) => holds === undefined || holds(record, labels));
}

const byType = new Map<string, readonly Role[]>();

/** Looked up once for each of the types that are served: a plan may have 100,000 records. */
function rolesOfType(type: string): readonly Role[] {
  const known = byType.get(type);
  if (known !== undefined) return known;
  const found = roles.filter(({ types }) => types === undefined || types.includes(type));
  if (isRecordType(type)) byType.set(type, found);
  return found;
}

/** What is said of a deletion that has no other danger; of many, once. */
const ordinaryDeletion: GuardReason = {
  guard: 'dns.deleted',
  text: 'A deleted record stops resolving at once.',
  kind: 'bulk',
};

/** The records of one role at one name that a plan takes away and brings. */
interface Group {
  readonly before: GuardedRecord[];
  readonly after: GuardedRecord[];
  /** Once somebody asked. */
  reasons?: readonly GuardReason[];
}

/**
 * Judges the changes of DNS records of a plan by their net effect: what goes and comes at one name, in whichever
 * changes, counts together. Only what stands at a name twice is kept, so a plan of 100,000 records takes little memory.
 */
export function makeJudge(
  changes: ChangeSequence,
  known?: KnownRecords,
): (change: Change) => readonly GuardReason[] {
  const others = new Surroundings();
  const groups = new Groups(changes, others);
  if (known !== undefined) others.readBeside(known);
  const planned = others.wildcards.areThere ? recordsToCome(changes) : undefined;
  return (change) => {
    const sides = sidesOf(change);
    if (sides === undefined) return [];
    const { before, after, zoneName } = sides;
    const found = new Map<string, GuardReason>();
    const add = (record: GuardedRecord | undefined): void => {
      for (const role of record === undefined ? [] : rolesOf(record, zoneName)) {
        for (const each of groups.reasons(role, record?.name ?? '', sides, others)) {
          found.set(`${each.guard} ${each.text}`, each);
        }
      }
    };
    add(before);
    if (found.size === 0 && before !== undefined && after !== undefined && before.name !== after.name) {
      const renamed = reason('dns.renamed', 'The name that the record has now would stop resolving.');
      found.set(renamed.guard, renamed);
    }
    add(after);
    if (planned !== undefined && after !== undefined && after.name !== before?.name) {
      const plannedAt = (name: string): readonly GuardedRecord[] => planned.get(name) ?? [];
      for (const each of others.wildcards.reasons(after.name, zoneName, plannedAt)) {
        found.set(`${each.guard} ${each.text}`, each);
      }
    }
    const isOrdinary = found.size === 0 && change.action === 'delete';
    return isOrdinary ? [ordinaryDeletion] : [...found.values()];
  };
}

interface Sides {
  readonly zoneName: string;
  readonly before: GuardedRecord | undefined;
  readonly after: GuardedRecord | undefined;
}

function sidesOf({ resource, action, scope, before, after }: Change): Sides | undefined {
  if (resource !== 'dns_record') return undefined;
  const zoneName = foldName('@', scope.name);
  const read = (state: JsonObject | undefined): GuardedRecord | undefined =>
    state === undefined ? undefined : guardedRecord(state, zoneName);
  return {
    zoneName,
    before: action === 'create' ? undefined : read(before),
    after: action === 'delete' ? undefined : read(after),
  };
}

/** By their names. Only for plans that are short enough for something to be read beside them. */
function recordsToCome(changes: ChangeSequence): ReadonlyMap<string, readonly GuardedRecord[]> {
  const found = new Map<string, GuardedRecord[]>();
  for (const change of changes) {
    const record = sidesOf(change)?.after;
    if (record === undefined) continue;
    const there = found.get(record.name) ?? [];
    there.push(record);
    found.set(record.name, there);
  }
  return found;
}

class Groups {
  readonly #shared = new Map<Role, Map<string, Group>>();

  /** Goes through the plan for `others`, too: to unpack a long one takes time. */
  constructor(changes: ChangeSequence, others: Surroundings) {
    const repeated = repeatedNames(changes, others);
    if (repeated.size === 0) return;
    for (const change of changes) {
      if (change.resource !== 'dns_record') continue;
      if (!namesOf(change).some((name) => repeated.has(name))) continue;
      const sides = sidesOf(change);
      if (sides === undefined) continue;
      this.#take(repeated, sides, 'before');
      this.#take(repeated, sides, 'after');
    }
  }

  reasons(role: Role, name: string, sides: Sides, others: Surroundings): readonly GuardReason[] {
    const { zoneName } = sides;
    const shared = this.#shared.get(role)?.get(`${zoneName} ${name}`);
    if (shared?.reasons !== undefined) return shared.reasons;
    const side = (record: GuardedRecord | undefined): readonly GuardedRecord[] =>
      record?.name === name && rolesOf(record, zoneName).includes(role) ? [record] : [];
    const { before, after } = shared ?? { before: side(sides.before), after: side(sides.after) };
    const net: Net = withoutSame({ name, zoneName, before, after, others: others.others(name) });
    const reasons = role.judge(net, others.naming(name));
    if (shared !== undefined) shared.reasons = reasons;
    return reasons;
  }

  #take(repeated: ReadonlySet<string>, sides: Sides, side: 'before' | 'after'): void {
    const record = sides[side];
    if (record === undefined || !repeated.has(`${sides.zoneName} ${record.name}`)) return;
    for (const role of rolesOf(record, sides.zoneName)) {
      const ofRole = this.#shared.get(role) ?? new Map<string, Group>();
      const name = `${sides.zoneName} ${record.name}`;
      const group = ofRole.get(name) ?? { before: [], after: [] };
      group[side].push(record);
      this.#shared.set(role, ofRole.set(name, group));
    }
  }
}

/** The names that more than one change is about. */
function repeatedNames(changes: ChangeSequence, others: Surroundings): ReadonlySet<string> {
  const once = new Set<string>();
  const repeated = new Set<string>();
  for (const change of changes) {
    if (change.resource !== 'dns_record') continue;
    others.note(change);
    for (const name of namesOf(change)) (once.has(name) ? repeated : once).add(name);
  }
  return repeated;
}

/** The names that a record has before and after, each with its zone; the same one once. */
function namesOf({ scope, before, after }: Change): readonly string[] {
  const zoneName = foldName('@', scope.name);
  const names = [before, after].flatMap((state) =>
    state === undefined ? [] : [`${zoneName} ${foldName(textIn(state, 'name'), zoneName)}`],
  );
  return names[0] === names[1] ? names.slice(1) : names;
}

/** Records that decide whether a change is asked about. */
export interface Lookup {
  readonly scope: Scope;
  /** Those at this name. */
  readonly name: string;
  /** Those whose content ends in this. */
  readonly contentEnd?: string;
  /** Of a name that may be new: those at this name above it, those below that, and all wildcards. */
  readonly branch?: string;
}

/** Longer plans are asked about for their length (`core.many`), so nothing more has to be known. */
const mostChanges = 5;

/** Types of which one more at a name takes something over from those that are there. */
const sharing: ReadonlySet<string> = new Set(['A', 'AAAA', 'SRV', 'URI', 'SSHFP', 'CERT']);

/**
 * What to read before a plan is judged, at most one lookup for a change: none where it is asked about anyway. A new
 * address may stand beside another of the same host, or be that of a proxied record; a host that becomes proxied may be
 * one that MX, NS or SRV records name; a policy may be the second of its kind, or a first one that hurts nobody; and
 * whatever is new may be at, or below, a name that a wildcard answers for.
 */
export function lookupsOf(changes: ChangeSequence): readonly Lookup[] {
  if (changes.length > mostChanges) return [];
  const all = changes.slice(0);
  // A deletion is asked about, and the plan with it.
  if (all.some(({ action }) => action === 'delete')) return [];
  const judge = makeJudge(changes);
  const found = new Map<string, Lookup>();
  for (const change of all) {
    const isOpen = judge(change).every(({ guard }) => guard === 'dns.spf' || guard === 'dns.dmarc');
    const lookup = isOpen ? lookupOf(change) : undefined;
    if (lookup === undefined || !canBeFound(lookup)) continue;
    const { name, contentEnd = '', branch = '' } = lookup;
    found.set(`${name} ${contentEnd} ${branch}`, lookup);
  }
  return [...found.values()];
}

/**
 * Whether all that is looked for is made of what host names and the labels of protocols have. Others stand in a zone that
 * somebody filled with them, nobody resolves them, and the filter of the API takes no control characters.
 */
function canBeFound({ name, contentEnd = '', branch = '' }: Lookup): boolean {
  return [name, contentEnd, branch].every((text) => /^[a-z0-9._*:-]*$/iu.test(text));
}

function lookupOf({ resource, action, scope, before, after }: Change): Lookup | undefined {
  if (resource !== 'dns_record' || after === undefined) return undefined;
  const zoneName = foldName('@', scope.name);
  const to = guardedRecord(after, zoneName);
  if (action === 'create') return lookupOfNew(to, scope, zoneName);
  const isNewlyProxied = to.proxied && before !== undefined && !guardedRecord(before, zoneName).proxied;
  return isNewlyProxied ? { scope, name: to.name, contentEnd: to.name } : undefined;
}

function lookupOfNew(record: GuardedRecord, scope: Scope, zoneName: string): Lookup | undefined {
  const { type, name, content, proxied } = record;
  const isHost = type === 'A' || type === 'AAAA' || type === 'CNAME';
  const labels = labelsOf(name, zoneName);
  // No wildcard is missed at labels that all serve a protocol.
  const isBelow = labels.some((label) => !label.startsWith('_'));
  const branch = isBelow ? { branch: `${labels.at(-1)}.${zoneName}` } : {};
  if (isHost && !proxied) return { scope, name, contentEnd: endOf(record), ...branch };
  const isPolicy =
    type === 'TXT' && (isSpf(content) || /^_(?:dmarc|smtp\._tls|atproto|dnslink|kerberos)\./u.test(name));
  return sharing.has(type) || isPolicy || isBelow ? { scope, name, ...branch } : undefined;
}
