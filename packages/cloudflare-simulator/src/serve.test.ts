import type { IncomingHttpHeaders, RequestOptions } from 'node:http';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { served } from '../test/support.ts';
import { stableId } from './determinism.ts';
import type { CutMoment } from './faults/fault.ts';
import { createSimulator, SIMULATOR_TOKEN } from './index.ts';
import { LARGEST_BODY, serve } from './serve.ts';

const ZONE = stableId('zone', 'mapleandpine.com');
const RECORDS = `/client/v4/zones/${ZONE}/dns_records`;
const AUTHORIZED = { authorization: `Bearer ${SIMULATOR_TOKEN}` };

interface Received {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One request with node:http. Rejects when the connection breaks before the answer is complete. */
function ask(
  port: number,
  path: string,
  options: RequestOptions = {},
  body?: string | Buffer,
): Promise<Received> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, path, headers: AUTHORIZED, ...options },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

describe('server', () => {
  it('answers as the simulator does, to the byte', async () => {
    const simulator = createSimulator();
    await served(simulator, async ({ port, url }) => {
      expect(url).toBe(`http://127.0.0.1:${port}/client/v4`);
      const answer = await ask(port, '/client/v4/zones/?name=mapleandpine.net');
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.body.toString())).toMatchObject({ result: [{ name: 'mapleandpine.net' }] });
      expect(answer.headers['cf-ray']).toMatch(/-SIM$/);
      expect(answer.headers['ratelimit']).toContain('r=1199');
    });
  });

  it('listens on the loopback address only', async () => {
    const server = await serve(createSimulator(), { port: 0 });
    try {
      expect(new URL(server.url).hostname).toBe('127.0.0.1');
    } finally {
      await server.close();
    }
    await expect(ask(server.port, '/')).rejects.toThrow('ECONNREFUSED');
  });

  it('says when the port is taken', async () => {
    await served(createSimulator(), async ({ port }) => {
      await expect(serve(createSimulator(), { port })).rejects.toThrow('EADDRINUSE');
    });
  });

  it('keeps connections alive, also for GET with a body', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await served(createSimulator(), async ({ port }) => {
      const sockets = new Set<unknown>();
      agent.on('free', (socket: unknown) => sockets.add(socket));
      for (const method of ['GET', 'GET', 'POST', 'GET']) {
        const body = '{"ignored":true}';
        const headers = { ...AUTHORIZED, 'content-length': body.length };
        await ask(port, '/client/v4/zones', { agent, method, headers }, body);
      }
      expect(sockets.size).toBe(1);
      agent.destroy();
    });
  });

  it('takes and gives bodies of any kind', async () => {
    const simulator = createSimulator();
    await served(simulator, async ({ port }) => {
      const record = JSON.stringify({ type: 'TXT', name: 'umlaut.mapleandpine.com', content: '"grün"' });
      expect((await ask(port, RECORDS, { method: 'POST' }, record)).status).toBe(200);
      expect(simulator.requests()[0]?.body).toBe(record);
      const headers = { ...AUTHORIZED, 'accept-encoding': 'gzip' };
      const list = await ask(port, RECORDS, { headers });
      expect(list.headers['content-encoding']).toBe('gzip');
      expect(gunzipSync(list.body).toString()).toContain('umlaut.mapleandpine.com');
    });
  });

  it('refuses a body that is too large, and goes on', async () => {
    await served(createSimulator(), async ({ port }) => {
      const answer = await ask(port, RECORDS, { method: 'POST' }, Buffer.alloc(LARGEST_BODY + 1));
      expect(answer.status).toBe(413);
      expect((await ask(port, '/client/v4/zones')).status).toBe(200);
    });
  });

  it('survives a client that leaves in the middle of its request', async () => {
    await served(createSimulator(), async ({ port }) => {
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.write('POST /client/v4/zones HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nhalf', () => {
            socket.destroy();
            resolve();
          });
        });
      });
      expect((await ask(port, '/client/v4/zones')).status).toBe(200);
    });
  });

  it('survives a client that leaves in the middle of an answer', async () => {
    const simulator = createSimulator();
    simulator.faults.add({ times: 1, fault: { kind: 'huge_body', bytes: 1e12 } });
    await served(simulator, async ({ port }) => {
      await new Promise<void>((resolve) => {
        const request = httpRequest({ host: '127.0.0.1', port, path: '/client/v4/zones' }, (response) => {
          response.once('data', () => {
            request.destroy();
            resolve();
          });
          response.on('error', () => undefined);
        });
        request.end();
      });
      expect((await ask(port, '/client/v4/zones')).status).toBe(200);
    });
  });

  it.each(['//[', '/client/v4/%zz', '*', '/client/v4/zones?%zz=%'])(
    'answers the odd target %s',
    async (path) => {
      await served(createSimulator(), async ({ port }) => {
        expect((await ask(port, path)).status).toBeLessThan(500);
      });
    },
  );

  it('offers the control endpoints without a token', async () => {
    const simulator = createSimulator();
    await served(simulator, async ({ port }) => {
      const rule = JSON.stringify({ times: 1, fault: { kind: 'status', status: 500 } });
      await ask(port, '/__simulator/faults', { method: 'POST', headers: {} }, rule);
      expect((await ask(port, '/client/v4/zones')).status).toBe(500);
      const log = await ask(port, '/__simulator/requests', { headers: {} });
      expect(JSON.parse(log.body.toString())).toEqual(simulator.requests());
      expect(log.body.toString()).not.toContain(SIMULATOR_TOKEN);
    });
  });
});

