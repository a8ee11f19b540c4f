import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpsTransport } from './https-transport.ts';
import { createAuthority } from './testing/certificate.ts';
import {
  authority,
  BASE_PATH,
  HOSTNAME,
  type Service,
  serveHttp,
  serveRaw,
  stopServices,
  transportTo,
} from './testing/tls-service.ts';
import { type Transport, TransportFailure, type WireRequest } from './transport.ts';

const TOKEN = 'Bearer token-of-this-test';
const GET: WireRequest = {
  method: 'GET',
  path: `${BASE_PATH}/things`,
  headers: { authorization: TOKEN },
  body: undefined,
};

afterEach(stopServices);

async function failureOf(transport: Transport, request = GET): Promise<TransportFailure> {
  try {
    const response = await transport.send(request, new AbortController().signal);
    await drain(response.body);
  } catch (error) {
    if (error instanceof TransportFailure) return error;
    throw error;
  }
  throw new Error('The request succeeded.');
}

async function textOf(transport: Transport, request = GET): Promise<string> {
  const response = await transport.send(request, new AbortController().signal);
  return drain(response.body);
}

async function drain(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** A TLS service that records every byte a client lets it decrypt. */
async function recorder(
  options: Parameters<typeof serveRaw>[1] = {},
): Promise<Service & { heard: () => string }> {
  let heard = '';
  const service = await serveRaw((socket) => {
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    });
  }, options);
  return { ...service, heard: () => heard };
}

async function listening(
  onSocket: Parameters<typeof createServer>[1],
): Promise<{ port: number; server: Server }> {
  const server = createServer(onSocket);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, server };
}

describe('the HTTPS transport', () => {
  it('sends what it is given to its one origin, under the real name', async () => {
    const names: unknown[] = [];
    const service = await serveHttp((request, response) => {
      names.push('servername' in request.socket && request.socket.servername, request.headers.host);
      response.end(`${request.method} ${request.url} ${request.headers.authorization}`);
    });
    expect(await textOf(service.transport())).toBe(`GET ${BASE_PATH}/things ${TOKEN}`);
    expect(names).toEqual([HOSTNAME, `${HOSTNAME}:${service.port}`]);
  });

  it('sends nothing outside its base path', async () => {
    const service = await recorder();
    for (const path of ['/', '/other', BASE_PATH, `${BASE_PATH}x/y`, '//evil.test/x']) {
      await expect(
        service.transport().send({ ...GET, path }, new AbortController().signal),
      ).rejects.toBeInstanceOf(TypeError);
    }
    expect(service.connections()).toBe(0);
  });

  it('uses one connection for twenty requests, one after the other', async () => {
    const service = await serveHttp((_request, response) => response.end('x'.repeat(33_000)));
    const transport = service.transport();
    for (let count = 0; count < 20; count += 1) await textOf(transport);
    expect(service.connections()).toBe(1);
  });

  it('returns a redirect as it is', async () => {
    const elsewhere = await recorder();
    const service = await serveHttp((_request, response) => {
      response.writeHead(302, { location: `https://127.0.0.1:${elsewhere.port}/` }).end();
    });
    const response = await service.transport().send(GET, new AbortController().signal);
    expect(response.status).toBe(302);
    expect(elsewhere.connections()).toBe(0);
  });

  it('joins repeated headers, and keeps cookies apart from them', async () => {
    const service = await serveRaw((socket) => {
      socket.on('data', () =>
        socket.end(
          'HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\nset-cookie: a\r\nset-cookie: b\r\ncontent-length: 0\r\n\r\n',
        ),
      );
    });
    const { headers, cookies } = await service.transport().send(GET, new AbortController().signal);
    expect(headers).toEqual({ 'x-a': '1, 2', 'content-length': '0' });
    expect(cookies).toEqual(['a', 'b']);
  });
});

