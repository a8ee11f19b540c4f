import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { call, codesOf, collect } from '../../test/support.ts';
import { stableId } from '../determinism.ts';
import type { Fault, Simulator, TokenEncoding } from '../index.ts';
import { ConnectionCut, createSimulator, SIMULATOR_TOKEN } from '../index.ts';
import { createFaultRegistry } from './registry.ts';

const RECORDS = `/zones/${stableId('zone', 'example.com')}/dns_records`;

let simulator: Simulator;

beforeEach(() => {
  simulator = createSimulator({ seed: 'empty' });
});

function create() {
  return call(simulator, 'POST', RECORDS, {
    body: { type: 'A', name: 'a.example.com', content: '192.0.2.1' },
  });
}

async function recordsAfter(): Promise<number> {
  simulator.faults.clear();
  return recordsOf();
}

async function recordsOf(): Promise<number> {
  return (await call(simulator, 'GET', RECORDS)).json.result_info?.['total_count'] ?? -1;
}

describe('whether a spoiled write takes effect', () => {
  const cases: readonly (readonly [Fault, number])[] = [
    [{ kind: 'status', status: 500 }, 0],
    [{ kind: 'delay', ms: 1 }, 1],
    [{ kind: 'hold', until: Promise.resolve() }, 1],
    [{ kind: 'cut', when: 'before_commit' }, 0],
    [{ kind: 'cut', when: 'after_commit' }, 1],
    [{ kind: 'cut', when: 'mid_body' }, 1],
    [{ kind: 'huge_body', bytes: 10 }, 0],
    [{ kind: 'gzip_bomb', bytes: 10 }, 0],
    [{ kind: 'malformed_json' }, 0],
    [{ kind: 'truncated_json' }, 1],
    [{ kind: 'echo_token' }, 0],
    [{ kind: 'redirect', location: 'https://evil.example/' }, 0],
    [{ kind: 'slow_body', ms_per_chunk: 0 }, 1],
    [{ kind: 'html' }, 0],
  ];

  it.each(cases)('%j: %i', async (fault, records) => {
    simulator.faults.add({ fault });
    await create().catch(() => undefined);
    expect(simulator.requests()[0]?.fault).toBe(fault.kind);
    expect(await recordsAfter()).toBe(records);
  });
});

