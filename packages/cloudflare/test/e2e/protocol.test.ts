import type { ClientOptions } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectClient, type Server, startServer } from '../support/process.ts';
import { envelope } from '../support/rpc.ts';

async function withServer(work: (server: Server) => Promise<void>): Promise<void> {
  const server = startServer();
  try {
    await work(server);
  } finally {
    expect(await server.stop()).toBe(0);
  }
}

describe('clients of both eras', () => {
  const clients: readonly (readonly [string, ClientOptions])[] = [
    ['handshake', {}],
    ['2026-07-28, found by probing', { versionNegotiation: { mode: 'auto' } }],
    ['2026-07-28, pinned', { versionNegotiation: { mode: { pin: '2026-07-28' } } }],
  ];
  it.each(clients)('are served: %s', async (_name, options) => {
    const client = await connectClient(options);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('create_dns_record');
    const answer = await client.callTool({ name: 'list_zones', arguments: {} });
    expect(answer.structuredContent).toMatchObject({ total: 3 });
    await client.close();
  });

  it.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])('negotiates %s', (version) =>
    withServer(async ({ client }) => {
      const { result } = await client.initialize(version);
      expect(result).toMatchObject({
        protocolVersion: version,
        serverInfo: { name: 'mcp-cloudflare-crunchtools' },
      });
      expect(result?.['instructions']).toContain('untrusted');
      // Nothing is watched: no listChanged, no subscribe.
      expect(result?.['capabilities']).toEqual({
        tools: {},
        resources: {},
        prompts: {},
        completions: {},
        extensions: { 'io.modelcontextprotocol/ui': {} },
      });
      expect((await client.request('ping')).result).toEqual({});
      expect((await client.request('tools/call', { name: 'list_zones' })).result).toMatchObject({
        content: [{ type: 'text', text: expect.stringContaining('"total":3') }],
      });
    }),
  );

  it('answers discovery and says how long lists may be kept', () =>
    withServer(async ({ client }) => {
      const discovered = await client.request('server/discover', { _meta: envelope() });
      expect(discovered.result).toMatchObject({ supportedVersions: ['2026-07-28'], cacheScope: 'private' });
      const listed = await client.request('tools/list', { _meta: envelope() });
      expect(listed.result).toMatchObject({ cacheScope: 'private', ttlMs: 3_600_000 });
    }));

  it('refuses an unknown revision on the first message and on a connection that is pinned already', () =>
    withServer(async ({ client }) => {
      const refused = { code: -32_022, data: { supported: ['2026-07-28'], requested: '1999-01-01' } };
      const first = await client.request('tools/list', { _meta: envelope('1999-01-01') });
      expect(first.error).toMatchObject(refused);
      expect((await client.request('tools/list', { _meta: envelope() })).error).toBeUndefined();
      const later = await client.request('tools/list', { _meta: envelope('1999-01-01') });
      expect(later.error).toMatchObject(refused);
      const odd = await client.request('tools/list', { _meta: envelope('\u202e<script>') });
      expect(odd.error?.data).toMatchObject({ requested: '\\u{202e}<script>' });
    }));
});

describe('an answer', () => {
  it.each([
    ['2024-10-07', false],
    ['2024-11-05', false],
    ['2025-03-26', false],
    ['2025-06-18', true],
    ['2025-11-25', true],
  ])('to a client of %s has structured content: %s', (revision, has) =>
    withServer(async ({ client }) => {
      await client.initialize(revision);
      const { result } = await client.request('tools/call', { name: 'list_zones' });
      expect(result).toMatchObject({ content: [{ type: 'text' }] });
      expect(result !== undefined && 'structuredContent' in result).toBe(has);
    }),
  );
});

const oversized = (first: string, last: string): string =>
  `{"jsonrpc":"2.0",${first},"params":{"name":"list_zones","x":"${'x'.repeat(24 * 1024 * 1024)}"},${last}}`;
const tooMuch = (value: string): string =>
  `{"jsonrpc":"2.0","id":8,"method":"tools/call","params":{"name":"list_zones","arguments":{"a":${value}}}}`;

