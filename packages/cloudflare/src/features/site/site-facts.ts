import { PermissionError, RejectedError, SafeError } from '@crunchtools/mcp-core';
import type { ZoneContext } from '../../tool.ts';
import { type Asked, type CheckedName, needsTarget, responseCodes } from '../dns/check/facts.ts';
import { toAsciiName } from '../dns/names.ts';
import { readName } from '../dns/record-shape.ts';
import type { RecordType } from '../dns/types.ts';
import { valueFromApi } from '../settings/settings.ts';
import { configurationOf, findRules } from '../trace/configuration.ts';
import {
  isThroughCloudflare,
  type ReadSetting,
  readSettings,
  type Sibling,
  type SiteFacts,
  siblingOf,
  webRecords,
} from './facts.ts';
import { needsDnssec } from './signatures.ts';
import { visitor } from './way.ts';

/** Sentences about what could not be read, each once. */
class Unread {
  readonly #sentences = new Set<string>();

  get sentences(): readonly string[] {
    return [...this.#sentences];
  }

  /** What was read, or `undefined` after noting why there is none. @throws {SafeError} for what is no refusal. */
  async unlessRefused<Result>(what: string, reading: Promise<Result>): Promise<Result | undefined> {
    try {
      return await reading;
    } catch (error) {
      if (!(error instanceof PermissionError || error instanceof RejectedError)) throw error;
      this.#sentences.add(`${what} could not be read: ${whyNot(error)}.`);
      return undefined;
    }
  }

  /** The same for the resolver: nothing but a cancellation ends the call. */
  async unlessSilent<Result>(asking: Promise<Result>): Promise<Result | undefined> {
    try {
      return await asking;
    } catch (error) {
      if (!(error instanceof SafeError) || error.code === 'cancelled') throw error;
      this.#sentences.add(
        'The public resolver did not answer: what the world sees is not known. Call again.',
      );
      return undefined;
    }
  }

  note(sentence: string): void {
    this.#sentences.add(sentence);
  }
}

/** Names of permissions are ours; the words of a refusal are not. */
function whyNot({ details }: SafeError): string {
  const permission = details?.['permission'];
  return typeof permission === 'string' ? `the token lacks ${permission}` : 'Cloudflare refuses it';
}

type Context = Pick<ZoneContext, 'api' | 'resolver' | 'zone' | 'zoneRules' | 'recentLists'>;

/**
 * Reads what a verdict is made from: of the API what the zone holds, of the public resolver what the world sees. The site
 * itself is not asked.
 * @throws {SafeError} when the zone cannot be read, and for failures that are no refusals.
 */
export async function readSite(
  { host, path, now }: Pick<SiteFacts, 'host' | 'path' | 'now'>,
  context: Context,
): Promise<SiteFacts> {
  const unread = new Unread();
  const zone = await context.api.zones.get(context.zone.id);
  const isFull = zone.type !== 'partial';
  // Without validation: where that fails, who serves the zone has to be known all the same.
  const ask = (type: RecordType) =>
    unread.unlessSilent(context.resolver.ask({ name: zone.name, type }, type === 'NS'));
  const [nameServers, signer, checked, sibling] = await Promise.all([
    isFull ? ask('NS') : undefined,
    isFull ? ask('DS') : undefined,
    unread.unlessRefused('Records', readName(host, context, zone)),
    readSibling(siblingOf(host, zone.name), context, unread),
  ]);
  const asked = checked && (await unread.unlessSilent(askAddresses(checked, context)));
  const known = { host, path, now, zone, nameServers, signer, checked, asked, sibling };
  const dnssec = needsDnssec(known)
    ? await unread.unlessRefused('DNSSEC', context.api.dnssec.get(zone.id))
    : undefined;
  const visited = isThroughCloudflare(known) ? await readVisited(known, context, unread) : unvisited;
  return { ...known, dnssec, ...visited, unread: unread.sentences };
}

