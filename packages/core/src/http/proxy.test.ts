import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createScrubber } from '../secret/scrub.ts';
import { createClient } from './client.ts';
import { path } from './path.ts';
import { type ForwardProxy, isDirect, readProxy } from './proxy.ts';
import { createAuthority } from './testing/certificate.ts';
import {
  authority,
  BASE_PATH,
  HOSTNAME,
  type Service,
  serveHttp,
  stopServices,
} from './testing/tls-service.ts';

const password = 'hunter2-and-more';

const servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(async () => {
  await stopServices();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await Promise.all(
    servers.splice(0).map(
      (server) =>
        new Promise((resolve) => {
          server.close(resolve);
        }),
    ),
  );
});

interface LittleProxy {
  readonly settings: (credentials?: string, exceptions?: string) => ForwardProxy;
  /** Targets of CONNECT, and the credentials that came with it. */
  readonly asked: readonly { readonly target: string; readonly authorization: string | undefined }[];
  /** Bytes that went through, as the proxy sees them. */
  readonly carried: () => Buffer;
}

type Treat = (request: IncomingMessage, socket: Socket) => boolean;

/** A proxy that carries everything to one service, whatever it is asked for, unless `treat` has dealt with it. */
async function proxyTo(service: Service, treat: Treat = () => false): Promise<LittleProxy> {
  const asked: { target: string; authorization: string | undefined }[] = [];
  const bytes: Buffer[] = [];
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    socket.on('error', () => undefined);
    asked.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    if (treat(request, socket)) return;
    const onward = connect(service.port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.on('data', (chunk: Buffer) => bytes.push(chunk));
      socket.pipe(onward).pipe(socket);
    });
    sockets.add(onward);
    onward.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  servers.push(server);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    settings: (credentials = '', exceptions = '') =>
      readProxy(`http://${credentials}127.0.0.1:${port}`, exceptions),
    asked,
    carried: () => Buffer.concat(bytes),
  };
}

const secret = 'the-credential-of-the-service';

function clientThrough(service: Service, proxy: ForwardProxy | undefined, connectMs = 5_000) {
  const transport = service.transport({ ...(proxy === undefined ? {} : { proxy }), connectMs });
  return createClient({
    transport,
    service: 'Example',
    basePath: BASE_PATH,
    userAgent: 'x',
    authorization: () => `Bearer ${secret}`,
    retry: { maxAttempts: 1 },
  });
}

const READ = { method: 'GET', path: path`/things` } as const;

async function failure(promise: Promise<unknown>) {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const message = error instanceof Error ? error.message : '';
  return { ...JSON.parse(JSON.stringify(error)), message } as {
    code: string;
    message: string;
    details: Record<string, unknown>;
  };
}

const good = () =>
  serveHttp((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"works":true}');
  });

