import { beforeEach, describe, expect, it } from 'vitest';
import { call, send } from '../test/support.ts';
import type { Simulator } from './index.ts';
import { createSimulator, SIMULATION_START, SIMULATOR_TOKEN } from './index.ts';

const TOKEN = `cfut_${'t'.repeat(48)}`;

let simulator: Simulator;

beforeEach(() => {
  simulator = createSimulator();
});

async function control(method: string, path: string, body?: unknown) {
  const { status, text } = await send(simulator, method, `/__simulator${path}`, {}, body);
  return { status, value: JSON.parse(text) };
}

describe('control endpoints', () => {
  it('give the log, whole or since a request', async () => {
    await call(simulator, 'GET', '/zones');
    await call(simulator, 'GET', '/accounts');
    expect((await control('GET', '/requests')).value).toEqual(simulator.requests());
    expect((await control('GET', '/requests?since=1')).value).toMatchObject([{ url: '/client/v4/accounts' }]);
    expect((await control('GET', '/requests?since=2')).value).toEqual([]);
  });

  it('add and clear faults', async () => {
    const rule = { match: { path: '/zones' }, fault: { kind: 'status', status: 503 } };
    expect((await control('POST', '/faults', rule)).value).toEqual({ added: 1 });
    expect((await control('POST', '/faults', [rule, rule])).value).toEqual({ added: 2 });
    expect((await call(simulator, 'GET', '/zones')).status).toBe(503);
    await control('DELETE', '/faults');
    expect((await call(simulator, 'GET', '/zones')).status).toBe(200);
  });

  it('add tokens', async () => {
    expect((await call(simulator, 'GET', '/zones', { token: TOKEN })).status).toBe(403);
    await control('POST', '/tokens', {
      token: TOKEN,
      permissions: ['Zone Read'],
      zones: ['mapleandpine.net'],
    });
    const { json } = await call(simulator, 'GET', '/zones', { token: TOKEN });
    expect(json.result).toMatchObject([{ name: 'mapleandpine.net' }]);
  });

  it('move the clock', async () => {
    const { value } = await control('POST', '/clock', { advance_ms: 86_400_000 });
    expect(Date.parse(value.now)).toBeGreaterThanOrEqual(SIMULATION_START + 86_400_000);
    expect(simulator.clock.now()).toBeGreaterThan(SIMULATION_START + 86_400_000);
  });

  it('reset', async () => {
    await call(simulator, 'GET', '/zones');
    await control('POST', '/reset');
    expect(simulator.requests()).toEqual([]);
  });

  it('are not logged, spoiled or limited', async () => {
    simulator.faults.add({ fault: { kind: 'status', status: 500 } });
    expect((await control('GET', '/requests')).status).toBe(200);
    expect(simulator.requests()).toEqual([]);
  });

  it.each([
    ['POST', '/faults', { fault: { kind: 'earthquake' } }],
    ['POST', '/faults', { fault: { kind: 'status' } }],
    ['POST', '/faults', { fault: { kind: 'status', status: 99 } }],
    ['POST', '/faults', { fault: { kind: 'status', status: 600 } }],
    ['POST', '/faults', { fault: { kind: 'status', status: 200, headers: 'none' } }],
    ['POST', '/faults', { fault: { kind: 'cut' } }],
    ['POST', '/faults', { fault: { kind: 'cut', when: 'later' } }],
    ['POST', '/faults', { fault: { kind: 'delay', ms: -1 } }],
    ['POST', '/faults', { fault: { kind: 'echo_token', encoding: 'rot13' } }],
    ['POST', '/faults', { fault: { kind: 'redirect' } }],
    ['POST', '/faults', { fault: { kind: 'html' }, times: 1.5 }],
    ['POST', '/faults', { fault: { kind: 'html' }, skip: '1' }],
    ['POST', '/faults', { fault: { kind: 'html' }, match: 'all' }],
    ['POST', '/faults', { fault: { kind: 'html' }, match: { path: 5 } }],
    ['POST', '/faults', { fault: { kind: 'html' }, match: { method: 5 } }],
    ['POST', '/faults', 'not json'],
    ['POST', '/faults', 'null'],
    ['POST', '/tokens', { token: 'short' }],
    ['POST', '/tokens', {}],
    ['POST', '/clock', { advance_ms: -1 }],
    ['POST', '/clock', {}],
    ['GET', '/requests?since=yesterday', undefined],
  ])('refuse %s %s %j', async (method, path, body) => {
    const { status, value } = await control(method, path, body);
    expect(status).toBe(400);
    expect(value.error).toEqual(expect.any(String));
    expect((await call(simulator, 'GET', '/zones')).status).toBe(200);
  });

  it.each([
    ['GET', ''],
    ['GET', '/everything'],
    ['POST', '/requests'],
  ])('know no %s %s', async (method, path) => {
    expect((await control(method, path)).status).toBe(404);
  });

  it('refuse a web page', async () => {
    const answer = await send(simulator, 'POST', '/__simulator/reset', { origin: 'https://evil.example' });
    expect(answer.status).toBe(403);
  });

  it('do not shadow the API', async () => {
    const { status } = await send(simulator, 'GET', '/__simulators', {
      authorization: `Bearer ${SIMULATOR_TOKEN}`,
    });
    expect(status).toBe(400);
  });
});
