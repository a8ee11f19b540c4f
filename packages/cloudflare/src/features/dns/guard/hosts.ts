import type { GuardReason, JsonObject } from '@crunchtools/mcp-core';
import { Issue } from '../../../problem.ts';
import { parseIPv4, parseIPv6, unreachable } from '../address.ts';
import { splitWords } from '../text.ts';
import {
  domainOf,
  type GuardedRecord,
  labelsOf,
  type Net,
  type NetJudge,
  sayable,
  textIn,
} from './record.ts';
import { type DnsGuard, reason } from './table.ts';

/** What is known of a host beside its own records: who names it. */
export interface Naming {
  readonly byMail: boolean;
  readonly byDelegation: boolean;
  readonly byService: boolean;
  /** Whether a proxied record leads to the address or host of this one, and no open one does. */
  readonly isOrigin: (record: GuardedRecord) => boolean;
}

/** Parts of usual names of hosts that take or hand out mail. */
const mailWords = wordSet(
  'mail email webmail smtp smtps imap imaps pop pop3 pops mx mta relay mailgw mailer mailserver mailhost mailhub inbound outbound exchange owa zimbra postfix submission',
);
/** Hosts that mail programs ask for settings, with the password of their user; proxied or not. */
const discoveryWords = wordSet('autodiscover autoconfig');
/** Names that programs ask for by themselves, whole: proxies, tunnels, the management of devices, chats, keys for mail. */
const askedNames = wordSet(
  'wpad isatap enterpriseenrollment enterpriseregistration lyncdiscover lyncdiscoverinternal msoid openpgpkey',
);
const nameServerWords = wordSet('ns dns nameserver');
/** Services that the proxy does not pass on (developers.cloudflare.com/fundamentals/reference/network-ports). */
const serviceWords = wordSet(
  'ssh sftp ftp ftps vpn wg wireguard openvpn ipsec rdp vnc sip sips pbx voip turn stun xmpp jabber irc ldap ldaps dc db database mysql mariadb postgres postgresql pg mongo mongodb redis mssql sql mqtt amqp rabbitmq kafka smb nfs rsync git minecraft mc game teamspeak ts ts3 ntp syslog snmp radius bastion jump',
);

export const addressTypes: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME']);
/** Names that say that nobody relies on them. */
const testWords = wordSet(
  'dev devel development test tests testing staging stage stg qa uat preview sandbox demo lab labs tmp temp scratch',
);

function wordSet(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}

/** A net effect with the parts of its first label: `mx-in-2` has `mx`, `in` and `2`; `mx1` has `mx1` and `mx`. */
interface Host extends Net {
  readonly parts: readonly string[];
}

function hostOf(net: Net): Host {
  const [label = ''] = labelsOf(net.name, net.zoneName);
  return { ...net, parts: partsOf(label) };
}

function partsOf(label: string): readonly string[] {
  return label.split(/[-_]/u).flatMap((part) => [part, part.replace(/\d+$/u, '')]);
}

function isNamed({ parts }: Host, known: ReadonlySet<string>): boolean {
  return parts.some((part) => known.has(part));
}

/** Whether a name, or one above it, says that nobody relies on it. */
export function isForTests(name: string, zoneName: string): boolean {
  return labelsOf(name, zoneName).some((label) => partsOf(label).some((part) => testWords.has(part)));
}

/** A, AAAA and CNAME. */
export function hostReasons(records: Net, naming: Naming): readonly GuardReason[] {
  if (records.before.length + records.after.length === 0) return [];
  const net = hostOf(records);
  const named = [
    ...apexReasons(net),
    ...mailHostReasons(net, naming),
    ...nameServerReasons(net, naming),
    ...askedNameReasons(net),
  ];
  return [
    ...named,
    ...exposureReasons(net, naming),
    ...proxyReasons(net, naming),
    ...reachReasons(net),
    // What is at stake at such a name says more than that it moves.
    ...(named.length > 0 ? [] : movingReasons(net)),
  ];
}

function apexReasons({ name, zoneName }: Net): readonly GuardReason[] {
  if (name !== zoneName) return [];
  return [reason('dns.apex', `Everybody who visits ${sayable(name)} would reach another server, or none.`)];
}

function mailHostReasons(net: Host, { byMail }: Naming): readonly GuardReason[] {
  // What stays proxied takes no mail: it is a web page about mail.
  const isMail = !staysProxied(net) && isNamed(net, mailWords);
  if (!byMail && !isMail && !isNamed(net, discoveryWords)) return [];
  const host = sayable(net.name);
  const text = isNewlyProxied(net)
    ? `Mail to and from ${host} would stop: the proxy passes HTTP on only.`
    : `Mail, and the passwords of its users, would go from ${host} to another server, or nowhere.`;
  return [reason('dns.mail_host', text)];
}