describe('whom it trusts', () => {
  const day = 86_400_000;
  const cases = [
    ['a certificate of an unknown authority', createAuthority('Someone else').issue({ hostname: HOSTNAME })],
    ['a certificate for another name', authority.issue({ hostname: 'other.service.test' })],
    [
      'an expired certificate',
      authority.issue({
        hostname: HOSTNAME,
        notBefore: new Date(Date.now() - 2 * day),
        notAfter: new Date(Date.now() - day),
      }),
    ],
    [
      'a certificate of the future',
      authority.issue({ hostname: HOSTNAME, notBefore: new Date(Date.now() + day / 2) }),
    ],
  ] as const;

  it.each(cases)('not %s, and lets it read nothing', async (_what, identity) => {
    const service = await recorder({ identity });
    for (const request of [GET, { ...GET, method: 'POST' as const, body: Buffer.from('{}') }]) {
      const failure = await failureOf(service.transport(), request);
      expect(failure).toMatchObject({ reason: 'tls', sent: false });
      expect(failure.systemCode).toMatch(/CERT|ALTNAME|LEAF|ISSUER/);
    }
    expect(service.connections()).toBe(2);
    expect(service.heard()).toBe('');
  });

  it('the right certificate: the recorder hears the request', async () => {
    const service = await recorder();
    expect(await textOf(service.transport())).toBe('ok');
    expect(service.heard()).toContain(TOKEN);
  });

  it('not TLS 1.1', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const service = await recorder(old);
    // A client that is less strict gets through: the service does speak TLS 1.1.
    const protocol = await new Promise((resolve, reject) => {
      const options = { ca: authority.certificate, servername: HOSTNAME, ...old };
      const socket = connect(service.port, '127.0.0.1', options, () => {
        resolve(socket.getProtocol());
        socket.destroy();
      });
      socket.on('error', reject);
    });
    expect(protocol).toBe('TLSv1.1');
    expect(await failureOf(service.transport())).toMatchObject({ reason: 'tls', sent: false });
    expect(service.heard()).toBe('');
  });

  it('not a server that does not speak TLS', async () => {
    const { port, server } = await listening((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'));
    expect(await failureOf(transportTo(port))).toMatchObject({ reason: 'tls', sent: false });
    server.close();
  });
});

describe('how it fails', () => {
  it('tells that a name does not resolve', async () => {
    const origin = { hostname: 'nowhere.invalid', port: 443, basePath: BASE_PATH } as const;
    expect(await failureOf(createHttpsTransport(origin))).toMatchObject({ reason: 'resolve', sent: false });
  });

  it('tells that nobody listens', async () => {
    const { port, server } = await listening(() => undefined);
    await new Promise((resolve) => {
      server.close(resolve);
    });
    const failure = await failureOf(transportTo(port));
    expect(failure).toMatchObject({ reason: 'connect', sent: false, systemCode: 'ECONNREFUSED' });
  });

  it('tells that a connection was cut before it was secure', async () => {
    const { port, server } = await listening((socket) => socket.destroy());
    expect(await failureOf(transportTo(port))).toMatchObject({ reason: 'reset', sent: false });
    server.close();
  });

  it('gives up on a connection that does not become secure in time, and closes it', async () => {
    const sockets: Socket[] = [];
    const { port, server } = await listening((socket) => sockets.push(socket.resume()));
    const failure = await failureOf(transportTo(port, { connectMs: 300 }));
    expect(failure).toMatchObject({ reason: 'timeout', sent: false });
    // The server ends only when its connections have.
    await new Promise((resolve) => {
      server.close(resolve);
    });
    expect(sockets).toHaveLength(1);
  });

  it.each([
    ['cut after the request', (socket: { destroy(): unknown }) => socket.destroy(), 'reset'],
    ['ended after the request', (socket: { end(): unknown }) => socket.end(), 'reset'],
    [
      'switched to another protocol',
      (socket: { write(text: string): unknown }) =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
      'reset',
    ],
    [
      'used for something else',
      (socket: { write(text: string): unknown }) => socket.write('EHLO\r\n'),
      'protocol',
    ],
    [
      'answered with two lengths',
      (socket: { write(text: string): unknown }) =>
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'),
      'protocol',
    ],
    [
      'answered with a length and with chunks',
      (socket: { write(text: string): unknown }) =>
        socket.write(
          'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n',
        ),
      'protocol',
    ],
    [
      'answered with endless headers',
      (socket: { write(text: string): unknown }) =>
        socket.write(`HTTP/1.1 200 OK\r\n${`x-a: ${'y'.repeat(1_000)}\r\n`.repeat(40)}\r\n`),
      'protocol',
    ],
  ] as const)('says that the request was sent when the connection is %s', async (_what, act, reason) => {
    const service = await serveRaw((socket) => {
      socket.once('data', () => act(socket));
    });
    expect(await failureOf(service.transport())).toMatchObject({ reason, sent: true });
  });

  it('says so, for safety, when a kept-alive connection is reset before any byte of the answer', async () => {
    let requests = 0;
    const service = await serveRaw((socket) => {
      socket.on('data', () => {
        requests += 1;
        if (requests === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
        else socket.destroy();
      });
    });
    const transport = service.transport();
    await textOf(transport);
    expect(await failureOf(transport)).toMatchObject({ reason: 'reset', sent: true });
    expect(service.connections()).toBe(1);
  });

  it.each([
    ['short of its length', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'],
    ['in the middle of its chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabcde\r\n'],
  ])('throws while reading a body that ends %s', async (_what, text) => {
    const service = await serveRaw((socket) => {
      socket.once('data', () => socket.end(text));
    });
    expect(await failureOf(service.transport())).toMatchObject({ reason: 'reset', sent: true });
  });

  it('sends nothing once it is closed, or when the signal has aborted', async () => {
    const service = await recorder();
    const transport = service.transport();
    await expect(transport.send(GET, AbortSignal.abort())).rejects.toMatchObject({ reason: 'aborted' });
    transport.close();
    expect(await failureOf(transport)).toMatchObject({ reason: 'aborted', sent: false });
    expect(service.connections()).toBe(0);
  });
});

describe('what the environment cannot change', () => {
  it('neither NODE_TLS_REJECT_UNAUTHORIZED nor a proxy variable has an effect', async () => {
    const impostor = await recorder({
      identity: createAuthority('Someone else').issue({ hostname: HOSTNAME }),
    });
    const service = await recorder();
    let proxied = 0;
    const proxy = await listening((socket) => {
      proxied += 1;
      socket.destroy();
    });
    const [bad, good, control] = await inChildProcess([impostor.port, service.port], {
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      NODE_USE_ENV_PROXY: '1',
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      https_proxy: `http://127.0.0.1:${proxy.port}`,
      ALL_PROXY: `http://127.0.0.1:${proxy.port}`,
    });
    proxy.server.close();
    expect(bad).toBe('tls false');
    expect(good).toBe('200');
    // The variable does take hold of a client that does not set the option: the test would notice.
    expect(control).toBe('impostor trusted');
    expect(proxied).toBe(0);
    expect(impostor.heard()).not.toContain(TOKEN);
    expect(service.heard()).toContain(TOKEN);
  });
});

/** Runs the transport in a process of its own, and returns what it printed, line by line. */
async function inChildProcess(ports: readonly [number, number], env: NodeJS.ProcessEnv): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'transport-'));
  try {
    const file = join(folder, 'child.mjs');
    await build({
      stdin: { contents: childSource(ports), resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile: file,
    });
    await writeFile(join(folder, 'package.json'), '{}');
    const { stdout } = await promisify(execFile)(process.execPath, [file], {
      env: { ...process.env, ...env },
    });
    return stdout.trim().split('\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function childSource([impostor, service]: readonly [number, number]): string {
  return `
    import { connect } from 'node:tls';
    import { createHttpsTransport } from './https-transport.ts';
    const ca = ${JSON.stringify(authority.certificate)};
    const origin = { hostname: '${HOSTNAME}', port: 443, basePath: '${BASE_PATH}' };
    for (const port of [${impostor}, ${service}]) {
      const transport = createHttpsTransport(origin, { testOnly: { address: '127.0.0.1', port, ca } });
      const request = ${JSON.stringify(GET)};
      try {
        const response = await transport.send(request, new AbortController().signal);
        console.log(response.status);
      } catch (error) {
        console.log(error.reason, error.sent);
      }
      transport.close();
    }
    const socket = connect(${impostor}, '127.0.0.1', { servername: '${HOSTNAME}' }, () => {
      console.log('impostor trusted');
      socket.destroy();
    });
  `;
}
