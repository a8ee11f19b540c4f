import type { GuardReason } from '@crunchtools/mcp-core';
import { domainOf, labelsOf, type Net, type NetJudge, sayable } from './net.ts';
import type { GuardedRecord } from './record.ts';
import { type DnsGuard, reason } from './table.ts';

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
