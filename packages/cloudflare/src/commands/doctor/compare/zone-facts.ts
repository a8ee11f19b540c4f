import { isJsonObject, type JsonObject, type JsonValue, path } from '@crunchtools/mcp-core';
import { isDataType, isRecordType } from '../../../domain/dns/index.ts';
import { type Account, equals, type Fact, firstZone, statusAndCode } from './fact.ts';
import { everyOne, notSeen, objectsIn, type Seen, textOf, typeOf, typesOf } from './shape.ts';

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
