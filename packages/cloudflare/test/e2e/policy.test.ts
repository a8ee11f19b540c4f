import { createSimulator, SIMULATOR_TOKEN } from '@crunchtools/cloudflare-simulator';
import { PolicyError, path, Secret, sandboxTransport } from '@crunchtools/mcp-core';
import { readConfig } from '@crunchtools/mcp-core/app';
import type { Client, ClientOptions } from '@modelcontextprotocol/client';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { toolsets } from '../../src/identity.ts';
import { connectCloudflare, features } from '../../src/main.ts';
import { program } from '../../src/program.ts';
import { type Harness, startInProcess } from '../support/in-process.ts';
import { connectClient } from '../support/process.ts';
import { envelope } from '../support/rpc.ts';

const eras: readonly (readonly [string, ClientOptions])[] = [
  ['handshake', { versionNegotiation: { mode: 'legacy' } }],
  ['2026-07-28', { versionNegotiation: { mode: { pin: '2026-07-28' } } }],
];

const tools = features.tools().tools();
const reads = tools.filter(({ effect }) => effect === 'read' || effect === 'inspect').map(({ name }) => name);
const writes = tools.map(({ name }) => name).filter((name) => !reads.includes(name));

const own = 'mapleandpine.com';
const other = 'northfork-labs.dev';

const open: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

/** One process for each set of options and era: what a test leaves behind in its sandbox, no other looks at. */
const shared = new Map<string, Promise<Client>>();
afterAll(async () => {
  await Promise.all(Array.from(shared.values(), async (connected) => (await connected).close()));
});

function client(options: ClientOptions, ...args: readonly string[]): Promise<Client> {
  const key = JSON.stringify([options, args]);
  const connected = shared.get(key) ?? connectClient(options, ['--sandbox', ...args]);
  shared.set(key, connected);
  return connected;
}

async function inProcess(...args: readonly string[]): Promise<Harness> {
  const server = await startInProcess({ args });
  open.push(() => server.close());
  return server;
}

async function namesOf(connected: Client): Promise<readonly string[]> {
  return (await connected.listTools()).tools.map(({ name }) => name);
}

/** The whole answer as one text, errors included. */
async function textOf(connected: Client, name: string, args: Record<string, unknown>): Promise<string> {
  return JSON.stringify(await connected.callTool({ name, arguments: args }));
}

/** The id of a record in a zone that a server without an allow-list can see. Sandboxes give the same ids. */
async function recordIn(zone: string): Promise<{ readonly zoneId: string; readonly recordId: string }> {
  const server = await inProcess();
  const { data } = await server.call('list_zones');
  const records = (await server.call('list_dns_records', { zone, type: 'A' })).data.records;
  const zoneId = String(data.zones.find(({ name }) => name === zone)?.['id']);
  return { zoneId, recordId: records[0]?.id ?? '' };
}

describe.each(eras)('--read-only, to a client of %s', (_, options) => {
  it('offers the tools that read, and knows no other', async () => {
    const connected = await client(options, '--read-only');
    expect(await namesOf(connected)).toEqual(reads);
    for (const name of writes) {
      await expect(connected.callTool({ name, arguments: { zone: own } }), name).rejects.toMatchObject({
        code: -32_602,
        message: expect.stringContaining('Unknown tool'),
      });
    }
    const { structuredContent } = await connected.callTool({ name: 'list_changes', arguments: {} });
    expect(structuredContent).toEqual({ changes: [], total: 0 });
  });
});

describe('--read-only below the tools', () => {
  const methods = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;
  it.each(methods)('lets no %s leave, whoever asks for it', async (method) => {
    const simulator = createSimulator();
    const api = sandboxTransport(({ body, path: url, ...request }, signal) =>
      simulator.fetch({ ...request, url, signal, ...(body === undefined ? {} : { body }) }),
    );
    const { client: http } = connectCloudflare(
      readConfig(program, ['--read-only'], {}),
      new Secret(SIMULATOR_TOKEN),
      {
        api,
        resolver: api,
      },
    );
    const write = {
      method,
      path: path`/zones/${'0'.repeat(32)}/purge_cache`,
      json: { purge_everything: true },
    };
    await expect(http.request(write)).rejects.toBeInstanceOf(PolicyError);
    expect(simulator.requests()).toEqual([]);
    // The way out is open: a read takes it.
    await http.request({ method: 'GET', path: path`/zones` });
    expect(simulator.requests()).toHaveLength(1);
  });
});

