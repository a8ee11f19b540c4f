/** Zones, tokens, accounts and cache through the npm `cloudflare` SDK: a client that nobody here wrote. */

import Cloudflare, { APIError } from 'cloudflare';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../src/index.ts';
import { createSimulator, SIMULATOR_TOKEN, serve } from '../../src/index.ts';

const OWNED = `cfat_${'o'.repeat(48)}`;
const READER = `cfut_${'r'.repeat(48)}`;
const simulator = createSimulator({
  tokens: [{ token: OWNED }, { token: READER, permissions: ['Zone Read'] }],
});

let server: RunningServer;
let client: Cloudflare;
let zone: Cloudflare.Zones.Zone;

beforeAll(async () => {
  server = await serve(simulator, { port: 0 });
  client = clientWith(SIMULATOR_TOKEN);
  const { result } = await client.zones.list({ name: 'mapleandpine.net' });
  zone = await client.zones.get({ zone_id: result[0]?.id ?? '' });
});

beforeEach(() => simulator.faults.clear());

afterAll(() => server.close());

function clientWith(apiToken: string): Cloudflare {
  return new Cloudflare({ apiToken, baseURL: server.url, maxRetries: 0 });
}

async function all<Item>(pages: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of pages) items.push(item);
  return items;
}

async function refusal(call: Promise<unknown>): Promise<{ status: number | undefined; codes: unknown[] }> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof APIError)) throw new Error('nothing was refused');
  return { status: error.status, codes: error.errors.map(({ code }) => code) };
}

describe('the npm cloudflare SDK', () => {
  it('lists zones, also page by page and by filter', async () => {
    expect((await all(client.zones.list())).map(({ name }) => name)).toEqual([
      'mapleandpine.com',
      'mapleandpine.net',
      'northfork-labs.dev',
    ]);
    expect((await client.zones.list({ per_page: 5, page: 2 })).result).toEqual([]);
    const filtered = await all(
      client.zones.list({ account: { name: 'starts_with:Maple' }, name: 'contains:labs' }),
    );
    expect(filtered.map(({ name }) => name)).toEqual(['northfork-labs.dev']);
    expect(await all(client.zones.list({ status: 'active', type: ['full', 'partial'] }))).toHaveLength(3);
    expect(await refusal(client.zones.list({ per_page: 1_001 }))).toEqual({ status: 400, codes: [1004] });
  });

  it('reads a zone', async () => {
    expect(await client.zones.get({ zone_id: zone.id })).toMatchObject({
      id: zone.id,
      name: 'mapleandpine.net',
    });
    expect(await refusal(client.zones.get({ zone_id: '0'.repeat(32) }))).toEqual({
      status: 404,
      codes: [1001],
    });
    expect(await refusal(client.zones.get({ zone_id: 'mapleandpine.net' }))).toEqual({
      status: 404,
      codes: [7003],
    });
  });

  it('verifies a token of a user', async () => {
    expect(await client.user.tokens.verify()).toMatchObject({ status: 'active' });
    expect(await refusal(clientWith(OWNED).user.tokens.verify())).toEqual({ status: 401, codes: [1000] });
  });

  it('verifies a token of an account', async () => {
    const account_id = zone.account.id ?? '';
    expect(await clientWith(OWNED).accounts.tokens.verify({ account_id })).toMatchObject({
      status: 'active',
    });
    expect(await refusal(client.accounts.tokens.verify({ account_id }))).toEqual({
      status: 401,
      codes: [1000],
    });
  });

  it('lists accounts', async () => {
    expect(await all(client.accounts.list())).toMatchObject([
      { id: zone.account.id, name: 'Maple & Pine Ltd' },
    ]);
  });

  it('purges the cache by every selector', async () => {
    const zone_id = zone.id;
    const selectors = [
      { files: ['https://www.mapleandpine.net/a.css'] },
      { files: [{ url: 'https://www.mapleandpine.net/', headers: { 'CF-Device-Type': 'mobile' } }] },
      { tags: ['chairs'] },
      { hosts: ['www.mapleandpine.net'] },
      { prefixes: ['www.mapleandpine.net/chairs/'] },
      { purge_everything: true },
    ];
    for (const selector of selectors) {
      expect(await client.cache.purge({ zone_id, ...selector })).toEqual({ id: zone_id });
    }
    await client.cache.invalidate({ zone_id, tags: ['tables'] });
    expect(simulator.purges().map(({ action, selector }) => `${action} ${selector}`)).toEqual([
      'purge files',
      'purge files',
      'purge tags',
      'purge hosts',
      'purge prefixes',
      'purge purge_everything',
      'invalidate tags',
    ]);
  });

  it('is told which permission family refused it', async () => {
    const reader = clientWith(READER);
    expect((await reader.zones.get({ zone_id: zone.id })).id).toBe(zone.id);
    const purge = reader.cache.purge({ zone_id: zone.id, purge_everything: true });
    expect(await refusal(purge)).toEqual({ status: 403, codes: [10000] });
  });

  it.each([
    [{ kind: 'status', status: 429, headers: { 'retry-after': '1' } }, 'RateLimitError'],
    [{ kind: 'status', status: 503 }, 'InternalServerError'],
    [{ kind: 'cut', when: 'before_commit' }, 'APIConnectionError'],
    [{ kind: 'html' }, 'InternalServerError'],
  ] as const)('recognises %j', async (fault, name) => {
    simulator.faults.add({ fault });
    const error: unknown = await client.zones.list().catch((reason: unknown) => reason);
    expect(error instanceof Error && error.constructor.name).toBe(name);
  });
});