describe('a fault', () => {
  const statuses: readonly (readonly [Omit<Extract<Fault, { kind: 'status' }>, 'kind'>, number, string])[] = [
    [{ status: 503 }, 503, '"code":503'],
    [{ status: 429, body: { errors: [] }, headers: { 'retry-after': '7' } }, 429, '{"errors":[]}'],
    [{ status: 520, body: 'plain text' }, 520, 'plain text'],
    [{ status: 204, body: '' }, 204, ''],
  ];

  it.each(statuses)('status %j', async (settings, status, text) => {
    simulator.faults.add({ fault: { kind: 'status', ...settings } });
    const answer = await call(simulator, 'GET', '/zones');
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(text);
    expect(answer.headers).toMatchObject(settings.headers ?? {});
    expect(answer.headers['cf-ray']).toBeDefined();
  });

  it.each(['before_commit', 'after_commit'] as const)('cut %s rejects', async (when) => {
    simulator.faults.add({ fault: { kind: 'cut', when } });
    await expect(create()).rejects.toBeInstanceOf(ConnectionCut);
    expect(simulator.requests()[0]).toMatchObject({ status: null, fault: 'cut' });
  });

  it('cut mid_body gives half of what it announced, and then throws', async () => {
    simulator.faults.add({ fault: { kind: 'cut', when: 'mid_body' } });
    const url = '/client/v4/zones';
    const headers = { authorization: `Bearer ${SIMULATOR_TOKEN}` };
    const response = await simulator.fetch({ method: 'GET', url, headers });
    const received: Uint8Array[] = [];
    await expect(async () => {
      for await (const chunk of response.body) received.push(chunk);
    }).rejects.toBeInstanceOf(ConnectionCut);
    const bytes = Buffer.concat(received).byteLength;
    expect(bytes).toBe(Math.floor(Number(response.headers['content-length']) / 2));
    expect(bytes).toBeGreaterThan(0);
  });

  it('hold waits for what it was given, or for the end of the request', async () => {
    let release: (() => void) | undefined;
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    simulator.faults.add({ match: { method: 'POST' }, fault: { kind: 'hold', until } });
    simulator.faults.add({ match: { path: 'per_page=5' }, fault: { kind: 'hold', until } });
    const held = create();
    expect(await recordsOf()).toBe(0);
    const controller = new AbortController();
    const headers = { authorization: `Bearer ${SIMULATOR_TOKEN}` };
    const left = simulator.fetch({
      method: 'GET',
      url: '/client/v4/zones?per_page=5',
      headers,
      signal: controller.signal,
    });
    controller.abort();
    await expect(left).rejects.toThrow('aborted');
    release?.();
    expect((await held).status).toBe(200);
    expect(await recordsOf()).toBe(1);
  });

  it('huge_body is valid JSON of at least that size', async () => {
    simulator.faults.add({ fault: { kind: 'huge_body', bytes: 200_000 } });
    const answer = await call(simulator, 'GET', '/zones');
    expect(answer.json.result).toHaveLength(200_000);
    expect(answer.headers['content-length']).toBeUndefined();
  });

  it('gzip_bomb is small until it is opened', async () => {
    simulator.faults.add({ fault: { kind: 'gzip_bomb', bytes: 5_000_000 } });
    const answer = await call(simulator, 'GET', '/zones');
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(answer.bytes.byteLength).toBeLessThan(20_000);
    expect(gunzipSync(answer.bytes).byteLength).toBeGreaterThan(5_000_000);
  });

  it('gzip_bomb can be left early', async () => {
    simulator.faults.add({ fault: { kind: 'gzip_bomb', bytes: Number.MAX_SAFE_INTEGER } });
    const headers = { authorization: `Bearer ${SIMULATOR_TOKEN}` };
    const response = await simulator.fetch({ method: 'GET', url: '/client/v4/zones', headers });
    let bytes = 0;
    for await (const chunk of response.body) {
      bytes += chunk.byteLength;
      if (bytes > 50_000) break;
    }
    expect(bytes).toBeGreaterThan(50_000);
  });

  it.each(['malformed_json', 'truncated_json'] as const)('%s claims to be JSON and is not', async (kind) => {
    simulator.faults.add({ fault: { kind } });
    const answer = await call(simulator, 'GET', '/zones');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(() => answer.json).toThrow(SyntaxError);
  });

  it('truncated_json still decodes when it is compressed', async () => {
    simulator = createSimulator({ records: 100 });
    simulator.faults.add({ fault: { kind: 'truncated_json' } });
    const path = `/zones/${stableId('zone', 'mapleandpine.com')}/dns_records`;
    const answer = await call(simulator, 'GET', path, { headers: { 'accept-encoding': 'gzip' } });
    expect(gunzipSync(answer.bytes).toString()).toMatch(/^\{"result":\[/);
  });

  const decoders: readonly (readonly [TokenEncoding, (text: string) => string])[] = [
    ['plain', (text) => text],
    ['base64', (text) => Buffer.from(text, 'base64').toString()],
    ['url', decodeURIComponent],
    ['hex', (text) => Buffer.from(text, 'hex').toString()],
    ['reversed', (text) => Array.from(text).toReversed().join('')],
  ];

  it.each(decoders)('echo_token in %s can be turned back', async (encoding, decode) => {
    simulator.faults.add({ fault: { kind: 'echo_token', encoding } });
    const answer = await call(simulator, 'GET', '/zones');
    const echoed = answer.json.errors[0]?.message.replace('Invalid access token: ', '') ?? '';
    expect(answer.status).toBe(400);
    expect(decode(echoed)).toBe(SIMULATOR_TOKEN);
    if (encoding !== 'plain') expect(answer.text).not.toContain(SIMULATOR_TOKEN);
  });

  it('echo_token escaped for JSON shows the token only to who parses it', async () => {
    simulator.faults.add({ fault: { kind: 'echo_token', encoding: 'json-escaped' } });
    const answer = await call(simulator, 'GET', '/zones');
    expect(answer.text).not.toContain(SIMULATOR_TOKEN.slice(0, 8));
    expect(answer.json.errors[0]?.message).toContain(SIMULATOR_TOKEN);
  });

  it('echo_token stays JSON for a token that is none', async () => {
    simulator.faults.add({ fault: { kind: 'echo_token' } });
    const answer = await call(simulator, 'GET', '/zones', { token: 'a"b\u0001c' });
    expect(answer.json.errors[0]?.message).toContain('a?b?c');
  });

  it('redirect points elsewhere', async () => {
    simulator.faults.add({ fault: { kind: 'redirect', location: 'https://evil.example/x' } });
    const answer = await call(simulator, 'GET', '/zones');
    expect([answer.status, answer.headers['location']]).toEqual([307, 'https://evil.example/x']);
  });

  it('slow_body comes in small pieces that make the whole', async () => {
    const whole = await call(simulator, 'GET', '/zones');
    simulator.faults.add({ fault: { kind: 'slow_body', ms_per_chunk: 0 } });
    const headers = { authorization: `Bearer ${SIMULATOR_TOKEN}` };
    const response = await simulator.fetch({ method: 'GET', url: '/client/v4/zones', headers });
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body) chunks.push(chunk);
    expect(chunks.length).toBeGreaterThan(10);
    expect(Buffer.concat(chunks).toString()).toBe(whole.text);
  });

  it('html is no envelope', async () => {
    simulator.faults.add({ fault: { kind: 'html' } });
    const answer = await call(simulator, 'GET', '/zones');
    expect(answer.status).toBe(502);
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.text).toContain('<html>');
  });

  it('delay ends when the client leaves', async () => {
    simulator.faults.add({ fault: { kind: 'delay', ms: 3_600_000 } });
    const leave = new AbortController();
    const url = '/client/v4/zones';
    const answer = simulator.fetch({ method: 'GET', url, headers: {}, signal: leave.signal });
    leave.abort();
    await expect(answer).rejects.toThrow('abort');
  });

  it('delay gives the answer afterwards', async () => {
    simulator.faults.add({ fault: { kind: 'delay', ms: 1 } });
    expect((await call(simulator, 'GET', '/zones')).status).toBe(200);
  });
});

