import type { GuardReason } from '@crunchtools/mcp-core';
import { Refusal } from '../../problem.ts';
import { parseIPv4, parseIPv6, unreachable } from '../address.ts';
import { labelsOf, type Net, sayable } from './net.ts';
import type { GuardedRecord } from './record.ts';
import { reason } from './table.ts';

/** What is known of a host beside its own records: who names it. */
export interface Naming {
  readonly byMail: boolean;
  readonly byDelegation: boolean;
  readonly byService: boolean;
  /** Whether a proxied record leads to the address or host of this one, and no open one does. */
  readonly isOrigin: (record: GuardedRecord) => boolean;
}

/** Parts of usual names of hosts that take or hand out mail. */
const mailWords = words(
  'mail email webmail smtp smtps imap imaps pop pop3 pops mx mta relay mailgw mailer mailserver mailhost mailhub inbound outbound exchange owa zimbra postfix submission',
);
/** Hosts that mail programs ask for settings, with the password of their user; proxied or not. */
const discoveryWords = words('autodiscover autoconfig');
/** Names that programs ask for by themselves, whole: proxies, tunnels, the management of devices, chats, keys for mail. */
const askedNames = words(
  'wpad isatap enterpriseenrollment enterpriseregistration lyncdiscover lyncdiscoverinternal msoid openpgpkey',
);
const nameServerWords = words('ns dns nameserver');
/** Services that the proxy does not pass on (developers.cloudflare.com/fundamentals/reference/network-ports). */
const serviceWords = words(
  'ssh sftp ftp ftps vpn wg wireguard openvpn ipsec rdp vnc sip sips pbx voip turn stun xmpp jabber irc ldap ldaps dc db database mysql mariadb postgres postgresql pg mongo mongodb redis mssql sql mqtt amqp rabbitmq kafka smb nfs rsync git minecraft mc game teamspeak ts ts3 ntp syslog snmp radius bastion jump',
);

export const addressTypes: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME']);
/** Names that say that nobody relies on them. */
const testWords = words(
  'dev devel development test tests testing staging stage stg qa uat preview sandbox demo lab labs tmp temp scratch',
);

function words(list: string): ReadonlySet<string> {
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
  return !(address instanceof Refusal) && unreachable(address) !== undefined;
}
