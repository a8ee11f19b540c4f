import { isJsonObject, type JsonObject, type JsonValue, path, SafeError } from '@crunchtools/mcp-core';
import type { RawApi } from '../api/connection.ts';
import { isDataType, isRecordType } from '../features/dns/types.ts';
import { settingIds } from '../features/settings/settings.ts';

/** Whether a belief holds. `not_seen`: the account has nothing that could tell. `not_read`: the token may not read it. */
export type FactVerdict = 'holds' | 'differs' | 'not_seen' | 'not_read';

export interface Seen {
  readonly verdict: FactVerdict;
  /** Types and names of members that Cloudflare gives: never a value, and no name that a user could choose. */
  readonly shape?: string;
}

export const notSeen: Seen = { verdict: 'not_seen' };

export function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** Whether all of them are so; which shapes there were, each once. */
export function everyOne<Item>(
  items: readonly Item[],
  holds: (item: Item) => boolean,
  shape: (item: Item) => string,
): Seen {
  if (items.length === 0) return notSeen;
  const shapes = [...new Set(items.map(shape))].toSorted().slice(0, 10).join('; ');
  return { verdict: items.every(holds) ? 'holds' : 'differs', shape: shapes };
}

export function typeOf(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return value === null ? 'null' : 'absent';
  if (Array.isArray(value)) return 'list';
  return isJsonObject(value) ? 'object' : typeof value;
}

/** The types of these members: `id string, ttl number`. */
export function typesOf(object: JsonObject, names: readonly string[]): string {
  return names.map((name) => `${name} ${typeOf(object[name])}`).join(', ');
}

/** Text with its letters and digits replaced: `0000-00-00T00:00:00.000000Z`. For times only. */
export function formOf(value: JsonValue | undefined): string {
  if (typeof value !== 'string') return typeOf(value);
  return /^[\dTZ:.+-]{1,40}$/u.test(value) ? value.replaceAll(/\d/gu, '0') : 'another form';
}

export function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** One belief of docs/unproved.md, and how an account tells whether it holds. */
export interface Fact {
  readonly id: string;
  readonly believed: string;
  look(account: Account): Promise<Seen>;
}

/** What several facts look at, read once. */
export interface Account {
  readonly raw: RawApi;
  /** Some of the zones that the token sees. */
  readonly zones: readonly JsonObject[];
  readonly zoneIds: readonly string[];
  /** A page of records of each zone. */
  records(): Promise<readonly JsonObject[]>;
  /** The rules of our phases in each zone. */
  rules(): Promise<readonly JsonObject[]>;
}

export async function statusAndCode(read: Promise<unknown>): Promise<string> {
  try {
    await read;
    return 'an answer';
  } catch (error) {
    if (!(error instanceof SafeError)) throw error;
    const { status, errors } = error.details ?? {};
    const codes = objectsIn(errors).map(({ code }) => (typeof code === 'number' ? code : '?'));
    return `HTTP ${typeof status === 'number' ? status : '?'}, codes ${codes.join(' ')}`;
  }
}

export function equals(shape: string, expected: string): Seen {
  return { verdict: shape === expected ? 'holds' : 'differs', shape };
}

export function firstZone(account: Account): string | undefined {
  return account.zoneIds[0];
}

const ruleMembers = ['id', 'ref', 'version', 'expression', 'enabled'];
const ruleTypes = 'id string, ref string, version string, expression string, enabled boolean';
const limitTypes = 'mitigation_timeout number, requests_to_origin boolean';
const queryForms: ReadonlySet<string> = new Set(['absent', 'object', 'list']);

async function settingsKnown({ raw }: Account, zoneId: string): Promise<Seen> {
  const unknown: string[] = [];
  for (const id of settingIds) {
    const seen = await statusAndCode(raw.read(path`/zones/${zoneId}/settings/${id}`));
    if (seen.startsWith('HTTP 403')) return { verdict: 'not_read' };
    if (seen !== 'an answer') unknown.push(id);
  }
  const shape = `not answered: ${unknown.length === 0 ? 'none' : unknown.join(', ')}`;
  return { verdict: unknown.length === 0 ? 'holds' : 'differs', shape };
}

