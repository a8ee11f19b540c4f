import type { Guard, GuardReason } from '@crunchtools/mcp-core';

/** What is asked about in DNS; `docs/approval.md` shows it to people who decide whether to use this server. */
const table = {
  'dns.delegation': {
    asked: 'NS records that are new, changed or gone.',
    why: 'Other servers would answer for a whole branch of the zone, or none.',
    example: 'create_dns_record NS shop ns1.example.net',
  },
  'dns.ds': {
    asked: 'DS records that are new, changed or gone.',
    why: 'A DS record that does not fit its keys makes the branch unreachable for everybody who validates.',
    example: 'update_dns_record of a DS record with another digest',
  },
  'dns.dnskey': {
    asked: 'DNSKEY records that are new, changed or gone.',
    why: 'A key that does not fit can make the zone unreachable; one of a stranger lets the stranger sign.',
    example: 'create_dns_record DNSKEY @ 257 3 13 …',
  },
  'dns.caa': {
    asked:
      'CAA records that let another authority issue certificates or forbid one to; not those that only say where to report, unless they are critical, report to others, or end the rules of a name above.',
    why: 'A stranger could get a certificate for the site, or the next renewal fails.',
    example: 'create_dns_record CAA @ 0 issue "ca.example.net"',
  },
  'dns.mail': {
    asked: 'MX records that are new, changed (also the priority) or gone; also those that refuse mail.',
    why: 'Mail would go to another server, where a stranger can read it, or is lost.',
    example: 'update_dns_record of an MX record with another host',
  },
  'dns.spf': {
    asked:
      'SPF that is new, that lets more servers send, that is less strict with others, that lists a sender no longer, that cannot be read, that there is twice, or that is gone. Not one that is only stricter with servers that it does not list.',
    why: 'Strangers could send mail as the domain, or the mail of a sender that is in use is refused.',
    example: 'update_dns_record of v=spf1 … -all with ?all',
  },
  'dns.dmarc': {
    asked:
      'DMARC that is new, weaker (p, sp, np, pct, t, psd, adkim, aspf), that reports to others, that cannot be read, that there is twice, or that is gone. Not one that is only stricter.',
    why: 'Forged mail of the domain would be delivered, or the owner no longer learns of it.',
    example: 'update_dns_record of v=DMARC1; p=reject with p=none',
  },
  'dns.dkim': {
    asked: 'A key for DKIM that is new, another one, empty, only for tests, or gone.',
    why: 'Whoever holds the key can sign mail as the domain; without it, mail in transit fails its checks.',
    example: 'create_dns_record CNAME s1._domainkey s1.mailer.example.net',
  },
  'dns.mta_sts': {
    asked:
      'MTA-STS that is new, cannot be read, there twice or gone, and its host mta-sts. Not another id, which only makes senders read the policy again.',
    why: 'Other servers would send mail without encryption, or refuse to send it.',
    example: 'update_dns_record of the CNAME mta-sts',
  },
  'dns.tls_rpt': {
    asked: 'TLS reports that go elsewhere, cannot be read, or are gone.',
    why: 'The owner no longer learns that mail cannot be delivered with encryption.',
    example: 'update_dns_record of _smtp._tls with another rua',
  },
  'dns.certificate': {
    asked:
      'Records at _acme-challenge and its like, and aliases to hosts where authorities look for a proof, that are new, changed or gone.',
    why: 'They prove control over the name: whoever asked for the proof gets a certificate for it.',
    example: 'create_dns_record TXT _acme-challenge …',
  },
  'dns.tlsa': {
    asked: 'TLSA records that are new, changed or gone.',
    why: 'Servers that check them refuse to deliver mail, or to connect, when they do not fit the certificate.',
    example: 'create_dns_record TLSA _25._tcp.mail 3 1 1 …',
  },
  'dns.keys': {
    asked:
      'OPENPGPKEY, SMIMEA, CERT and SSHFP records that are changed or gone, and new ones of the first two.',
    why: 'Mail would be encrypted for, or a login trusted of, whoever holds the other key.',
    example: 'update_dns_record of an SSHFP record with another fingerprint',
  },
  'dns.login_service': {
    asked:
      'SRV records of mail, directory, call and chat services that are changed or gone, and new ones of those that take passwords.',
    why: 'Programs would hand the passwords, mail and calls of people to another server.',
    example: 'create_dns_record SRV _autodiscover._tcp 0 0 443 mail.example.net',
  },
  'dns.service': {
    asked:
      'SRV and URI records of every other service that lead to another server, or one more; NAPTR records that are new, changed or gone.',
    why: 'Programs would be led to another server: databases, games and calls with their passwords.',
    example: 'update_dns_record of _mongodb._tcp with another target',
  },
  'dns.identity': {
    asked: 'Records at _atproto, _dnslink, _kerberos and _bimi that are changed or gone, and a second one.',
    why: 'A stranger would be taken for the company: its handle, the files of its site, its realm, its logo beside mail.',
    example: 'update_dns_record of the TXT record _atproto with another did',
  },
  'dns.asked_name': {
    asked:
      'Addresses of names that programs ask for by themselves: wpad, isatap, enterpriseenrollment, lyncdiscover, openpgpkey and their like.',
    why: 'Programs take a proxy, settings, or keys from whoever answers there.',
    example: 'create_dns_record A wpad 203.0.113.9',
  },
  'dns.apex': {
    asked: 'The addresses of the zone itself: A, AAAA and CNAME.',
    why: 'Everybody who visits the site would reach another server, or none.',
    example: 'update_dns_record of the A record of example.com',
  },
  'dns.wildcard': {
    asked: 'Wildcards that are new, changed or gone.',
    why: 'They answer for every name that has no records of its own.',
    example: 'create_dns_record A * 203.0.113.9',
  },
  'dns.below_wildcard': {
    asked:
      'A name that a wildcard answers for, and that it would answer for no longer because a record comes to the name or below it; not where the record says the same, where the name says that it is for tests, or where a label serves a protocol (`_dmarc`) and the wildcard does not.',
    why: 'A name that exists gets nothing from a wildcard, of no type (RFC 4592): whoever uses it reaches another server, or none.',
    example: 'create_dns_record TXT shop, where the wildcard *.example.com has the address',
  },
  'dns.mail_host': {
    asked:
      'Addresses of hosts that MX records name, or that have a usual name of a mail host: mail, smtp, imap, mx1, autodiscover and their like.',
    why: 'Mail and passwords would go to another server, or mail stops; a proxied host takes no mail.',
    example: 'update_dns_record of the A record of mail with proxied: true',
  },
  'dns.name_server': {
    asked:
      'Addresses of hosts that NS records name, or that have a usual name of a name server: ns1, dns2 and their like.',
    why: 'Another server would answer for all that is delegated to them, or none.',
    example: 'update_dns_record of the A record of ns1',
  },
  'dns.origin_exposed': {
    asked:
      'A name that is proxied no longer, also when its record is made anew, and an open name with the address of a proxied one, or with the host that it is an alias of.',
    why: 'The address of the origin becomes known, and whoever has it can go past every protection of Cloudflare.',
    example: 'update_dns_record of www with proxied: false',
  },
  'dns.proxied_service': {
    asked: 'A name of a service other than HTTP that becomes proxied: ssh, ftp, vpn, sip and their like.',
    why: 'The proxy passes HTTP on only: the service stops.',
    example: 'update_dns_record of vpn with proxied: true',
  },
  'dns.unreachable': {
    asked: 'An address that becomes one that the internet cannot reach, such as 127.0.0.1 or 10.0.0.1.',
    why: 'Nobody outside reaches the host any more.',
    example: 'update_dns_record of www with content 127.0.0.1',
  },
  'dns.moved': {
    asked:
      'A host whose address or alias becomes another one, or one more, or whose record becomes one of another type; not where its name says that it is for tests (dev, staging and their like).',
    why: 'Whoever uses the host reaches another server from then on, and hands it passwords and data.',
    example: 'update_dns_record of api with content 203.0.113.9',
  },
  'dns.service_binding': {
    asked:
      'HTTPS and SVCB records that lead to another host, address or port, or nowhere, or set more than the protocol.',
    why: 'Browsers follow them before they ask for an address.',
    example: 'create_dns_record HTTPS www 0 www.example.net',
  },
  'dns.renamed': {
    asked: 'Every other record that moves to another name.',
    why: 'The name that it had stops resolving, as with a deletion.',
    example: 'update_dns_record of blog with name news',
  },
  'dns.deleted': {
    asked: 'The deletion of every other record.',
    why: 'It stops resolving at once.',
    example: 'delete_dns_record of a TXT record',
  },
} as const satisfies Readonly<Record<string, Omit<Guard, 'id'>>>;

export type DnsGuard = keyof typeof table;

export const dnsGuards: readonly Guard[] = Object.entries(table).map(([id, row]) => ({ id, ...row }));

/** A reason for which the change is shown whole. */
export function reason(guard: DnsGuard, text: string): GuardReason {
  return { guard, text, kind: 'value' };
}
