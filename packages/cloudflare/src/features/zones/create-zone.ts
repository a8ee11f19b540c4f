import { InputError, type PlannedChanges, SafeError, type ToolContext, urlOf } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { chosenAccount } from '../../account.ts';
import { zoneArgument } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { defineAccountWrite } from '../../tool.ts';
import { domainName, zoneId, zoneKey } from '../../zone-key.ts';
import { type DnsAnswer, type DnsQuestion, responseCodes } from '../dns/check/facts.ts';
import { typeNumbers } from '../dns/wire.ts';
import type { NewZoneType } from './api.ts';
import { createZoneChange } from './change.ts';

export const createZone = defineAccountWrite({
  name: 'create_zone',
  title: 'Create zone',
  description:
    'Add a domain. It stays pending until the registrar names the name_servers of the answer; copy its records first.',
  toolset: 'zones',
  effect: 'create',
  permissions: ['Zone Write'],
  scopes: 'argument',
  input: {
    zone: zoneArgument.describe('The registered domain.'),
    account: z.string().min(1).max(200).optional().describe('Name or id, if there are several.'),
    type: z.enum(['full', 'partial']).optional().describe('partial: DNS stays elsewhere (Business).'),
  },
  plan: ({ zone, account, type = 'full' }, context) => planned(zone, account, type, context),
  example: { zone: 'fresh-start.example' },
  hostile: { zone: 'fresh.example/../accounts' },
  requests: ['GET /accounts', 'GET /dns-query', 'POST /zones'],
});

async function planned(
  given: string,
  account: string | undefined,
  type: NewZoneType,
  { services }: ToolContext<Services>,
): Promise<PlannedChanges> {
  const name = nameOf(given);
  if (zoneId.test(name)) {
    throw new InputError('zone: an id; a new zone is given by its name, such as example.com', {
      nextStep: 'Give the name of the domain.',
    });
  }
  services.zones.requireAllowed(name);
  const owner = chosenAccount(await services.api.accounts.reached(services.allowedZones), account);
  const [same, above, delegation] = await Promise.all([
    services.api.zones.named([name]),
    zoneAbove(name, services),
    delegationOf(name, type, services),
  ]);
  if (above !== undefined) throw isHost(name, above);
  const own = same.find((zone) => zone.account.id === owner.id);
  if (own !== undefined) {
    if (own.type !== type) throw isOfOtherType(name, own.type ?? 'unknown');
    return {
      changes: [],
      warnings: [`The account has this zone already; its status is ${own.status ?? 'unknown'}.`],
    };
  }
  return {
    changes: [createZoneChange(name, type, owner)],
    warnings: [
      ...(same.length > 0 ? ['Another account that this token sees has a zone of this name.'] : []),
      ...delegationWarnings(type, delegation),
    ],
  };
}

/** @throws {InputError} that says which name may be meant, where an address was given. */
function nameOf(given: string): string {
  try {
    return zoneKey(given);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const host = urlOf(given)?.hostname.replace(/^www\./u, '') ?? '';
    const meant = domainName.test(host) ? host : 'example.com';
    throw new InputError('zone: no domain name.', {
      nextStep: `Give the registered domain alone, such as ${meant}.`,
    });
  }
}

/** The closest zone that the name would be a host of. */
async function zoneAbove(name: string, { api, zones }: Services): Promise<string | undefined> {
  const labels = name.split('.');
  const parents = labels.slice(1, -1).map((_, index) => labels.slice(index + 1).join('.'));
  const visible = parents.filter((parent) => zones.mayExist(parent));
  return (await api.zones.named(visible)).find(({ plan }) => plan !== 'enterprise')?.name;
}

async function delegationOf(name: string, type: NewZoneType, { resolver }: Services): Promise<Delegation> {
  if (type === 'partial') return { nameServers: undefined, signer: undefined };
  const ask = (question: DnsQuestion) => resolver.ask(question).catch(unanswered);
  const [nameServers, signer] = await Promise.all([ask({ name, type: 'NS' }), ask({ name, type: 'DS' })]);
  return { nameServers, signer };
}

/** Without the resolver a zone can still be created; the warning says what is not known. */
function unanswered(error: unknown): DnsAnswer | undefined {
  if (error instanceof SafeError && error.code !== 'cancelled') return undefined;
  throw error;
}

function isHost(name: string, zone: string): InputError {
  return new InputError(`zone: ${name} is a name in the zone ${zone}, which is there already.`, {
    nextStep: `Create records for it there (create_dns_record, zone ${zone}). Zones of subdomains are for Enterprise.`,
  });
}

function isOfOtherType(name: string, type: string): InputError {
  return new InputError(`zone: ${name} is there already, as a ${type} zone.`, {
    nextStep: 'The type of a zone is changed in the dashboard, and not by this server.',
  });
}

/** What the public resolver answers for the name of a zone that is to be created; absent where it did not answer. */
interface Delegation {
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
function delegationWarnings(type: NewZoneType, delegation: Delegation): readonly string[] {
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