/** The shape of every Page Rule of a zone. */
async function pageRuleShapes({ raw }: Account, zoneId: string): Promise<readonly string[]> {
  const rules = objectsIn((await raw.read(path`/zones/${zoneId}/pagerules`)).result);
  const priorities = rules.map(({ priority }) => Number(priority)).toSorted((one, other) => one - other);
  const gaps = priorities.every((priority, index) => priority === index + 1) ? 'without' : 'with';
  return rules.map(({ targets }) => `targets ${objectsIn(targets).length}, priorities ${gaps} gaps`);
}

/** Of every entry point that the list of rulesets names, whether it has the version that it has by itself. */
async function listedVersions({ raw }: Account, zoneId: string): Promise<readonly string[]> {
  const { result } = await raw.read(path`/zones/${zoneId}/rulesets`, { per_page: 50 });
  const seen: string[] = [];
  for (const { id, kind, phase, version } of objectsIn(result)) {
    if (kind !== 'zone' || typeof phase !== 'string') continue;
    const { result: alone } = await raw.read(path`/zones/${zoneId}/rulesets/phases/${phase}/entrypoint`);
    const same = nested(alone, 'id') === id && nested(alone, 'version') === version;
    seen.push(same ? sameVersion : 'another version');
  }
  return seen;
}

const sameVersion = 'the same version';

function nested(value: JsonValue | undefined, ...names: readonly string[]): JsonValue | undefined {
  const [first, ...others] = names;
  if (first === undefined) return value;
  return isJsonObject(value) ? nested(value[first], ...others) : undefined;
}

function limitShape(limit: JsonObject): string {
  return typesOf(limit, ['mitigation_timeout', 'requests_to_origin']);
}

/** What stands at a place of the rules that have an object there. */
async function objectsOfRules(account: Account, ...place: readonly string[]): Promise<readonly JsonObject[]> {
  return (await account.rules()).map((rule) => nested(rule, ...place)).filter(isJsonObject);
}

/** What settings, DNSSEC, Page Rules and rules tell. */
export const configurationFacts: readonly Fact[] = [
  {
    id: 'settings-known',
    believed: 'every setting that this server offers is answered',
    async look(account) {
      const zoneId = firstZone(account);
      return zoneId === undefined ? notSeen : settingsKnown(account, zoneId);
    },
  },
  {
    id: 'dnssec-time',
    believed: 'modified_on of DNSSEC has microseconds and an offset',
    async look(account) {
      const zoneId = firstZone(account);
      if (zoneId === undefined) return notSeen;
      const { result } = await account.raw.read(path`/zones/${zoneId}/dnssec`);
      const time = nested(result, 'modified_on');
      return typeof time === 'string' ? equals(formOf(time), '0000-00-00T00:00:00.000000+00:00') : notSeen;
    },
  },
  {
    id: 'page-rule-shape',
    believed: 'a Page Rule has one target with matches, and priorities rise from 1 without gaps',
    async look(account) {
      const shapes: string[] = [];
      for (const zoneId of account.zoneIds) shapes.push(...(await pageRuleShapes(account, zoneId)));
      const right = 'targets 1, priorities without gaps';
      return everyOne(
        shapes,
        (shape) => shape === right,
        (shape) => shape,
      );
    },
  },
  {
    id: 'ruleset-list',
    believed: 'the list of rulesets has the version of every entry point',
    async look(account) {
      const zoneId = firstZone(account);
      if (zoneId === undefined) return notSeen;
      const seen = await listedVersions(account, zoneId);
      return everyOne(
        seen,
        (one) => one === sameVersion,
        (one) => one,
      );
    },
  },
  {
    id: 'rule-shape',
    believed: 'rules have id, ref, version and expression; versions are decimal numbers as text',
    look: async (account) =>
      everyOne(
        await account.rules(),
        (rule) => typesOf(rule, ruleMembers) === ruleTypes && /^\d+$/u.test(textOf(rule['version'])),
        (rule) => typesOf(rule, ruleMembers),
      ),
  },
  {
    id: 'ratelimit-defaults',
    believed: 'rate limits come with mitigation_timeout and requests_to_origin',
    async look(account) {
      const limits = await objectsOfRules(account, 'ratelimit');
      return everyOne(limits, (limit) => limitShape(limit) === limitTypes, limitShape);
    },
  },
  {
    id: 'cache-key-form',
    believed: 'the query string of a cache key is an object or a list',
    async look(account) {
      const place = ['action_parameters', 'cache_key', 'custom_key', 'query_string'];
      return everyOne(
        await objectsOfRules(account, ...place),
        (query) => ['include', 'exclude'].every((name) => queryForms.has(typeOf(query[name]))),
        (query) => typesOf(query, ['include', 'exclude']),
      );
    },
  },
];