describe('rules', () => {
  const html: Fault = { kind: 'html' };
  const struck = (rule: object, requests: readonly (readonly [string, string])[]) => {
    const registry = createFaultRegistry();
    registry.add({ ...rule, fault: html });
    return requests.map(([method, url]) => registry.take(method, url) === html);
  };
  const get = ['GET', '/client/v4/zones?name=a'] as const;
  const post = ['POST', '/client/v4/zones/1/purge_cache'] as const;

  it.each([
    [{}, [true, true, true]],
    [{ times: 1 }, [true, false, false]],
    [{ skip: 1 }, [false, true, true]],
    [{ skip: 1, times: 1 }, [false, true, false]],
    [{ times: 0 }, [false, false, false]],
    [{ match: { method: 'post' } }, [false, true, false]],
    [{ match: { method: 'POST' }, skip: 1 }, [false, false, false]],
    [{ match: { path: 'purge_cache' } }, [false, true, false]],
    [{ match: { path: 'zones?name=a' } }, [true, false, true]],
    [{ match: { path: '/zones/\\d+/' } }, [false, true, false]],
    [{ match: { path: /zones\?/ } }, [true, false, true]],
    [{ match: { path: '(' } }, [false, false, false]],
    [{ match: { method: 'GET', path: 'purge' } }, [false, false, false]],
  ])('%j', (rule, expected) => {
    expect(struck(rule, [get, post, get])).toEqual(expected);
  });

  it('take turns: the oldest that is not spent strikes first', () => {
    const registry = createFaultRegistry();
    registry.add({ times: 1, fault: { kind: 'delay', ms: 1 } }, { times: 1, fault: html });
    expect(registry.take('GET', '/')?.kind).toBe('delay');
    expect(registry.take('GET', '/')?.kind).toBe('html');
    expect(registry.take('GET', '/')).toBeUndefined();
  });

  it('count each request once for every rule before the one that strikes', async () => {
    simulator.faults.add({
      match: { method: 'GET' },
      skip: 1,
      times: 1,
      fault: { kind: 'status', status: 503 },
    });
    const seen: number[] = [];
    for (let request = 0; request < 3; request += 1)
      seen.push((await call(simulator, 'GET', '/zones')).status);
    expect(seen).toEqual([200, 503, 200]);
    expect(codesOf(await call(simulator, 'GET', '/zones'))).toEqual([]);
    expect(
      await collect((await simulator.fetch({ method: 'GET', url: '/', headers: {} })).body),
    ).not.toHaveLength(0);
  });
});
