import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundle, cleanEnvironment, run, startServer } from '../support/process.ts';
import { envelope, type RpcAnswer, RpcClient } from '../support/rpc.ts';

/**
 * What the server answers before it is loaded is what it would have answered: each conversation is held with a
 * process as users start it, and with one that was made to load the server first by a line that nobody understands.
 * `packages/core/src/app/responder-door.test.ts` does the same with thousands of odd messages.
 */
const clientInfo = { name: 'test', version: '1' };
const initialize = (protocolVersion: string, capabilities: unknown = {}) => ({
  jsonrpc: '2.0',
  id: 'hello',
  method: 'initialize',
  params: { protocolVersion, capabilities, clientInfo },
});
const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' };
const request = (id: string | number, method: string, params?: unknown) => ({
  jsonrpc: '2.0',
  id,
  method,
  ...(params === undefined ? {} : { params }),
});
const modern = (id: number, method: string, version?: string) =>
  request(id, method, { _meta: envelope(version) });

type Message = Readonly<Record<string, unknown>>;

async function answers(
  args: readonly string[],
  messages: readonly Message[],
  first: boolean,
): Promise<string[]> {
  const server = startServer(args);
  if (first) {
    const refused = server.client.answerTo(null);
    server.client.send('nonsense');
    expect((await refused).error?.code).toBe(-32_700);
  }
  const before = server.client.lines.length;
  for (const message of messages) {
    const answer = 'id' in message ? server.client.answerTo(message['id'] as RpcAnswer['id']) : undefined;
    server.client.send(message);
    await answer;
  }
  expect(await server.stop()).toBe(0);
  return server.client.lines.slice(before);
}

const handshake = (version: string): Message[] => [
  initialize(version),
  initialized,
  request(11, 'prompts/list'),
  request(1, 'tools/list'),
  request(12, 'resources/list'),
  request(13, 'resources/templates/list'),
  request(2, 'ping'),
];

describe('before it is loaded, the server says what it would say', () => {
  const conversations: [name: string, messages: readonly Message[], args?: readonly string[]][] = [
    ...['2024-10-07', '2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28', 'x'].map(
      (version): [string, Message[]] => [`to a handshake of ${version}`, handshake(version)],
    ),
    ['in the later era', [modern(1, 'server/discover'), modern(2, 'tools/list'), modern(3, 'tools/list')]],
    [
      'to all lists of the later era',
      ['server/discover', 'prompts/list', 'resources/list', 'tools/list', 'resources/templates/list'].map(
        (method, index) => modern(index, method),
      ),
    ],
    ['after a probe of the later era', [modern(1, 'server/discover'), ...handshake('2025-06-18')]],
    ['to an unknown revision', [modern(1, 'tools/list', '1999-01-01'), modern(2, 'tools/list')]],
    ['to a cursor', [...handshake('2025-06-18'), request(3, 'tools/list', { cursor: 'x' })]],
    [
      'to a second handshake',
      [...handshake('2025-06-18'), initialize('2024-11-05'), request(3, 'tools/list')],
    ],
    ['to a request before any handshake', [request(1, 'tools/list'), ...handshake('2025-06-18')]],
    [
      'to a handshake after a call',
      [request(1, 'tools/call', { name: 'list_zones' }), ...handshake('2025-06-18')],
    ],
    ['to an unknown tool', [...handshake('2025-06-18'), request(3, 'tools/call', { name: 'list_zone' })]],
    ['with --read-only', handshake('2025-06-18'), ['--sandbox', '--read-only']],
    ['with --toolsets', handshake('2025-06-18'), ['--sandbox', '--toolsets', 'dns,cache']],
    ['with both', handshake('2025-06-18'), ['--sandbox', '--read-only', '--toolsets', 'rules,changes']],
    ['with --zones', [modern(1, 'tools/list')], ['--sandbox', '--zones', 'mapleandpine.com']],
    ['with --confirm', [modern(1, 'server/discover')], ['--sandbox', '--confirm', 'strict']],
  ];
  it.each(conversations)('%s', async (_name, messages, args = ['--sandbox']) => {
    const [front, loaded] = await Promise.all([
      answers(args, messages, false),
      answers(args, messages, true),
    ]);
    expect(front).toEqual(loaded);
    expect(front.length).toBeGreaterThan(0);
  });
});

describe('the file that starts', () => {
  it('is enough to list the tools; a call that the server is missing for is answered all the same', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'front-'));
    try {
      const file = path.join(folder, 'cli.cjs');
      await cp(bundle, file);
      const child = spawn(process.execPath, [file, '--sandbox'], {
        env: cleanEnvironment(),
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      const exit = once(child, 'exit');
      const client = new RpcClient(child.stdout, child.stdin);
      expect((await client.initialize()).error).toBeUndefined();
      const { result } = await client.request('tools/list');
      expect(JSON.stringify(result)).toContain('create_dns_record');
      for (const [method, name] of [
        ['prompts/list', 'audit_zone'],
        ['resources/list', 'cloudflare://zones'],
        ['resources/templates/list', 'cloudflare://zones/{zone}'],
      ] as const) {
        expect(JSON.stringify(await client.request(method))).toContain(name);
      }
      const calls = [1, 2, 3].map(() => client.request('tools/call', { name: 'list_zones' }));
      expect((await Promise.all(calls)).map(({ error }) => error?.code)).toEqual([-32_603, -32_603, -32_603]);
      expect((await client.request('ping')).error?.code).toBe(-32_603);
      child.stdin.end();
      expect((await exit)[0]).toBe(1);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it.each([
    [{ CLOUDFLARE_API_TOKEN: 'short' }, [], 2, 'CLOUDFLARE_API_TOKEN'],
    [{}, [], 1, 'CLOUDFLARE_API_TOKEN is not set'],
    [{}, ['--toolset', 'dns'], 2, 'did you mean --toolsets?'],
  ] as const)('says at once what is wrong: %j %j', async (env, args, code, words) => {
    const { code: exit, stderr, stdout } = await run(args, env);
    expect([exit, stdout]).toEqual([code, '']);
    expect(stderr).toContain(words);
  });

  it('answers the list with a token that nobody has checked yet, and never shows it', async () => {
    const token = 'cfut_Qw1Er3Ty5Ui7Op9As2Df4Gh6Jk8Lz0Xc1Vb0badcafe';
    const server = startServer([], { CLOUDFLARE_API_TOKEN: token });
    server.client.send(initialize('2025-06-18'));
    const listed = server.client.answerTo(token);
    const redacted = server.client.answerTo('[redacted]');
    server.client.send(request(token, 'tools/list'));
    await Promise.race([listed, redacted]);
    expect(server.client.lines.join('\n')).not.toContain(token.slice(8, 24));
    expect(await server.stop()).toBe(0);
  });
});
