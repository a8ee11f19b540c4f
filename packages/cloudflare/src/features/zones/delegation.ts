import type { DnsAnswer } from '../dns/check/facts.ts';
import { responseCodes } from '../dns/check/facts.ts';
import { typeNumbers } from '../dns/wire.ts';
import type { NewZoneType } from './api.ts';

/** What the public resolver answers for the name of a zone that is to be created; absent where it did not answer. */
export interface Delegation {
  readonly nameServers: DnsAnswer | undefined;
  readonly signer: DnsAnswer | undefined;
}

/** As many name servers as a warning names. */
const mostNamed = 4;

const host = /^(?=.{1,253}$)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/u;

/**
 * What a person should know before a domain is added: who serves it at present, and what breaks when the registrar
 * is changed in the wrong order (dns/zone-setups/full-setup/setup; RFC 6781 section 4.3.5 for DNSSEC).
 */
export function delegationWarnings(type: NewZoneType, delegation: Delegation): readonly string[] {
  if (type === 'partial') return [partial];
  const { nameServers, signer } = delegation;
  return [
    ...(nameServers === undefined ? [unknown] : [presentServers(nameServers)]),
    ...(signer !== undefined && recordsOf(signer, 'DS').length > 0 ? [signed] : []),
  ];
}

const partial =
  'A partial zone needs the Business or Enterprise plan, and a new zone is on Free. The domain stays where it is served now: a TXT record there proves who owns it, and each host is sent here by a CNAME to HOST.cdn.cloudflare.net.';

const unknown =
  'Who serves this domain at present could not be found out: the public resolver did not answer. Copy every record before the registrar is changed.';

const signed =
  'The registrar publishes a DS record. Remove it there and wait for its TTL before the name servers are changed, or resolvers that validate will refuse the whole domain; enable DNSSEC here afterwards (update_dnssec).';

function presentServers(answer: DnsAnswer): string {
  if (answer.status === responseCodes.nameError) {
    return 'No registry delegates this domain: check that it is registered, and spelt so. Cloudflare refuses domains that are not.';
  }
  const servers = recordsOf(answer, 'NS')
    .map(({ data }) => data.toLowerCase().replace(/\.$/u, ''))
    .filter((name) => host.test(name));
  if (servers.length === 0) {
    return 'The public resolver names no name servers for this domain. A zone is a registered domain, not a host in it.';
  }
  const shown = servers.slice(0, mostNamed).join(', ');
  return `${shown} serve this domain at present. Before the registrar is changed, every record they have must be here: import_dns_records takes their zone file. What is missing then, the website or the mail, is gone.`;
}

function recordsOf({ answers }: DnsAnswer, type: 'NS' | 'DS') {
  return answers.filter((record) => record.type === typeNumbers[type]);
}