describe('faults over HTTP', () => {
  const create = JSON.stringify({ type: 'A', name: 'cut.mapleandpine.com', content: '192.0.2.1' });
  const cuts: readonly (readonly [CutMoment, boolean])[] = [
    ['before_commit', false],
    ['after_commit', true],
    ['mid_body', true],
  ];

  it.each(cuts)('a cut %s breaks the connection; the change happened: %s', async (when, happened) => {
    const simulator = createSimulator();
    simulator.faults.add({ times: 1, fault: { kind: 'cut', when } });
    await served(simulator, async ({ port }) => {
      await expect(ask(port, RECORDS, { method: 'POST' }, create)).rejects.toMatchObject({
        code: 'ECONNRESET',
      });
      const list = await ask(port, `${RECORDS}?name=cut.mapleandpine.com`);
      expect(JSON.parse(list.body.toString()).result).toHaveLength(happened ? 1 : 0);
    });
  });

  it('a gzip bomb arrives compressed', async () => {
    const simulator = createSimulator();
    simulator.faults.add({ fault: { kind: 'gzip_bomb', bytes: 2_000_000 } });
    await served(simulator, async ({ port }) => {
      const answer = await ask(port, '/client/v4/zones');
      expect(answer.headers['content-encoding']).toBe('gzip');
      expect(gunzipSync(answer.body).byteLength).toBeGreaterThan(2_000_000);
    });
  });

  it('a huge body arrives whole for who can take it', async () => {
    const simulator = createSimulator();
    simulator.faults.add({ fault: { kind: 'huge_body', bytes: 20_000_000 } });
    await served(simulator, async ({ port }) => {
      expect((await ask(port, '/client/v4/zones')).body.byteLength).toBeGreaterThan(20_000_000);
    });
  });

  it.each([
    [{ kind: 'status', status: 204, body: '' }, 204],
    [{ kind: 'redirect', location: 'https://evil.example/' }, 307],
    [{ kind: 'html' }, 502],
    [{ kind: 'malformed_json' }, 200],
    [{ kind: 'truncated_json' }, 200],
    [{ kind: 'echo_token' }, 400],
    [{ kind: 'delay', ms: 1 }, 200],
    [{ kind: 'slow_body', ms_per_chunk: 0 }, 200],
  ] as const)('%j is a complete answer', async (fault, status) => {
    const simulator = createSimulator();
    simulator.faults.add({ fault });
    await served(simulator, async ({ port }) => {
      expect((await ask(port, '/client/v4/zones')).status).toBe(status);
    });
  });
});