describe('bad input is answered and survived', () => {
  // One process takes all of it.
  let server: Server;
  beforeAll(async () => {
    server = startServer();
    await server.client.initialize();
  });
  afterAll(async () => {
    const { result } = await server.client.request('tools/call', { name: 'list_zones' });
    expect(result).toMatchObject({ structuredContent: { total: 3 } });
    expect(await server.stop()).toBe(0);
  });

  const bad: readonly (readonly [name: string, line: string, id: string | number | null, code: number])[] = [
    ['no JSON', '{"jsonrpc":', null, -32_700],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', null, -32_600],
    ['a null id', '{"jsonrpc":"2.0","id":null,"method":"ping"}', null, -32_600],
    ['another version of JSON-RPC', '{"jsonrpc":"1.0","id":7,"method":"ping"}', 7, -32_600],
    ['no method', '{"jsonrpc":"2.0","id":"seven"}', 'seven', -32_600],
    ['more than 24 MiB that are no message', `"${'x'.repeat(24 * 1024 * 1024)}"`, null, -32_600],
    ['a call of more than 24 MiB', oversized('"id":"first"', '"method":"tools/call"'), 'first', -32_600],
    ['one whose id comes last', oversized('"method":"tools/call"', '"id":9'), 9, -32_600],
    ['more values than are taken', tooMuch(`[${'1,'.repeat(600_000)}1]`), 8, -32_602],
    ['deeper than is taken', tooMuch(`${'['.repeat(200_000)}${']'.repeat(200_000)}`), 8, -32_602],
  ];
  it.each(bad)('%s', async (_name, line, id, code) => {
    const answer = server.client.answerTo(id);
    server.client.send(line);
    expect((await answer).error?.code).toBe(code);
    expect((await server.client.request('ping')).result).toEqual({});
  });

  it('an unknown tool, without repeating its name raw', async () => {
    const name = 'list_zone\u202e\u001b[31m\u{e0041}';
    const { error } = await server.client.request('tools/call', { name });
    expect(error).toMatchObject({ code: -32_602 });
    expect(error?.message).toContain('Did you mean list_zones?');
    expect(error?.message).not.toMatch(/[\u202e\u001b\u{e0041}]/u);
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('the tool name %s', async (name) => {
    expect((await server.client.request('tools/call', { name })).error?.code).toBe(-32_602);
  });

  it('a cursor that nobody gave out', async () => {
    expect((await server.client.request('tools/list', { cursor: 'x' })).error?.code).toBe(-32_602);
  });

  it('an unknown method, without repeating hidden text', async () => {
    const { error } = await server.client.request('no/such\u202emethod');
    expect(error?.code).toBe(-32_601);
    expect(error?.message).not.toContain('\u202e');
  });

  it.each([
    ['an unknown argument', { status: 'active', colour: 'red' }],
    [
      '__proto__ as an argument',
      JSON.parse('{"__proto__": {"status": "active"}}') as Record<string, unknown>,
    ],
    ['a wrong type', { page: 'one' }],
    ['no object', []],
  ])('%s', async (_name, args) => {
    const asked = { name: 'list_zones', arguments: args };
    const { result, error } = await server.client.request('tools/call', asked);
    if (error === undefined) expect(result).toMatchObject({ isError: true });
    else expect(error.code).toBe(-32_602);
  });
});

describe('the process', () => {
  it('writes nothing but JSON-RPC to stdout, and one JSON line a call to stderr', async () => {
    const server = startServer();
    await server.client.initialize();
    await server.client.request('tools/call', {
      name: 'list_dns_records',
      arguments: { zone: 'mapleandpine.com' },
    });
    await server.client.request('tools/call', { name: 'get_zone', arguments: { zone: 'nowhere.example' } });
    expect(await server.stop()).toBe(0);
    for (const line of server.client.lines) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
    const audits = server.stderr().trimEnd().split('\n');
    const events = audits.map((line): { event: string } => JSON.parse(line));
    expect(events.filter(({ event }) => event !== 'locks')).toMatchObject([
      { event: 'call', tool: 'list_dns_records', outcome: 'ok', scopes: ['mapleandpine.com'] },
      { event: 'call', tool: 'get_zone', outcome: 'not_found', scopes: [] },
    ]);
  });

  it('ends when its client goes away without a word', async () => {
    const server = startServer();
    await server.client.initialize();
    server.child.stdout.destroy();
    server.child.stdin.destroy();
    expect(await server.stop()).toBe(0);
  });

  it('serves calls side by side', () =>
    withServer(async ({ client }) => {
      await client.initialize();
      const calls = Array.from({ length: 50 }, (_, index) =>
        client.request('tools/call', {
          name: 'create_dns_record',
          arguments: {
            zone: 'mapleandpine.com',
            type: 'A',
            name: `host${index}`,
            content: `192.0.2.${index}`,
          },
        }),
      );
      const answers = await Promise.all(calls);
      expect(answers.filter(({ result }) => result?.['isError'] === true)).toEqual([]);
      const { result } = await client.request('tools/call', {
        name: 'list_changes',
        arguments: { limit: 1 },
      });
      expect(result).toMatchObject({ structuredContent: { total: 50 } });
    }));
});