function nameServerReasons(net: Host, { byDelegation }: Naming): readonly GuardReason[] {
  const isNameServer = !staysProxied(net) && isNamed(net, nameServerWords);
  if (!byDelegation && !isNameServer) return [];
  const text = `Names that ${sayable(net.name)} answers for would be answered by another server, or by none.`;
  return [reason('dns.name_server', text)];
}

function askedNameReasons({ name, zoneName }: Net): readonly GuardReason[] {
  const [label = ''] = labelsOf(name, zoneName);
  if (!askedNames.has(label)) return [];
  const text = `Programs ask ${sayable(name)} by themselves, and would do what another server tells them.`;
  return [reason('dns.asked_name', text)];
}

/** Names with an underscore that have no other role. A first one takes nothing from anybody. */
export function aliasReasons(net: Net): readonly GuardReason[] {
  return movingReasons(hostOf(net));
}

function exposureReasons({ name, before, after }: Net, { isOrigin }: Naming): readonly GuardReason[] {
  const open = after.filter(({ proxied }) => !proxied);
  const wasHidden = before.some(({ proxied }) => proxied);
  // An open name with the same address gives it away, unless it did before.
  const isPublished = open.some(
    (record) => isOrigin(record) && !before.some(({ content }) => record.content === content),
  );
  if (open.length === 0 || !(wasHidden || isPublished)) return [];
  const text = `Everybody could see the address behind ${sayable(name)}, and reach it past the protection of Cloudflare.`;
  return [reason('dns.origin_exposed', text)];
}

function proxyReasons(net: Host, { byService }: Naming): readonly GuardReason[] {
  if (!isNewlyProxied(net) || !(byService || isNamed(net, serviceWords))) return [];
  const text = `Whoever uses ${sayable(net.name)} for something else than HTTP would not reach it any more.`;
  return [reason('dns.proxied_service', text)];
}

function reachReasons({ name, before, after }: Net): readonly GuardReason[] {
  const wasReached = before.some((record) => !isUnreachable(record));
  if (!wasReached || !after.some(isUnreachable)) return [];
  const text = `Nobody on the internet would reach ${sayable(name)} at this address.`;
  return [reason('dns.unreachable', text)];
}

function movingReasons(net: Host): readonly GuardReason[] {
  const { name, before, after, others = [] } = net;
  const there = [...before, ...others.filter(({ type }) => addressTypes.has(type))];
  const isOther = after.some((record) => !before.some((known) => sameAddress(known, record)));
  if (there.length === 0 || !isOther || isNamed(net, testWords)) return [];
  const text = `Whoever uses ${sayable(name)} would reach another server.`;
  return [reason('dns.moved', text)];
}

export function sameAddress(one: GuardedRecord, other: GuardedRecord): boolean {
  return one.type === other.type && one.content === other.content && one.isRouted === other.isRouted;
}

function staysProxied({ before, after }: Net): boolean {
  return [...before, ...after].every(({ proxied }) => proxied);
}

function isNewlyProxied({ before, after }: Net): boolean {
  return before.some(({ proxied }) => !proxied) && after.some(({ proxied }) => proxied);
}

/** Whether an address is one that the internet cannot reach, nor a tunnel. */
function isUnreachable({ type, content, isRouted }: GuardedRecord): boolean {
  if (isRouted || (type !== 'A' && type !== 'AAAA')) return false;
  const address = type === 'A' ? parseIPv4(content) : parseIPv6(content);
  return !(address instanceof Issue) && unreachable(address) !== undefined;
}

/** Parameters of RFC 9460 that only say which protocols the same server speaks. */
const harmless: ReadonlySet<string> = new Set(['alpn', 'no-default-alpn', 'mandatory']);

/** HTTPS and SVCB (RFC 9460): asked about where they lead, not about the protocols that they announce. */
export function bindingReasons({ name, before, after }: Net): readonly GuardReason[] {
  const from = new Set(before.map(waysOf));
  const to = new Set(after.map(waysOf));
  const differs = [...from, ...to].some((way) => way !== '' && !(from.has(way) && to.has(way)));
  if (!differs) return [];
  const text = `Browsers and programs that ask for ${domainOf(name)} would be led to another host, address or port.`;
  return [reason('dns.service_binding', text)];
}

