import { createServer, type IncomingMessage, type Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from './client.ts';
import { path } from './path.ts';
import { readSite } from './site.ts';
import { createSiteTransport, type SiteTransportOptions } from './site-transport.ts';
import { authority, HOSTNAME, serveHttp, stopServices } from './testing/tls-service.ts';
import { type Transport, TransportFailure, type WireRequest } from './transport.ts';

const TOKEN = 'Bearer token-of-this-test';
const servers = new Set<Server>();
const transports = new Set<Transport>();

afterEach(async () => {
  for (const transport of transports) transport.close();
  for (const server of servers) server.closeAllConnections();
  await Promise.all([...servers].map((server) => new Promise((resolve) => server.close(resolve))));
  servers.clear();
  await stopServices();
});

interface Plain {
  readonly port: number;
  /** Connections that are open now. */
  open(): Promise<number>;
  readonly seen: IncomingMessage[];
  connections: number;
}

/** A server without TLS on all addresses of this machine. */
async function plainServer(): Promise<Plain> {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    response.end('{"ok":true}');
  });
  const open = (): Promise<number> =>
    new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
  const found: Plain = { port: 0, seen, connections: 0, open };
  server.on('connection', () => {
    found.connections += 1;
  });
  servers.add(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '0.0.0.0', resolve);
  });
  const address = server.address();
  return Object.assign(found, { port: typeof address === 'object' && address !== null ? address.port : 0 });
}

function transportTo(url: string, options?: SiteTransportOptions): Transport {
  const transport = createSiteTransport(readSite(url, 'SITE_URL'), options);
  transports.add(transport);
  return transport;
}

const get = (at: string): WireRequest => ({
  method: 'GET',
  path: at,
  headers: { authorization: TOKEN },
  body: undefined,
});

async function send(transport: Transport, at = '/wiki/api'): Promise<number> {
  const { status, body } = await transport.send(get(at), new AbortController().signal);
  for await (const _ of body);
  return status;
}

async function failureOf(transport: Transport): Promise<TransportFailure> {
  const outcome: unknown = await send(transport).catch((error: unknown) => error);
  if (outcome instanceof TransportFailure) return outcome;
  throw new Error(`no failure: ${String(outcome)}`);
}

describe('a site on this machine', () => {
  it('is talked to without TLS, below its path, on one connection', async () => {
    const server = await plainServer();
    const transport = transportTo(`http://localhost:${server.port}/wiki/`);
    for (let turn = 0; turn < 5; turn += 1) expect(await send(transport)).toBe(200);
    expect(server.connections).toBe(1);
    expect(server.seen.map(({ url }) => url)).toEqual(Array.from({ length: 5 }, () => '/wiki/api'));
    expect(server.seen[0]?.headers).toMatchObject({ authorization: TOKEN, host: `localhost:${server.port}` });
    await expect(send(transport, '/other')).rejects.toBeInstanceOf(TypeError);
    await expect(send(transport, '/wikix/y')).rejects.toBeInstanceOf(TypeError);
  });

  it('has no connection left once the transport is closed, however its first requests came', async () => {
    const server = await plainServer();
    const transport = transportTo(`http://localhost:${server.port}/wiki`);
    await Promise.all([send(transport), send(transport), send(transport)]);
    expect(await server.open()).toBeGreaterThan(0);
    transport.close();
    await expect.poll(() => server.open()).toBe(0);
  });

  const elsewhere = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

  it.skipIf(elsewhere === undefined)(
    'gets nothing once its name leads to another one (needs an address beside loopback)',
    async () => {
      const server = await plainServer();
      const testOnly = { address: elsewhere ?? '', port: server.port };
      const transport = transportTo('http://localhost/wiki', { testOnly });
      expect(await failureOf(transport)).toMatchObject({ reason: 'address', sent: false });
      expect(server.connections).toBe(1);
      expect(server.seen).toEqual([]);
      const client = createClient({ transport, service: 'Wiki', basePath: '/wiki', userAgent: 'test/1' });
      const told: unknown = await client
        .request({ method: 'POST', path: path`/api`, json: {} })
        .catch((error: unknown) => error);
      expect(told).toMatchObject({ code: 'unreachable', details: { stage: 'address', sent: false } });
      // It is not tried again: the answer would not be another one.
      expect(server.connections).toBe(2);
    },
  );

  it('that is not there is not there', async () => {
    const server = await plainServer();
    const testOnly = { address: '127.0.0.1', port: 1 };
    expect(await failureOf(transportTo('http://localhost/wiki', { testOnly }))).toMatchObject({
      reason: 'connect',
      sent: false,
    });
    expect(server.connections).toBe(0);
  });
});

describe('a site elsewhere', () => {
  const url = `https://${HOSTNAME}/wiki`;

  it('is talked to over TLS, with its name and a certificate that is checked', async () => {
    const names: unknown[] = [];
    const service = await serveHttp((request, response) => {
      names.push(
        'servername' in request.socket && request.socket.servername,
        request.headers['authorization'],
      );
      response.end('{}');
    });
    const testOnly = { address: '127.0.0.1', port: service.port };
    const transport = transportTo(url, { testOnly: { ...testOnly, ca: authority.certificate } });
    for (let turn = 0; turn < 3; turn += 1) expect(await send(transport)).toBe(200);
    expect(names.slice(0, 2)).toEqual([HOSTNAME, TOKEN]);
    expect(service.connections()).toBe(1);
    expect(await failureOf(transportTo(url, { testOnly }))).toMatchObject({ reason: 'tls', sent: false });
    expect(names).toHaveLength(6);
  });

  it('gets nothing without TLS', async () => {
    const server = await plainServer();
    const testOnly = { address: '127.0.0.1', port: server.port };
    expect((await failureOf(transportTo(url, { testOnly }))).sent).toBe(false);
    expect(server.seen).toEqual([]);
  });
});
