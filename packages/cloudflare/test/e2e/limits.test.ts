import { afterEach, describe, expect, it } from 'vitest';
import { type Server, startServer } from '../support/process.ts';
import type { RpcAnswer } from '../support/rpc.ts';

let server: Server;
afterEach(async () => {
  await server.stop();
});

function listChanges(): Promise<RpcAnswer> {
  return server.client.request('tools/call', { name: 'list_changes', arguments: {} });
}

function isBusy({ result }: RpcAnswer): boolean {
  return result?.['isError'] === true && JSON.stringify(result).includes('"busy\\');
}

describe('the limits of the server itself', () => {
  it('take 600 calls in a row, and then one every tenth of a second', async () => {
    server = startServer(['--sandbox']);
    await server.client.initialize();
    const answers: RpcAnswer[] = [];
    for (let call = 0; call < 1_000; call += 1) answers.push(await listChanges());
    const refused = answers.findIndex(isBusy);
    expect(refused).toBeGreaterThanOrEqual(600);
    expect(JSON.stringify(answers[refused])).toMatch(/600 calls a minute.*retry_after_seconds/u);
  });

  it('take 64 calls at once, and serve the next when one has ended', async () => {
    server = startServer(['--sandbox']);
    await server.client.initialize();
    const zones = { name: 'list_zones', arguments: {} };
    const answers = await Promise.all(
      Array.from({ length: 300 }, () => server.client.request('tools/call', zones)),
    );
    const refused = answers.filter(isBusy);
    // Many of the first may have ended before the last arrive.
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(300 - 64);
    expect(JSON.stringify(answers.find(isBusy))).toContain('64 calls are running already');
    expect(isBusy(await server.client.request('tools/call', zones))).toBe(false);
  });

  it('refuse a write before it reads anything, as a refusal with a next step', async () => {
    server = startServer(['--sandbox', '--log-level', 'info']);
    await server.client.initialize();
    const write = {
      name: 'create_dns_record',
      arguments: { zone: 'mapleandpine.com', type: 'TXT', name: 'x', content: 'x' },
    };
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => server.client.request('tools/call', write)),
    );
    const refused = answers.find(({ result }) => JSON.stringify(result).includes('busy'));
    expect(refused?.result?.['structuredContent']).toMatchObject({
      status: 'refused',
      changes: [],
      error: { code: 'busy', next_step: expect.any(String) },
    });
    const audits = server
      .stderr()
      .split('\n')
      .filter((line) => line.includes('"outcome":"busy"'));
    expect(audits.length).toBeGreaterThan(0);
    for (const line of audits) expect(JSON.parse(line)).toMatchObject({ requests: 0, changes: [] });
  });
});
