import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import type { Agent } from 'node:https';
import type { Socket } from 'node:net';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import type { ForwardProxy } from './proxy.ts';
import { TransportFailure, type TransportFailureReason, type WireResponse } from './transport.ts';

/** The proxy could not be reached, or does not carry the connection. `code` is the platform's name, or `HTTP_407`. */
class ProxyFailure extends Error {
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

/** What a connection has to be before anything is written to it. */
export interface ConnectionRules {
  /** Limit for name lookup, TCP and TLS together, in milliseconds. */
  readonly connectMs: number;
  /** Whether it is TLS with a certificate that was checked. Without it, the address alone decides. */
  readonly isSecure: boolean;
  /** Whether the address at the other end is one to talk to. */
  readonly accepts?: (address: string | undefined) => boolean;
}

/**
 * Carries one request over a connection that the agent provides, up to the head of the response.
 *
 * Not a byte of the request, and so no credential, is written before the connection is what the rules say: encrypted, with a
 * certificate that has been verified, and with an address that is accepted. That is also what makes `sent` exact.
 *
 * @throws {TransportFailure}
 */
export function exchange(
  request: ClientRequest,
  body: Uint8Array | undefined,
  signal: AbortSignal,
  { connectMs, isSecure, accepts = () => true }: ConnectionRules,
): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    let sent = false;
    let timer: NodeJS.Timeout | undefined;

    const release = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    };
    const fail = (reason: TransportFailureReason, systemCode?: string): void => {
      release();
      reject(new TransportFailure(reason, sent, systemCode));
      request.destroy();
    };
    const abort = (): void => fail('aborted');
    // Without a response this is a connection that ended silently, or a switch of protocols.
    const closed = (): void => fail('reset');
    const write = (socket: Socket): void => {
      clearTimeout(timer);
      if (!accepts(socket.remoteAddress)) {
        fail('address');
        return;
      }
      sent = true;
      request.end(body);
    };

    signal.addEventListener('abort', abort, { once: true });
    request.on('socket', (socket) => {
      const isReady = isSecure ? isVerified(socket) : !socket.connecting && !socket.destroyed;
      if (isReady) {
        write(socket);
        return;
      }
      timer = setTimeout(() => fail('timeout'), connectMs);
      socket.once(isSecure ? 'secureConnect' : 'connect', () => write(socket));
    });
    request.on('error', (error) => fail(reasonOf(error, sent), codeOf(error)));
    request.on('response', (response) => {
      request.off('close', closed);
      response.once('close', release);
      resolve(wireResponse(response));
    });
    request.on('close', closed);
  });
}

/** True only for a TLS connection whose certificate was checked and found good. */
function isVerified(socket: Socket): boolean {
  return 'authorized' in socket && socket.authorized === true;
}

function wireResponse(response: IncomingMessage): WireResponse {
  const headers: Record<string, string> = {};
  const { 'set-cookie': cookies = [], ...others } = response.headers;
  for (const [name, value] of Object.entries(others)) {
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return { status: response.statusCode ?? 0, headers, cookies, body: bodyOf(response) };
}

async function* bodyOf(response: AsyncIterable<Uint8Array> & IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of response) yield chunk;
  } catch (error) {
    throw new TransportFailure('reset', true, codeOf(error));
  }
}

const CONNECT_CODES: ReadonlySet<string> = new Set([
  'EACCES',
  'EADDRNOTAVAIL',
  'ECONNREFUSED',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETDOWN',
  'ENETUNREACH',
  'EPERM',
  'ETIMEDOUT',
]);
const RESET_CODES: ReadonlySet<string> = new Set(['ECONNABORTED', 'ECONNRESET', 'EPIPE']);

function reasonOf(error: Error, sent: boolean): TransportFailureReason {
  const code = codeOf(error) ?? '';
  if (error instanceof ProxyFailure) return 'proxy';
  if (code.startsWith('HPE_')) return 'protocol';
  if (RESET_CODES.has(code) || sent) return 'reset';
  if ('syscall' in error && error.syscall === 'getaddrinfo') return 'resolve';
  // What else can go wrong before the request is written is the handshake or the certificate.
  return CONNECT_CODES.has(code) ? 'connect' : 'tls';
}

/** The platform's name for a failure. Anything that is not plainly such a name is dropped. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return /^[A-Z][A-Z0-9_]{1,63}$/.test(error.code) ? error.code : undefined;
}