describe.each(eras)('--zones, to a client of %s', (_, options) => {
  it('lists the zones of the list, and counts no other', async () => {
    const connected = await client(options, '--zones', own);
    const { structuredContent } = await connected.callTool({ name: 'list_zones', arguments: {} });
    expect(structuredContent).toMatchObject({ zones: [{ name: own }], total: 1, pages: 1 });
  });

  it('tells a zone outside the list from no zone in nothing, by name and by id', async () => {
    const { zoneId } = await recordIn(other);
    const connected = await client(options, '--zones', own);
    const said = async (zone: string): Promise<string> =>
      (await textOf(connected, 'get_zone', { zone })).replaceAll(zone, '<zone>');
    expect(await said(other)).toBe(await said('nobody-has-this.dev'));
    expect(await said(zoneId)).toBe(await said('0123456789abcdef0123456789abcdef'));
    expect(await said(zoneId)).toContain('not_found');
  });

  it('names no other zone in any answer', async () => {
    const { zoneId, recordId } = await recordIn(other);
    const connected = await client(options, '--zones', own);
    const forms = [other.toUpperCase(), `${other}.`, `www.${other}`, zoneId, zoneId.toUpperCase()];
    const args = forms.flatMap((zone) => [
      ['get_zone', { zone }],
      ['list_dns_records', { zone, search: 'a' }],
      ['get_dns_record', { zone, record_id: recordId }],
      ['create_dns_record', { zone, type: 'A', name: 'x', content: '192.0.2.1' }],
      ['update_dns_record', { zone, record_id: recordId, ttl: 300 }],
      ['delete_dns_record', { zone, record_id: recordId }],
      ['purge_cache', { zone, purge_everything: true }],
    ]) as readonly (readonly [string, Record<string, unknown> & { readonly zone: string }])[];
    for (const [name, call] of args) {
      const { isError, content } = await connected.callTool({ name, arguments: call });
      expect(isError).toBe(true);
      // What was asked for is repeated, as it was looked up.
      const asked = call.zone.toLowerCase().replace(/\.$/u, '');
      const text = JSON.stringify(content).toLowerCase().replaceAll(asked, '<asked>');
      expect(text).toContain('not_found');
      expect(text).not.toMatch(/northfork|mapleandpine\.net/u);
    }
  });
});

describe('--zones, request by request', () => {
  it('asks Cloudflare nothing about a name that is not in the list', async () => {
    const server = await inProcess('--zones', own);
    server.requests();
    for (const { name } of tools.filter(({ input }) => Object.hasOwn(input.shape, 'zone'))) {
      await server.call(name, {
        zone: other,
        record_id: '0'.repeat(32),
        type: 'A',
        name: 'x',
        content: '192.0.2.1',
      });
    }
    await server.call('get_zone', { zone: other });
    await server.call('delete_dns_record', { zone: other, record_id: '0'.repeat(32) });
    expect(server.requests()).toEqual([]);
  });

  it('reads and writes nothing in a zone outside the list through its id', async () => {
    const { zoneId, recordId } = await recordIn(other);
    const server = await inProcess('--zones', own);
    server.requests();
    const refused = [
      await server.call('delete_dns_record', { zone: zoneId, record_id: recordId }),
      await server.call('purge_cache', { zone: zoneId, purge_everything: true }),
      await server.call('list_dns_records', { zone: zoneId }),
    ];
    expect(refused.map(({ data }) => data.error.code)).toEqual(['not_found', 'not_found', 'not_found']);
    // What the id stands for has to be looked up; nothing below it is.
    expect(new Set(server.requests())).toEqual(new Set([`GET /zones/${zoneId}`]));
  });

  it('finds no record of another zone by its id', async () => {
    const { recordId } = await recordIn(other);
    const server = await inProcess('--zones', own);
    for (const name of ['get_dns_record', 'delete_dns_record', 'update_dns_record']) {
      const args = { zone: own, record_id: recordId, ...(name === 'update_dns_record' ? { ttl: 300 } : {}) };
      const { data } = await server.call(name, args);
      expect(data.error.code).toBe('not_found');
    }
    expect(server.requests().some((line) => !line.startsWith('GET '))).toBe(false);
  });

  it('purges nothing outside the zone it was given', async () => {
    const server = await inProcess('--zones', own);
    for (const items of [
      { files: [`https://${other}/x`] },
      { hosts: [other] },
      { prefixes: [`${other}/x`] },
    ]) {
      const { data } = await server.call('purge_cache', { zone: own, ...items });
      expect(data).toMatchObject({ status: 'refused', error: { code: 'invalid_input' } });
    }
    expect(server.simulator.purges()).toEqual([]);
  });
});

