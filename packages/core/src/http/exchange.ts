import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { TransportFailure, type TransportFailureReason, type WireResponse } from './transport.ts';
import { ProxyFailure } from './tunnel.ts';

/**
 * Carries one request over a connection that the agent provides, up to the head of the response.
 *
 * Not a byte of the request, and so no credential, is written before the connection is encrypted and the
 * certificate has been verified. That is also what makes `sent` exact.
 *
 * @param connectMs limit for name lookup, TCP and TLS together, in milliseconds.
 * @throws {TransportFailure}
 */
export function exchange(
  request: ClientRequest,
  body: Uint8Array | undefined,
  signal: AbortSignal,
  connectMs: number,
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
    const write = (): void => {
      clearTimeout(timer);
      sent = true;
      request.end(body);
    };

    signal.addEventListener('abort', abort, { once: true });
    request.on('socket', (socket) => {
      if (isVerified(socket)) {
        write();
        return;
      }
      timer = setTimeout(() => fail('timeout'), connectMs);
      socket.once('secureConnect', write);
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
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return { status: response.statusCode ?? 0, headers, body: bodyOf(response) };
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
