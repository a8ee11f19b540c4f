import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBridge } from '../scripts/conformance/bridge.mjs';
import { judged } from '../scripts/conformance/document.mjs';

/** What `npm run conformance` rests on; the suite itself runs once a week. */
describe('a scenario', () => {
  const passing = { id: 'wire-schema-valid', status: 'SUCCESS' };
  it.each([
    ['ping', [passing], 'passes'],
    ['ping', [], 'fails'],
    ['ping', [passing, { id: 'ping', status: 'FAILURE' }], 'fails'],
    ['tools-list', [passing, { id: 'tools-name-format', status: 'WARNING' }], 'fails'],
    ['tools-call-image', [passing, { id: 'tools-call-image', status: 'FAILURE' }], 'does not apply'],
    [
      'server-stateless',
      [passing, { id: 'sep-2575-missing-capability-http-400', status: 'FAILURE' }],
      'passes',
    ],
    [
      'server-stateless',
      [passing, { id: 'sep-2575-server-implements-discover', status: 'FAILURE' }],
      'fails',
    ],
  ])('%s with %j %s', (scenario, checks, verdict) => {
    expect(judged(scenario, checks).verdict).toBe(verdict);
  });
});

describe('the bridge', () => {
  const launcher = path.resolve('packages/cloudflare/dist/launch.cjs');
  let bridge: Awaited<ReturnType<typeof startBridge>>;
  beforeAll(async () => {
    bridge = await startBridge([process.execPath, launcher, '--sandbox', '--log-level', 'silent']);
  });
  afterAll(() => bridge.stop());

  const post = (message: object, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(bridge.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ jsonrpc: '2.0', ...message }),
    });
  const modern = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const capabilities = { protocolVersion: '2025-11-25', capabilities: {} };
  const hello = {
    id: 7,
    method: 'initialize',
    params: { ...capabilities, clientInfo: { name: 'a', version: '1' } },
  };

  it('gives each of many requests with one id its own answer', async () => {
    const methods = ['tools/list', 'prompts/list', 'resources/list'];
    const answers = await Promise.all(
      methods.map(async (method) => (await post({ id: 1, method, params: { _meta: modern } })).json()),
    );
    expect(answers).toMatchObject([
      { id: 1, result: { tools: expect.any(Array) } },
      { id: 1, result: { prompts: expect.any(Array) } },
      { id: 1, result: { resources: expect.any(Array) } },
    ]);
  });

  it('keeps a process for each handshake', async () => {
    const answer = await post(hello);
    const session = { 'mcp-session-id': String(answer.headers.get('mcp-session-id')) };
    expect(await answer.json()).toMatchObject({ id: 7, result: { protocolVersion: '2025-11-25' } });
    expect((await post({ method: 'notifications/initialized' }, session)).status).toBe(202);
    expect(await (await post({ id: 8, method: 'ping' }, session)).json()).toEqual({
      jsonrpc: '2.0',
      id: 8,
      result: {},
    });
    expect((await post({ id: 9, method: 'ping' }, { 'mcp-session-id': 'none' })).status).toBe(404);
  });

  it('refuses what is no message', async () => {
    const answer = await fetch(bridge.url, { method: 'POST', body: '[' });
    expect(answer.status).toBe(400);
  });
});
