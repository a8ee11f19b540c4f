import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Backend, Received, Reply } from './backend.ts';

/**
 * What goes wrong with one request. `before` the wiki sees it, or `after` it carried the request out; the others are answers
 * of the wiki itself, which then did nothing, and the end of every session.
 */
export type Fault =
  | { readonly kind: 'lost' | 'silence'; readonly when: 'before' | 'after' }
  | { readonly kind: 'gateway'; readonly when: 'before' | 'after'; readonly status: number }
  | { readonly kind: 'internal'; readonly when: 'before' | 'after' }
  | { readonly kind: 'cut' | 'garbled' }
  | { readonly kind: 'readonly' | 'ratelimited' | 'maxlag' }
  | { readonly kind: 'session' };

export interface Armed {
  readonly on: 'read' | 'write';
  /** Which of the operation's reads or writes, from 0. */
  readonly number: number;
  readonly fault?: Fault;
  /** Done right before the wiki sees the request. */
  readonly meanwhile?: () => Promise<void>;
}

const writes = new Set(['edit', 'move', 'delete', 'undelete', 'upload', 'filerevert']);

/** Stands between a server and a wiki, on loopback, and lets requests go wrong. */
export class FaultyWiki {
  readonly hits: Record<string, number> = {};
  /** Every write that reached the wiki in this operation, with what the wiki said. */
  readonly log: string[] = [];
  requests = 0;
  readonly #backend: Backend;
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #over = new Set<string>();
  readonly #current = new Set<string>();
  #armed: Armed[] = [];
  #seen = { read: 0, write: 0 };

  private constructor(backend: Backend) {
    this.#backend = backend;
  }

  static async start(backend: Backend): Promise<FaultyWiki> {
    const faulty = new FaultyWiki(backend);
    faulty.#server.listen(0, '127.0.0.1');
    await once(faulty.#server, 'listening');
    return faulty;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return `http://127.0.0.1:${address.port}`;
  }

  /** From now on, for one operation. */
  arm(armed: readonly Armed[]): void {
    this.#armed = [...armed];
    this.#seen = { read: 0, write: 0 };
    this.log.length = 0;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close').catch(() => undefined);
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks);
    const action = /name="action"\r\n\r\n(\w+)/u.exec(body.subarray(0, 4_000).toString('latin1'))?.[1] ?? '';
    const on = writes.has(action) ? 'write' : 'read';
    const number = this.#seen[on];
    this.#seen[on] += 1;
    const mine = this.#armed.filter((armed) => armed.on === on && armed.number === number);
    for (const { meanwhile } of mine) await meanwhile?.();
    const fault = mine.find((armed) => armed.fault !== undefined)?.fault;
    if (fault !== undefined) this.hits[fault.kind] = (this.hits[fault.kind] ?? 0) + 1;
    if (fault?.kind === 'session') for (const value of this.#current) this.#over.add(value);
    const send = async (): Promise<Reply> => {
      const reply = await this.#backend.send(this.#received(incoming, body));
      for (const cookie of reply.setCookies) this.#current.add(/^[^=]+=([^;]*)/u.exec(cookie)?.[1] ?? '');
      if (on === 'write') this.log.push(`${action}: ${reply.body.toString('utf8').slice(0, 300)}`);
      return reply;
    };
    await answer(response, fault, send);
  }

  /** Without the cookies of sessions that are over: so a wiki sees who comes back after it forgot them. */
  #received({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): Received {
    const { cookie = '', ...others } = headers;
    const left = cookie.split('; ').filter((pair) => !this.#over.has(pair.slice(pair.indexOf('=') + 1)));
    const kept = Object.entries({ ...others, cookie: left.join('; ') }).filter(
      ([name, value]) =>
        !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name) && value,
    );
    const sent = Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
    return { method, path: url, headers: sent, body: body.length === 0 ? undefined : body };
  }
}

/** Codes and texts as MediaWiki 1.39 sends them, under HTTP 200. */
const refusals = {
  readonly: {
    code: 'readonly',
    text: 'The wiki is currently in read-only mode.',
    data: { readonlyreason: 'Backup until 12:00' },
  },
  ratelimited: {
    code: 'ratelimited',
    text: "You've exceeded your rate limit. Please wait some time and try again.",
  },
  maxlag: {
    code: 'maxlag',
    text: 'Waiting for a database server: 7 seconds lagged.',
    data: { lag: 7, type: 'db' },
  },
  internal: {
    code: 'internal_api_error_DBQueryError',
    text: '[4f1c9e] Caught exception of type Wikimedia\\Rdbms\\DBQueryError',
  },
} as const;

async function answer(
  response: ServerResponse,
  fault: Fault | undefined,
  send: () => Promise<Reply>,
): Promise<void> {
  if (fault === undefined || fault.kind === 'session') {
    finish(response, await send());
    return;
  }
  const { kind } = fault;
  if (kind === 'readonly' || kind === 'ratelimited' || kind === 'maxlag') {
    refuse(response, kind);
    return;
  }
  if (!('when' in fault) || fault.when === 'after') {
    const reply = await send();
    if (kind === 'cut') {
      response.writeHead(reply.status, { ...reply.headers, 'content-length': reply.body.length + 1 });
      response.write(reply.body.subarray(0, reply.body.length / 2), () => response.destroy());
      return;
    }
  }
  if (kind === 'lost') response.destroy();
  if (kind === 'internal') refuse(response, kind);
  if (kind === 'gateway') page(response, fault.status, 'Bad gateway');
  if (kind === 'garbled') page(response, 200, 'One moment, please');
  // Of silence nothing is sent: the server has a deadline of its own.
}

function refuse(response: ServerResponse, kind: keyof typeof refusals): void {
  const body = JSON.stringify({ errors: [{ ...refusals[kind], module: 'main' }] });
  const again = kind === 'maxlag' ? { 'retry-after': '5' } : {};
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', ...again }).end(body);
}

function page(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { 'content-type': 'text/html' }).end(`<!DOCTYPE html><title>${words}</title>`);
}

function finish(response: ServerResponse, { status, headers, setCookies, body }: Reply): void {
  if (setCookies.length > 0) response.setHeader('set-cookie', [...setCookies]);
  response.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
}
