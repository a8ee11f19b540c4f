import type { RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { createServer as createTlsServer, type Server, type TLSSocket, type TlsOptions } from 'node:tls';
import { createHttpsTransport, type HttpsTransportOptions } from '../https-transport.ts';
import type { Transport } from '../transport.ts';
import { createAuthority, type Identity } from './certificate.ts';

export const HOSTNAME = 'api.service.test';
export const BASE_PATH = '/api/v1';
export const authority = createAuthority('Authority of the tests');

const goodIdentity = authority.issue({ hostname: HOSTNAME });

/** A real server on the loopback address, and transports that reach it as `HOSTNAME`. */
export interface Service {
  readonly port: number;
  /** TCP connections so far. */
  connections(): number;
  /** TCP connections that are open now. */
  open(): number;
  transport(options?: HttpsTransportOptions): Transport;
}

export interface ServiceOptions extends TlsOptions {
  readonly identity?: Identity;
}

const running = new Set<() => Promise<void>>();

/** Ends every service and transport that was started. For `afterEach`. */
export async function stopServices(): Promise<void> {
  await Promise.all([...running].map((stop) => stop()));
}

/** A server that speaks HTTP. */
export function serveHttp(listener: RequestListener, options: ServiceOptions = {}): Promise<Service> {
  return start(createHttpsServer(tlsOptions(options), listener));
}

/** A server that speaks TLS, and leaves the rest to the test. */
export function serveRaw(
  onSocket: (socket: TLSSocket) => void,
  options: ServiceOptions = {},
): Promise<Service> {
  return start(createTlsServer(tlsOptions(options), onSocket));
}

function tlsOptions({ identity = goodIdentity, ...rest }: ServiceOptions): TlsOptions {
  return { cert: identity.certificate, key: identity.key, ...rest };
}

async function start(server: Server): Promise<Service> {
  let connections = 0;
  const sockets = new Set<Socket>();
  const transports: Transport[] = [];
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  // Clients that break off are what these tests are about.
  server.on('secureConnection', (socket: TLSSocket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const stop = async (): Promise<void> => {
    running.delete(stop);
    for (const transport of transports) transport.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  };
  running.add(stop);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    connections: () => connections,
    open: () => sockets.size,
    transport(options = {}) {
      const transport = transportTo(port, options);
      transports.push(transport);
      return transport;
    },
  };
}

export function transportTo(port: number, options: HttpsTransportOptions = {}): Transport {
  const testOnly = { address: '127.0.0.1', port, ca: authority.certificate };
  return createHttpsTransport(
    { hostname: HOSTNAME, port: 443, basePath: BASE_PATH },
    { testOnly, ...options },
  );
}