describe.each([
  ['handshake', {}],
  ['2026-07-28', { _meta: envelope() }],
])('--toolsets, to a client of %s', (_, meta) => {
  it.each(toolsets)('offers the tools of %s and no other', async (toolset) => {
    const { client: connected } = await inProcess('--toolsets', toolset);
    const expected = tools.filter((tool) => tool.toolset === toolset).map(({ name }) => name);
    expect(expected).not.toEqual([]);
    expect((await connected.request('tools/list', meta)).result).toMatchObject({
      tools: expected.map((name) => ({ name })),
    });
    for (const { name } of tools.filter((tool) => tool.toolset !== toolset)) {
      const { error } = await connected.request('tools/call', { name, arguments: {}, ...meta });
      expect(error, name).toMatchObject({ code: -32_602 });
    }
  });
});

describe.each(eras)('--toolsets, through a process, to a client of %s', (_, options) => {
  it('offers the tools of one and no other', async () => {
    const connected = await client(options, '--toolsets', 'dns,changes');
    expect(await namesOf(connected)).toEqual(
      tools.filter(({ toolset }) => ['dns', 'changes'].includes(toolset)).map(({ name }) => name),
    );
    await expect(connected.callTool({ name: 'list_zones', arguments: {} })).rejects.toMatchObject({
      code: -32_602,
    });
  });

  it('narrows what --read-only leaves', async () => {
    const connected = await client(options, '--toolsets', 'dns,changes', '--read-only');
    expect(await namesOf(connected)).toEqual(
      tools
        .filter(({ toolset, name }) => ['dns', 'changes'].includes(toolset) && reads.includes(name))
        .map(({ name }) => name),
    );
  });
});

describe.each(eras)('--confirm, to a client of %s that cannot ask a person', (_, options) => {
  const ordinary = { zone: own, type: 'A', name: 'ordinary', content: '192.0.2.1' };
  const risky = { zone: own, type: 'MX', name: '@', content: 'mail.mapleandpine.net', priority: 30 };
  const table: readonly (readonly [mode: string, ordinary: string, risky: string])[] = [
    ['auto', 'applied', 'needs_confirmation'],
    ['always', 'needs_confirmation', 'needs_confirmation'],
    ['strict', 'applied', 'refused'],
    ['never', 'applied', 'applied'],
  ];
  it.each(table)('%s: an ordinary change is %s, a risky one %s', async (mode, forOrdinary, forRisky) => {
    const connected = await client(options, '--confirm', mode);
    const statusOf = async (args: Record<string, unknown>): Promise<unknown> => {
      const { structuredContent } = await connected.callTool({ name: 'create_dns_record', arguments: args });
      return (structuredContent as { status?: unknown } | undefined)?.status;
    };
    expect(await statusOf({ ...ordinary, dry_run: true })).toBe('planned');
    expect(await statusOf({ ...risky, dry_run: true })).toBe('planned');
    expect(await statusOf(ordinary)).toBe(forOrdinary);
    expect(await statusOf(risky)).toBe(forRisky);
  });
});

describe('what clients are shown', () => {
  const settings: readonly (readonly string[])[] = [
    [],
    ['--read-only'],
    ['--toolsets', 'dns,zones'],
    ['--zones', own],
    ['--confirm', 'strict'],
  ];
  it.each(settings.map((args) => [args.join(' ') || 'no option', args] as const))(
    'is the same in both eras, in every process, before and after calls: %s',
    async (_, args) => {
      const shown: string[] = [];
      for (const [, options] of eras) {
        const connected = await client(options, ...args);
        const catalog = async (): Promise<string> => JSON.stringify((await connected.listTools()).tools);
        shown.push(await catalog());
        await connected.callTool({ name: 'list_dns_records', arguments: { zone: own } });
        await connected.callTool({ name: 'get_dns_record', arguments: { zone: own, record_id: 'x' } });
        shown.push(await catalog());
      }
      expect(shown).toHaveLength(4);
      expect(new Set(shown).size).toBe(1);
    },
  );

  it('says nothing of the zones in the list', async () => {
    const [, [, options]] = eras as [unknown, readonly [string, ClientOptions]];
    const listed = JSON.stringify(await (await client(options, '--zones', own)).listTools());
    expect(listed).toBe(JSON.stringify(await (await client(options)).listTools()));
  });
});

function list(length: number): number[] {
  return Array.from({ length }, () => 0);
}

function deep(levels: number): unknown {
  return JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
}