const zoneMembers = ['id', 'name', 'status', 'paused', 'type', 'name_servers', 'account', 'plan', 'meta'];
const zoneTypes =
  'id string, name string, status string, paused boolean, type string, name_servers list, account object, plan object, meta object';
const recordMembers = ['id', 'name', 'type', 'ttl', 'proxied'];
const recordTypes = 'id string, name string, type string, ttl number, proxied boolean';
const dotted: ReadonlySet<string> = new Set(['HTTPS', 'SVCB', 'NAPTR']);

/** The type of a record, unless somebody made it up. */
function shownType({ type }: JsonObject): string {
  return typeof type === 'string' && isRecordType(type) ? type : 'another type';
}

function targetOf({ type, data, content }: JsonObject): JsonValue | undefined {
  if (isJsonObject(data)) return type === 'NAPTR' ? data['replacement'] : data['target'];
  return content;
}

function hasDot(record: JsonObject): boolean {
  const target = targetOf(record);
  return typeof target === 'string' && target.length > 1 && target.endsWith('.');
}

function isWildcard({ name }: JsonObject): boolean {
  return textOf(name).startsWith('*.');
}

/** An answer without wildcards says nothing where a page of records shows none: the zones may have none. */
async function asteriskPrefix(account: Account): Promise<Seen> {
  const { raw, zoneIds } = account;
  const found: JsonObject[] = [];
  for (const zoneId of zoneIds) {
    const query = { 'name.startswith': '*.', per_page: 100 };
    found.push(...objectsIn((await raw.read(path`/zones/${zoneId}/dns_records`, query)).result));
  }
  if (found.length === 0 && (await account.records()).some(isWildcard)) {
    return { verdict: 'differs', shape: 'none of the wildcards' };
  }
  return everyOne(found, isWildcard, (record) => (isWildcard(record) ? 'wildcards' : 'other names'));
}

