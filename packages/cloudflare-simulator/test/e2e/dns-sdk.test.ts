/** DNS records through the npm `cloudflare` SDK: a client that nobody here wrote. */

import Cloudflare, { APIError } from 'cloudflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimulator, type RunningServer, serve } from '../../src/index.ts';

const TOKEN = `cfut_${'t'.repeat(40)}`;
const simulator = createSimulator({ seed: 'demo', records: 250, token: TOKEN });
let server: RunningServer;
let records: Cloudflare.DNS.Records;
let client: Cloudflare;
let zone_id: string;

beforeAll(async () => {
  server = await serve(simulator, { port: 0 });
  client = new Cloudflare({ apiToken: TOKEN, baseURL: server.url, maxRetries: 0 });
  records = client.dns.records;
  const zones = await client.zones.list({ name: 'mapleandpine.com' });
  zone_id = zones.result[0]?.id ?? '';
});

afterAll(() => server.close());

async function all(
  params: Omit<Cloudflare.DNS.RecordListParams, 'zone_id'> = {},
): Promise<Cloudflare.DNS.RecordResponse[]> {
  const found: Cloudflare.DNS.RecordResponse[] = [];
  for await (const record of records.list({ zone_id, ...params })) found.push(record);
  return found;
}

/** The refusal that the SDK throws. */
async function refusal(call: Promise<unknown>): Promise<{ status: number; codes: number[] }> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof APIError)) throw new Error('nothing was refused');
  return { status: error.status ?? 0, codes: error.errors.map(({ code }) => code ?? 0) };
}

describe('the npm cloudflare SDK', () => {
  it('lists every record once, page by page', async () => {
    const found = await all({ per_page: 40 });
    const { record_usage } = await client.dns.usage.zone.get({ zone_id });
    expect(found.length).toBeGreaterThan(250);
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    expect(record_usage).toBe(found.length);
  });

  it('filters with its nested parameters', async () => {
    expect(await all({ name: { exact: 'WWW.mapleandpine.com' } })).toMatchObject([
      { type: 'CNAME', content: 'mapleandpine.com', proxied: true },
    ]);
    const tagged = await all({ tag: { exact: 'team:web' }, type: 'AAAA' });
    expect(tagged.map(({ name }) => name)).toEqual(['api.mapleandpine.com']);
    const mail = await all({ type: 'MX', order: 'content', direction: 'desc' });
    expect(mail.map(({ content }) => content)).toEqual(['mx2.mailhost.example', 'mx1.mailhost.example']);
  });

  it('creates, gets, edits, overwrites and deletes', async () => {
    const name = 'e2e.mapleandpine.com';
    const created = await records.create({
      zone_id,
      type: 'A',
      name: 'e2e',
      content: '192.0.2.1',
      ttl: 300,
      comment: 'a',
      tags: ['t:1'],
    });
    expect(created).toMatchObject({
      name,
      ttl: 300,
      proxied: false,
      proxiable: true,
      comment: 'a',
      tags: ['t:1'],
    });
    expect(await records.get(created.id, { zone_id })).toEqual(created);

    const edited = await records.edit(created.id, { zone_id, type: 'A', name, ttl: 1, proxied: true });
    expect(edited).toMatchObject({ content: '192.0.2.1', proxied: true, ttl: 1, comment: 'a' });

    const put = await records.update(created.id, {
      zone_id,
      type: 'A',
      name,
      ttl: 120,
      content: '192.0.2.2',
    });
    expect(put).toMatchObject({ content: '192.0.2.2', proxied: false, ttl: 120, comment: null, tags: [] });

    expect(await records.delete(created.id, { zone_id })).toEqual({ id: created.id });
    expect(await refusal(records.get(created.id, { zone_id }))).toEqual({ status: 404, codes: [81044] });
  });

  it.each<Omit<Cloudflare.DNS.RecordCreateParams, 'zone_id' | 'name' | 'ttl'> & Record<string, unknown>>([
    { type: 'TXT', content: '"hello world"' },
    { type: 'MX', content: 'mx.example.net', priority: 10 },
    { type: 'CAA', data: { flags: 0, tag: 'issue', value: 'ca.example' } },
    { type: 'SRV', data: { priority: 1, weight: 2, port: 443, target: 'a.example.net' } },
    { type: 'HTTPS', data: { priority: 1, target: '.', value: 'alpn="h3"' } },
    { type: 'URI', priority: 5, data: { weight: 1, target: 'https://example.net/' } },
  ])('creates $type', async (fields) => {
    const params = {
      zone_id,
      name: `new-${fields.type}`,
      ttl: 1,
      ...fields,
    } as Cloudflare.DNS.RecordCreateParams;
    const created = await records.create(params);
    expect(created).toMatchObject({ ...fields, name: `new-${fields.type}.mapleandpine.com`.toLowerCase() });
  });

  it('sees why a record is refused', async () => {
    const create = (content: string, name = 'bad') =>
      records.create({ zone_id, type: 'A', name, content, ttl: 1 });
    expect(await refusal(create('not an address'))).toEqual({ status: 400, codes: [9005] });
    expect(await refusal(create('192.0.2.1', 'www'))).toEqual({ status: 400, codes: [81054] });
    expect(await refusal(records.create({ zone_id, type: 'TLSA', name: 'bad', ttl: 1 }))).toEqual({
      status: 400,
      codes: [9101, 9101, 9101, 9101],
    });
  });

  it('runs a batch as one transaction', async () => {
    const old = await records.create({ zone_id, type: 'A', name: 'batch', content: '192.0.2.1', ttl: 1 });
    const before = await all();
    const broken = records.batch({
      zone_id,
      deletes: [{ id: old.id }],
      posts: [{ type: 'A', name: 'batch', content: 'nonsense', ttl: 1 }],
    });
    expect(await refusal(broken)).toEqual({ status: 400, codes: [9005] });
    expect(await all()).toEqual(before);

    const result = await records.batch({
      zone_id,
      deletes: [{ id: old.id }],
      posts: [{ type: 'CNAME', name: 'batch', content: 'a.example.net', ttl: 1 }],
    });
    expect(result).toMatchObject({
      deletes: [{ id: old.id }],
      patches: [],
      puts: [],
      posts: [{ type: 'CNAME' }],
    });
    expect(await refusal(records.get(old.id, { zone_id }))).toMatchObject({ status: 404 });
  });

  it('exports a zone file and imports one', async () => {
    const file = await records.export({ zone_id });
    expect(file).toContain(
      'www.mapleandpine.com.\t1\tIN\tCNAME\tmapleandpine.com. ; cf_tags=team:web,cf-proxied:true',
    );

    const text =
      'imported 300 IN A 192.0.2.77 ; from a file cf_tags=origin:import\nimported 300 IN TXT "ü"\n';
    const upload = { zone_id, file: text, proxied: 'false' };
    expect(await records.import(upload)).toEqual({ recs_added: 2, total_records_parsed: 2 });
    expect(await records.import(upload)).toEqual({ recs_added: 0, total_records_parsed: 2 });
    expect(await all({ name: { exact: 'imported.mapleandpine.com' }, type: 'A' })).toMatchObject([
      { content: '192.0.2.77', ttl: 300, proxied: false, comment: 'from a file', tags: ['origin:import'] },
    ]);
  });
});