describe('input is bounded before any work starts', () => {
  const shapes: readonly (readonly [string, unknown, RegExp])[] = [
    ['nesting', { zone: own, data: deep(40) }, /nested deeper than 32 levels/u],
    ['a list', { zone: own, tags: list(50_001) }, /more than 50000 items/u],
    [
      'lists of lists',
      { zone: own, tags: Array.from({ length: 11 }, () => list(50_000)) },
      /more than 500000 values/u,
    ],
    [
      'an object',
      Object.fromEntries(list(1_001).map((_, index) => [`argument${index}`, 1])),
      /more than 1000 members/u,
    ],
    ['a text', { zone: own, content: 'x'.repeat(3_500_001) }, /longer than 3500000 characters/u],
    ['a name', { [`zone${'x'.repeat(1_025)}`]: own }, /name in the parameters is longer than 1024/u],
    ['a prototype', JSON.parse(`{"zone": "${own}", "data": {"__proto__": {}}}`), /__proto__/u],
  ];
  it.each(shapes)('%s, for any tool', async (_, args, reason) => {
    const server = await inProcess();
    server.requests();
    const { error } = await server.client.request('tools/call', {
      name: 'create_dns_record',
      arguments: args,
    });
    expect(error).toMatchObject({ code: -32_602, message: expect.stringMatching(reason) });
    expect(server.requests()).toEqual([]);
    expect((await server.client.request('ping')).result).toEqual({});
  });

  it('nesting that would overflow a stack', async () => {
    const server = await inProcess();
    const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const answer = server.client.answerTo('deep');
    const params = `{"name":"get_zone","arguments":{"zone":${nested}}}`;
    server.client.send(`{"jsonrpc":"2.0","id":"deep","method":"tools/call","params":${params}}`);
    expect((await answer).error).toMatchObject({
      code: -32_602,
      message: expect.stringContaining('deeper than 32'),
    });
  });

  it('a line, which is skipped while it is read', async () => {
    const server = await inProcess();
    const answer = server.client.answerTo(7);
    server.client.send(
      `{"jsonrpc":"2.0","id":7,"method":"ping","params":{"x":"${'x'.repeat(24 * 1024 * 1024)}"}}`,
    );
    expect((await answer).error).toMatchObject({ code: -32_600, message: expect.stringContaining('24 MiB') });
    expect((await server.client.request('ping')).result).toEqual({});
  });

  const record = { zone: own, type: 'TXT', name: 'x', content: 'x' };
  const bounds: readonly (readonly [string, string, Record<string, unknown>, string])[] = [
    ['a zone', 'get_zone', { zone: 'x'.repeat(301) }, 'zone: too big'],
    ['a name', 'create_dns_record', { ...record, name: 'x'.repeat(301) }, 'name: too big'],
    ['a value', 'create_dns_record', { ...record, content: 'x'.repeat(20_001) }, 'content: too big'],
    ['a comment', 'create_dns_record', { ...record, comment: 'x'.repeat(1_001) }, 'comment: too big'],
    ['tags', 'create_dns_record', { ...record, tags: list(51).map(() => 'a:b') }, 'tags: too big'],
    ['a tag', 'create_dns_record', { ...record, tags: ['a'.repeat(201)] }, 'tags.0: too big'],
    ['a filter', 'list_dns_records', { zone: own, search: 'x'.repeat(2_049) }, 'search: too big'],
    ['a page', 'list_dns_records', { zone: own, per_page: 1_001 }, 'per_page: too big'],
    ['an id', 'get_dns_record', { zone: own, record_id: 'a'.repeat(33) }, 'record_id: must be 32'],
    ['a purge', 'purge_cache', { zone: own, tags: list(5_001).map(String) }, 'tags: too big'],
    ['an item', 'purge_cache', { zone: own, tags: ['x'.repeat(2_049)] }, 'tags.0: too big'],
    ['changes', 'undo_change', { change_ids: list(51).map(() => 'chg_00000000') }, 'change_ids: too big'],
    [
      'a digest',
      'purge_cache',
      { zone: own, purge_everything: true, confirm: 'a'.repeat(17) },
      'confirm: must be',
    ],
    ['entries', 'list_changes', { limit: 101 }, 'limit: too big'],
  ];
  it.each(bounds)('%s, by its tool, with the argument and the rule', async (_, name, args, message) => {
    const server = await inProcess();
    server.requests();
    const { isError, data } = await server.call(name, args);
    expect(isError).toBe(true);
    expect(data.error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining(message) });
    expect(server.requests()).toEqual([]);
  });
});
