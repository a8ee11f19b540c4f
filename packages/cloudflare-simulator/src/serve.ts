import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { SimulatedRequest, SimulatedResponse } from './contract.ts';
import type { RenderedResponse } from './envelope.ts';
import { renderErrors, sound } from './envelope.ts';
import { ConnectionCut } from './faults/apply.ts';
import { RESOLVER_PATH } from './resolver/index.ts';
import { API_PREFIX } from './router.ts';
import type { Simulator } from './simulator.ts';
import { targetOf } from './target.ts';

/** Bytes of a request body (100 MiB); Cloudflare's edge takes as many on the Free and Pro plans. */
export const LARGEST_BODY = 104_857_600;

const LOOPBACK = '127.0.0.1';

/** Node's default of 5 seconds closes connections under clients that pause between two requests. */
const KEEP_ALIVE_MILLISECONDS = 60_000;

export interface ServeOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** PEM. Without it the server speaks plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
}

export interface RunningServer {
  readonly port: number;
  /** `http://127.0.0.1:PORT/client/v4`, what a client takes as the base of the API. */
  readonly url: string;
  /** Stops listening and drops the open connections. */
  close(): Promise<void>;
}

/** Serves a simulator over HTTP or HTTPS, on the loopback address only. @throws when the port is taken. */
export async function serve(simulator: Simulator, { port, tls }: ServeOptions): Promise<RunningServer> {
  const listener: RequestListener = (request, response) => void exchange(simulator, request, response);
  const server = tls === undefined ? createServer(listener) : createTlsServer({ ...tls }, listener);
  server.keepAliveTimeout = KEEP_ALIVE_MILLISECONDS;
  server.listen(port, LOOPBACK);
  await once(server, 'listening');
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  const scheme = tls === undefined ? 'http' : 'https';
  return {
    port: taken,
    url: `${scheme}://${LOOPBACK}:${taken}${API_PREFIX}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function exchange(
  simulator: Simulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    await send(await answerTo(simulator, request, gone.signal), response);
  } catch (error) {
    const left = gone.signal.aborted || !request.complete;
    response.destroy();
    if (!left && !(error instanceof ConnectionCut)) throw error;
  }
}

async function answerTo(
  simulator: Simulator,
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<SimulatedResponse> {
  const body = await bodyOf(request);
  if (body === undefined) return sound(tooLarge());
  const received = requestOf(request, body, signal);
  // The resolver is another host; here it shares the port of the API.
  if (targetOf(received.url).path === RESOLVER_PATH) return simulator.resolve(received);
  return simulator.fetch(received);
}

function requestOf(
  { method = 'GET', url = '/', headers }: IncomingMessage,
  body: Uint8Array,
  signal: AbortSignal,
): SimulatedRequest {
  return { method, url, headers: flatten(headers), body, signal };
}

/** @returns undefined when the body is larger than `LARGEST_BODY`; the rest is read, and dropped. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const piece: Uint8Array = chunk;
    bytes += piece.byteLength;
    if (bytes <= LARGEST_BODY) chunks.push(piece);
  }
  return bytes > LARGEST_BODY ? undefined : Buffer.concat(chunks);
}

function tooLarge(): RenderedResponse {
  return renderErrors(413, [{ code: 413, message: 'Payload Too Large' }]);
}

/** Breaks the connection when the body throws, and stops reading the body when the client leaves. */
async function send({ status, headers, body }: SimulatedResponse, response: ServerResponse): Promise<void> {
  response.writeHead(status, headers);
  await pipeline(body, response);
}

function flatten(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as const],
    ),
  );
}