/** Its own records, or those of the wildcard of the zone. */
async function readSibling(
  name: string | undefined,
  { api, zone }: Context,
  unread: Unread,
): Promise<Sibling | undefined> {
  if (name === undefined) return undefined;
  const records = await unread.unlessRefused('Records', api.dns.listAll(zone.id, { name }));
  if (records === undefined || records.length > 0 || name === zone.name) return { name, records };
  return { name, records: await api.dns.listAll(zone.id, { name: `*.${zone.name}` }) };
}

/** One question, and those that its answer leads to. */
async function askAddresses(checked: CheckedName, { resolver }: Context): Promise<Asked> {
  const web = webRecords(checked.records);
  const type =
    web.length > 0 && web.every((record) => record.type === 'AAAA' && record.proxied !== true) ? 'AAAA' : 'A';
  const question = { name: checked.name, type } as const;
  const answer = await resolver.ask(question);
  if (answer.status === responseCodes.serverFailure) {
    return { type, answer, unchecked: await resolver.ask(question, true) };
  }
  const target = targetOf(checked, type);
  return target === undefined
    ? { type, answer }
    : { type, answer, target: await resolver.ask({ name: target, type }) };
}

/** The target of an alias that the answer for the host does not show. */
function targetOf(checked: CheckedName, type: RecordType): string | undefined {
  const alias = webRecords(checked.records).find((record) => record.type === 'CNAME');
  if (alias === undefined || (alias.proxied !== true && !needsTarget(checked, type))) return undefined;
  const name = toAsciiName(alias.content ?? '');
  return typeof name === 'string' && name !== '' ? name : undefined;
}

type Visited = Pick<SiteFacts, 'packs' | 'settings' | 'configuration' | 'tracer'>;

const unvisited: Visited = { packs: undefined, settings: {}, configuration: undefined, tracer: undefined };

async function readVisited(
  { zone, host, path }: Pick<SiteFacts, 'zone' | 'host' | 'path'>,
  context: Context,
  unread: Unread,
): Promise<Visited> {
  const { api } = context;
  const [packs, settings, rules, tracer] = await Promise.all([
    unread.unlessRefused('Certificates', api.certificates.packs(zone.id)),
    readEach(readSettings, context, unread),
    findRules(context),
    readTracer(zone, `https://${host}${path}`, api, unread),
  ]);
  if (rules.refused.size > 0) {
    unread.note(
      `Rules of ${[...rules.refused.keys()].join(', ')} could not be read: the token lacks a permission.`,
    );
  }
  if (rules.pageRules.rules === undefined) {
    unread.note('Page Rules could not be read: the token lacks Page Rules Read.');
  }
  const header = settings.ssl === 'off' ? await readEach(['security_header'], context, unread) : {};
  return { packs, settings: { ...settings, ...header }, configuration: configurationOf(rules), tracer };
}

async function readEach(
  ids: readonly ReadSetting[],
  { api, zone }: Context,
  unread: Unread,
): Promise<SiteFacts['settings']> {
  const found = await Promise.all(
    ids.map(async (id) => {
      const setting = await unread.unlessRefused('Settings', api.settings.get(zone.id, id));
      return [id, setting && valueFromApi(id, setting.value)] as const;
    }),
  );
  return Object.fromEntries(found.flatMap(([id, value]) => (typeof value === 'string' ? [[id, value]] : [])));
}

/** Of an active zone: others are not traced by Cloudflare. A failure of the tracer is none of the call. */
async function readTracer(
  { status, account }: SiteFacts['zone'],
  url: string,
  api: Context['api'],
  unread: Unread,
): Promise<SiteFacts['tracer']> {
  if (status !== 'active' || account.id === undefined) return undefined;
  try {
    return await api.requestTracer.trace(account.id, { url, headers: visitor });
  } catch (error) {
    if (!(error instanceof SafeError) || error.code === 'cancelled') throw error;
    const why =
      error instanceof PermissionError ? 'the token lacks Allow Request Tracer Read' : 'it did not answer';
    unread.note(`Cloudflare's own request tracer was left out: ${why}.`);
    return undefined;
  }
}