/** What zones and DNS records tell. */
export const zoneFacts: readonly Fact[] = [
  {
    id: 'zones-per-page',
    believed: '/zones takes per_page from 1 to 100',
    async look({ raw }) {
      const sizes: unknown[] = [];
      for (const size of [1, 100]) {
        sizes.push((await raw.read(path`/zones`, { per_page: size })).resultInfo.per_page);
      }
      return equals(sizes.join(', '), '1, 100');
    },
  },
  {
    id: 'zone-shape',
    believed: 'a zone has the members of the recordings of 2025',
    look: async ({ zones }) =>
      everyOne(
        zones,
        (zone) => typesOf(zone, zoneMembers) === zoneTypes,
        (zone) => typesOf(zone, zoneMembers),
      ),
  },
  {
    id: 'zone-name-unicode',
    believed: 'IDN zones are named in Unicode',
    async look({ zones }) {
      const names = zones.map(({ name }) => name).filter((name) => typeof name === 'string');
      const idn = names.filter((name) => /xn--|[^\u0020-\u007e]/u.test(name));
      return everyOne(
        idn,
        (name) => !name.includes('xn--'),
        (name) => (name.includes('xn--') ? 'A-labels' : 'Unicode'),
      );
    },
  },
  {
    id: 'empty-list-pages',
    believed: 'an empty list has one page',
    async look(account) {
      const zoneId = firstZone(account);
      if (zoneId === undefined) return notSeen;
      const query = { 'content.exact': 'no-such-content-of-mcp-cloudflare-crunchtools', per_page: 5 };
      const { resultInfo } = await account.raw.read(path`/zones/${zoneId}/dns_records`, query);
      return equals(
        `total_count ${resultInfo.total_count}, total_pages ${resultInfo.total_pages}`,
        'total_count 0, total_pages 1',
      );
    },
  },
  {
    id: 'unknown-route',
    believed: 'an unknown path is answered with 400 and code 7000 alone',
    async look(account) {
      const zoneId = firstZone(account);
      if (zoneId === undefined) return notSeen;
      const read = account.raw.read(path`/zones/${zoneId}/no_such_thing_here`);
      return equals(await statusAndCode(read), 'HTTP 400, codes 7000');
    },
  },
  {
    id: 'malformed-id',
    believed: 'a malformed id is answered with code 7003',
    async look({ raw }) {
      const seen = await statusAndCode(raw.read(path`/zones/not-an-id/dns_records`));
      return { verdict: seen.includes('7003') ? 'holds' : 'differs', shape: seen };
    },
  },
  {
    id: 'record-shape',
    believed: 'every record has id, name, type, ttl and proxied',
    look: async (account) =>
      everyOne(
        await account.records(),
        (record) => typesOf(record, recordMembers) === recordTypes,
        (record) => typesOf(record, recordMembers),
      ),
  },
  {
    id: 'record-content',
    believed: 'every record of a type with data has content as well',
    async look(account) {
      const records = (await account.records()).filter(({ type }) => isDataType(textOf(type)));
      return everyOne(
        records,
        ({ content, data }) => typeof content === 'string' && isJsonObject(data),
        (record) => `${shownType(record)}: ${typesOf(record, ['content', 'data'])}`,
      );
    },
  },
  {
    id: 'data-numbers',
    believed: 'numbers inside data come as numbers',
    async look(account) {
      const members = ['flags', 'priority', 'weight', 'port', 'algorithm', 'usage', 'selector', 'type'];
      const records = (await account.records()).flatMap(({ data, type }) =>
        isJsonObject(data) && isDataType(textOf(type)) && type !== 'NAPTR' ? [data] : [],
      );
      const typesIn = (data: JsonObject): readonly string[] =>
        members.filter((name) => data[name] !== undefined).map((name) => `${name} ${typeOf(data[name])}`);
      const seen = records.filter((data) => typesIn(data).length > 0);
      return everyOne(
        seen,
        (data) => typesIn(data).every((type) => type.endsWith(' number')),
        (data) => typesIn(data).join(', '),
      );
    },
  },
  {
    id: 'target-dots',
    believed: 'only targets of SVCB, HTTPS and NAPTR have a final dot',
    async look(account) {
      const targets = new Set(['CNAME', 'MX', 'NS', 'PTR', 'SRV', ...dotted]);
      const records = (await account.records()).filter(({ type }) => targets.has(textOf(type)));
      return everyOne(
        records,
        (record) => dotted.has(textOf(record['type'])) || !hasDot(record),
        (record) => `${shownType(record)} ${hasDot(record) ? 'with' : 'without'} a dot`,
      );
    },
  },
  {
    id: 'asterisk-prefix',
    believed: 'name.startswith takes an asterisk literally',
    look: asteriskPrefix,
  },
  {
    id: 'service-records',
    believed: "records of Cloudflare's services are marked in meta",
    async look(account) {
      const marked = ['read_only', 'email_routing', 'origin_worker_id', 'managed_by_apps', 'auto_added'];
      const metas = (await account.records()).flatMap(({ meta }) => (isJsonObject(meta) ? [meta] : []));
      const seen = metas.filter((meta) => marked.some((name) => meta[name] !== undefined));
      return everyOne(
        seen,
        () => true,
        (meta) => marked.filter((name) => meta[name] !== undefined).join(', '),
      );
    },
  },
  {
    id: 'record-quota',
    believed: 'dns_records/usage tells the quota',
    async look(account) {
      const zoneId = firstZone(account);
      if (zoneId === undefined) return notSeen;
      const { result } = await account.raw.read(path`/zones/${zoneId}/dns_records/usage`);
      const shape = isJsonObject(result) ? typesOf(result, ['record_quota', 'record_usage']) : typeOf(result);
      return equals(shape, 'record_quota number, record_usage number');
    },
  },
  {
    id: 'export-soa',
    believed: 'the export writes the owner of the SOA record without a final dot',
    async look(account) {
      const zoneId = firstZone(account);
      if (zoneId === undefined) return notSeen;
      const lines = (await account.raw.export(zoneId)).split('\n');
      const line = lines.find((text) => /\sSOA\s/u.test(text));
      if (line === undefined) return notSeen;
      return equals(/^\S+\.\s/u.test(line) ? 'with a dot' : 'without a dot', 'without a dot');
    },
  },
];