describe('a proxy', () => {
  it('carries encrypted bytes to the one origin, several requests in one tunnel', async () => {
    const service = await good();
    const proxy = await proxyTo(service);
    const client = clientThrough(service, proxy.settings(`someone:${password}@`));
    expect((await client.request(READ)).json).toEqual({ works: true });
    expect((await client.request(READ)).json).toEqual({ works: true });
    const authorization = `Basic ${Buffer.from(`someone:${password}`).toString('base64')}`;
    expect(proxy.asked).toEqual([{ target: `${HOSTNAME}:${service.port}`, authorization }]);
    expect(proxy.carried().length).toBeGreaterThan(500);
    expect(proxy.carried().toString('latin1')).not.toContain(secret);
    expect(proxy.carried().toString('latin1')).not.toContain('/things');
  });

  it('is not asked for a host that NO_PROXY has', async () => {
    const service = await good();
    const proxy = await proxyTo(service);
    const client = clientThrough(service, proxy.settings('', '.service.test'));
    expect((await client.request(READ)).status).toBe(200);
    expect(proxy.asked).toEqual([]);
  });

  it.each([
    [
      'whose authority is not known',
      () => ({ identity: createAuthority('Another').issue({ hostname: HOSTNAME }) }),
    ],
    [
      'with a certificate for another name',
      () => ({ identity: authority.issue({ hostname: 'other.test' }) }),
    ],
    [
      'with a certificate that has expired',
      () => ({
        identity: authority.issue({ hostname: HOSTNAME, notAfter: new Date(Date.now() - 60_000) }),
      }),
    ],
    ['that speaks only TLS 1.1', () => ({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1' }) as const],
  ])('that leads to a service %s gets no request', async (_what, options) => {
    const requests: string[] = [];
    const service = await serveHttp((request, response) => {
      requests.push(request.url ?? '');
      response.end();
    }, options());
    const proxy = await proxyTo(service);
    const { code, details } = await failure(clientThrough(service, proxy.settings()).request(READ));
    expect({ code, stage: details['stage'], sent: details['sent'] }).toEqual({
      code: 'unreachable',
      stage: 'tls',
      sent: false,
    });
    expect(requests).toEqual([]);
  });

  it.each([
    [407, 'HTTP_407'],
    [403, 'HTTP_403'],
    [302, 'HTTP_302'],
  ])('that answers %i is named as the cause', async (status, code) => {
    const service = await good();
    const proxy = await proxyTo(service, (_request, socket) => {
      socket.end(`HTTP/1.1 ${status} No\r\nlocation: https://attacker.example/\r\n\r\n`);
      return true;
    });
    const error = await failure(clientThrough(service, proxy.settings(`someone:${password}@`)).request(READ));
    expect(error).toMatchObject({
      code: 'unreachable',
      details: { stage: 'proxy', sent: false, system_code: code },
    });
    expect(error.message).toContain('proxy');
    expect(JSON.stringify(error)).not.toContain(password);
    expect(service.connections()).toBe(0);
  });

  it('that says something before the service does gets nothing', async () => {
    const service = await good();
    const proxy = await proxyTo(service, (_request, socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\nearly');
      return true;
    });
    const error = await failure(clientThrough(service, proxy.settings()).request(READ));
    expect(error).toMatchObject({ code: 'unreachable', details: { sent: false } });
  });

  it('that is silent is given up in time, and a close ends the wait', async () => {
    const service = await good();
    const proxy = await proxyTo(service, () => true);
    const error = await failure(clientThrough(service, proxy.settings(), 200).request(READ));
    expect(error).toMatchObject({ details: { stage: 'proxy', system_code: 'ETIMEDOUT' } });
    const client = clientThrough(service, proxy.settings(), 60_000);
    const pending = failure(client.request(READ));
    while (proxy.asked.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    client.close();
    expect(await pending).toMatchObject({ details: { stage: 'proxy' } });
  });

  it('that is not there is named as the cause', async () => {
    const service = await good();
    const error = await failure(clientThrough(service, readProxy('http://127.0.0.1:1', '')).request(READ));
    expect(error).toMatchObject({ details: { stage: 'proxy', system_code: 'ECONNREFUSED' } });
  });
});

describe('the address of a proxy', () => {
  it.each([
    ['http://proxy.example:3128', 'proxy.example', 3128, false],
    ['proxy.example:3128', 'proxy.example', 3128, false],
    ['https://proxy.example', 'proxy.example', 443, true],
    ['http://[::1]:8080/', '::1', 8080, false],
  ])('%s is read', (address, hostname, port, secure) => {
    expect(readProxy(address, '')).toMatchObject({ hostname, port, secure, authorization: undefined });
  });

  it.each(['socks5://proxy.example:1080', 'http://', 'http://a b', `http://user:${password}%@proxy.example`])(
    '%s is refused without being repeated',
    (address) => {
      let message = '';
      try {
        readProxy(address, '');
      } catch (error) {
        message = `${String(error)} ${JSON.stringify(error)}`;
      }
      expect(message).toContain('HTTPS_PROXY');
      expect(message).not.toContain('proxy.example');
      expect(message).not.toContain(password);
    },
  );

  it('holds credentials that cannot be printed, and that the last filter finds', () => {
    const proxy = readProxy(`http://some%40one:${encodeURIComponent('p@ss:word/long')}@proxy.example`, '');
    expect(proxy.authorization?.expose()).toBe(
      `Basic ${Buffer.from('some@one:p@ss:word/long').toString('base64')}`,
    );
    expect(JSON.stringify(proxy)).not.toMatch(/p@ss|c29tZ/u);
    const scrub = createScrubber(proxy.password === undefined ? [] : [proxy.password]);
    expect(scrub('it was p@ss:word/long')).not.toContain('p@ss:word');
  });

  it('does not make common words of a short password disappear', () => {
    expect(readProxy('http://user:zone@proxy.example', '').password).toBeUndefined();
  });
});

describe('NO_PROXY', () => {
  it.each([
    ['api.example.com', true],
    ['example.com', true],
    ['.example.com', true],
    ['*.example.com', true],
    ['*', true],
    ['other.test, API.example.com:443', true],
    ['other.test example.com', true],
    ['', false],
    ['pi.example.com', false],
    ['ample.com', false],
    ['com.example', false],
    ['api.example.com:8443', false],
  ])('%j: reaches api.example.com directly is %j', (exceptions, expected) => {
    expect(isDirect(readProxy('http://proxy.example', exceptions), 'api.example.com')).toBe(expected);
  });
});