/** Where a record leads; empty for one that leads nowhere else than the name itself does. */
function waysOf({ name, data }: GuardedRecord): string {
  const target = textIn(data, 'target');
  // An alias to the root says that there is no such service (RFC 9460 section 2.5.1).
  if (target === '.' && data['priority'] === 0) return 'none';
  const words = splitWords(textIn(data, 'value'));
  const params = words instanceof Issue ? [`unread ${textIn(data, 'value')}`] : words;
  const leading = params
    .filter((param) => !harmless.has(param.split('=')[0] ?? ''))
    .map((param) => param.replaceAll('"', ''))
    .toSorted();
  return [...(target === '.' || target === name ? [] : [target]), ...leading].join(' ');
}

/**
 * CAA (RFC 8659). What is compared is who may issue what; a change is asked about in both directions, because whether
 * the authority that is in use is among those forbidden, only a person knows. Where to report (`iodef`) and whom to ask
 * (`contactemail`) decide nothing unless critical, but any record below the zone itself ends what the names above it say (section 3).
 */
export function caaReasons({ name, zoneName, before, after }: Net): readonly GuardReason[] {
  const domain = domainOf(name);
  const from = new Set(before.map(ruleOf).filter((rule) => rule !== undefined));
  const to = new Set(after.map(ruleOf).filter((rule) => rule !== undefined));
  const isNew = [...to].some((rule) => !from.has(rule));
  const isGone = [...from].some((rule) => !to.has(rule));
  if (isNew && isGone) {
    return said(`Other authorities could issue certificates for ${domain}, and some of now could not.`);
  }
  if (isNew) {
    return said(
      `It would decide which authorities may issue certificates for ${domain}: more than now, or fewer.`,
    );
  }
  if (isGone) {
    return said(`Certificates for ${domain} could be issued, or refused, by other authorities than now.`);
  }
  if (reportsAway(before, after, zoneName)) {
    return said(`Authorities would tell somebody else which certificates for ${domain} they refused.`);
  }
  const coversAbove = name !== zoneName && (before.length === 0) !== (after.length === 0);
  return coversAbove
    ? said(
        `The rules of the names above, on who may issue certificates, would hold for ${domain} no longer, or again.`,
      )
    : [];
}

const decidingNothing: ReadonlySet<string> = new Set(['iodef', 'contactemail', 'contactphone']);

/** What a record says of issuing, in one form; `undefined` where nothing. */
function ruleOf({ data }: GuardedRecord): string | undefined {
  const tag = textIn(data, 'tag');
  if (decidingNothing.has(tag)) return isCritical(data) ? `critical ${tag}` : undefined;
  const [issuer = '', ...parameters] = textIn(data, 'value')
    .split(';')
    .map((part) => part.trim().replaceAll(/\s*=\s*/gu, '='));
  const kept = parameters.filter((parameter) => parameter !== '').toSorted();
  return [tag, issuer.toLowerCase(), ...kept].join(';');
}

/** An authority that does not know a critical tag issues nothing (RFC 8659 section 4.1). */
function isCritical({ flags }: JsonObject): boolean {
  return typeof flags === 'number' && flags >= 128;
}

/** Whether reports that went somewhere would go to an address outside the zone that got none. */
function reportsAway(
  before: readonly GuardedRecord[],
  after: readonly GuardedRecord[],
  zoneName: string,
): boolean {
  const from = new Set(before.flatMap(reportsOf));
  const isInside = (address: string): boolean => {
    const [, host = ''] = /^(?:mailto:[^@]*@|https?:\/\/)([a-z0-9.-]+)/u.exec(address) ?? [];
    return host === zoneName || host.endsWith(`.${zoneName}`);
  };
  return (
    from.size > 0 && after.flatMap(reportsOf).some((address) => !from.has(address) && !isInside(address))
  );
}

function reportsOf({ data }: GuardedRecord): readonly string[] {
  return textIn(data, 'tag') === 'iodef' ? [textIn(data, 'value').toLowerCase()] : [];
}

function said(text: string): readonly GuardReason[] {
  return [reason('dns.caa', text)];
}

/** Whether there was none of this type before, nor is there one that stays. */
function isFirst({ before, after, others = [] }: Net): boolean {
  return before.length === 0 && !others.some(({ type }) => after.some((record) => record.type === type));
}

const differs = ({ before, after }: Net): boolean => before.length + after.length > 0;

/** A reason for whatever differs. */
function whenever(guard: DnsGuard, textFor: (net: Net) => string): NetJudge {
  return (net) => (differs(net) ? [reason(guard, textFor(net))] : []);
}

export const delegationReasons = whenever('dns.delegation', ({ name, after }) =>
  after.length === 0
    ? `The name servers of ${domainOf(name)} would no longer be asked.`
    : `Other servers would answer for ${domainOf(name)} and every name below it.`,
);

