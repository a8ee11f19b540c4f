import type { ClientRequest, RequestOptions } from 'node:http';
import type { Agent } from 'node:https';
import type { Socket } from 'node:net';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import type { ForwardProxy } from './proxy.ts';

/** The proxy could not be reached, or does not carry the connection. `code` is the platform's name, or `HTTP_407`. */
export class ProxyFailure extends Error {
  override readonly name = 'ProxyFailure';
  readonly code: string;

  constructor(code: string) {
    super('proxy failure');
    this.code = code;
  }
}

type Callback = (error: Error | null, socket?: TLSSocket) => void;

/**
 * Makes every connection of an agent through CONNECT, with TLS to the service inside: the proxy sees the name of the
 * service and no more. What the agent asks of TLS holds as without a proxy.
 *
 * @param connectMs limit for reaching the proxy and for its answer, in milliseconds; TLS has a limit of its own.
 * @returns what closes the tunnels that are not open yet.
 */
export function throughProxy(agent: Agent, proxy: ForwardProxy, connectMs: number): () => void {
  const pending = new Set<ClientRequest>();
  const createConnection = async (options: ConnectionOptions, callback: Callback): Promise<void> => {
    let secured: TLSSocket;
    try {
      const socket = await openTunnel(proxy, `${options.host}:${options.port}`, connectMs, pending);
      const tls = await import('node:tls');
      secured = tls.connect({ ...options, socket });
    } catch (error) {
      callback(error instanceof Error ? error : new ProxyFailure('UNKNOWN'));
      return;
    }
    callback(null, secured);
  };
  Object.assign(agent, {
    // Whatever is returned would be taken for the connection.
    createConnection: (options: ConnectionOptions, callback: Callback) =>
      void createConnection(options, callback),
  });
  return () => {
    for (const request of pending) request.destroy();
  };
}

async function openTunnel(
  proxy: ForwardProxy,
  target: string,
  connectMs: number,
  pending: Set<ClientRequest>,
): Promise<Socket> {
  const { request } = proxy.secure ? await import('node:https') : await import('node:http');
  const connecting = request(connectOptions(proxy, target));
  pending.add(connecting);
  const timer = setTimeout(() => connecting.destroy(new ProxyFailure('ETIMEDOUT')), connectMs);
  try {
    return await tunnelOf(connecting);
  } finally {
    clearTimeout(timer);
    pending.delete(connecting);
  }
}

function connectOptions(proxy: ForwardProxy, target: string): RequestOptions & { rejectUnauthorized: true } {
  const credentials =
    proxy.authorization === undefined ? {} : { 'proxy-authorization': proxy.authorization.expose() };
  return {
    method: 'CONNECT',
    host: proxy.hostname,
    port: proxy.port,
    path: target,
    headers: { host: target, ...credentials },
    agent: false,
    rejectUnauthorized: true,
    insecureHTTPParser: false,
  };
}

function tunnelOf(connecting: ClientRequest): Promise<Socket> {
  return new Promise((resolve, reject) => {
    connecting.on('connect', ({ statusCode = 0 }, socket, early) => {
      // Bytes before the handshake began can only be from somebody who answers in the service's place.
      const open = statusCode >= 200 && statusCode < 300 && early.length === 0;
      if (open) return resolve(socket);
      socket.destroy();
      reject(new ProxyFailure(`HTTP_${statusCode}`));
    });
    connecting.on('response', ({ statusCode = 0 }) => {
      connecting.destroy();
      reject(new ProxyFailure(`HTTP_${statusCode}`));
    });
    connecting.on('error', (error) => {
      const code = 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
      reject(new ProxyFailure(code));
    });
    connecting.on('close', () => reject(new ProxyFailure('ECONNRESET')));
    connecting.end();
  });
}