export const dsReasons = whenever(
  'dns.ds',
  ({ name }) =>
    `Whoever validates would no longer reach ${domainOf(name)} unless the DS record fits the keys of its name servers.`,
);

export const dnskeyReasons = whenever(
  'dns.dnskey',
  ({ name }) =>
    `Another key could sign ${domainOf(name)}; with one that does not fit, whoever validates no longer reaches it.`,
);

/** Null MX: RFC 7505. */
export const mailReasons = whenever('dns.mail', ({ name, after }) => {
  if (after.some(({ content }) => content === '.')) return `Mail for ${domainOf(name)} would be refused.`;
  return after.length === 0
    ? `Mail for ${domainOf(name)} would no longer go to this server, or nowhere.`
    : `Mail for ${domainOf(name)} would go to another server.`;
});

export const tlsaReasons = whenever(
  'dns.tlsa',
  ({ name }) =>
    `Mail servers and programs that check it would refuse to connect to ${domainOf(name)} unless it fits the certificate.`,
);

/**
 * Keys for mail of people (OPENPGPKEY, SMIMEA) are asked about when they are new: whoever holds the other half reads the
 * mail. A first host key or certificate (SSHFP, CERT) takes nothing from anybody.
 */
export function keyReasons(net: Net): readonly GuardReason[] {
  const isForMail = net.after.some(({ type }) => type === 'OPENPGPKEY' || type === 'SMIMEA');
  if (!differs(net) || (isFirst(net) && !isForMail)) return [];
  const text = `Other keys would be trusted for ${domainOf(net.name)}: for mail, or for logins.`;
  return [reason('dns.keys', text)];
}

export const certificateReasons = whenever(
  'dns.certificate',
  ({ name }) => `Whoever asked for this proof of control could get a certificate for ${domainOf(name)}.`,
);

export const wildcardReasons = whenever(
  'dns.wildcard',
  ({ name }) => `${sayable(name)} answers for every name there that has no records of its own.`,
);

export const mtaStsHostReasons = whenever(
  'dns.mta_sts',
  ({ name }) =>
    `Other servers would take the rules for mail to ${sayable(name.slice('mta-sts.'.length))} from another host.`,
);

/** Services in SRV records to which programs send passwords without asking anybody: RFC 6186, RFC 8314, RFC 4120 … */
const takingPasswords: ReadonlySet<string> = new Set(
  'autodiscover submission submissions imap imaps pop3 pop3s sieve jmap ldap ldaps gc kerberos kerberos-master kerberos-adm kpasswd caldav caldavs carddav carddavs'.split(
    ' ',
  ),
);
/** And those that carry calls and messages. */
const carrying: ReadonlySet<string> = new Set(
  'sip sips sipfederationtls sipinternal sipinternaltls xmpp-client xmpps-client xmpp-server xmpps-server matrix matrix-fed h323cs h323ls h323rs turn turns stun stuns'.split(
    ' ',
  ),
);

/**
 * SRV and URI. A new service that takes no passwords takes nothing from anybody: who uses it has to be told of it first.
 * Of a service that is not known here, only where it leads counts, not how it is shared out among the same servers.
 */
export function serviceReasons(net: Net): readonly GuardReason[] {
  if (!differs(net)) return [];
  const [service = ''] = labelsOf(net.name, net.zoneName);
  const word = service.replace(/^_/u, '');
  if (takingPasswords.has(word)) {
    const text = `Programs would hand the passwords of people at ${domainOf(net.name)} to another server.`;
    return [reason('dns.login_service', text)];
  }
  if (isFirst(net)) return [];
  if (carrying.has(word)) {
    const text = `Calls or messages for ${domainOf(net.name)} would go to another server.`;
    return [reason('dns.login_service', text)];
  }
  const from = new Set(net.before.map(leadOf));
  if (net.after.every((record) => from.has(leadOf(record)))) return [];
  const text = `Programs that use this service of ${domainOf(net.name)} would be led to another server.`;
  return [reason('dns.service', text)];
}

function leadOf({ data }: GuardedRecord): string {
  return JSON.stringify([data['target'], data['port']]);
}

/** NAPTR (RFC 3403): programs for calls, roaming and phones ask it before everything else. */
export const rewritingReasons = whenever(
  'dns.service',
  ({ name }) => `Programs that look up services of ${domainOf(name)} would be led to others.`,
);

/** Texts that say who somebody is. A first one takes nothing from anybody. */
export function identityReasons(net: Net): readonly GuardReason[] {
  if (!differs(net) || isFirst(net)) return [];
  const text = `Others would be taken for ${domainOf(net.name)}: its handle, its files, its realm or its logo.`;
  return [reason('dns.identity', text)];
}
