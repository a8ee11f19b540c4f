import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { SiteReply, SiteRequest } from './served-site.ts';
import { requestOf } from './served-site.ts';

/** How one request of a server goes wrong. `carriedOut` says whether the service did what it was asked all the same. */
export type EdgeFault =
  /** The connection ends without an answer, or nothing comes until the server gives up. */
  | { readonly kind: 'lost' | 'silence'; readonly carriedOut: boolean }
  | { readonly kind: 'gateway'; readonly status: number; readonly carriedOut: boolean }
  /** It was carried out, and its answer ends in the middle, is cut to half of itself, or is a page of somebody else. */
  | { readonly kind: 'cut' | 'halved' | 'page' }
  /** The connection ends, and the request is carried out so many milliseconds of the server later. */
  | { readonly kind: 'late'; readonly afterMs: number }
  | { readonly kind: 'slow'; readonly ms: number }
  | OwnFault;

/** What only this service does. */
export interface OwnFault {
  readonly kind: 'own';
  readonly name: string;
  /** Done before the service sees the request. */
  readonly before?: () => void;
  /** What it answers; else it answers as ever. */
  readonly reply?: SiteReply;
  /** Whether it did what it was asked though it answers so. */
  readonly carriedOut?: boolean;
}

export interface ArmedFault {
  readonly on: 'read' | 'write';
  /** Of the reads or writes of the operation, from 0. */
  readonly number: number;
  readonly fault?: EdgeFault;
  /** What somebody else does right before the service sees the request. */
  readonly meanwhile?: () => Promise<void>;
}

/** A service as the edge needs to know it. */
export interface EdgeService {
  /** Lets the service answer. */
  readonly send: (request: SiteRequest) => Promise<SiteReply>;
  readonly isWrite: (request: SiteRequest) => boolean;
}

/** Stands on loopback between a server and its service, lets requests go wrong, and somebody else write in between. */
export class FaultyEdge {
  /** By kind, or by the name of a fault that only this service has. */
  readonly hits: Record<string, number> = {};
  requests = 0;
  readonly #service: EdgeService;
  readonly #speed: number;
  readonly #server = createServer((incoming, response) => this.#begin(incoming, response));
  #armed: readonly ArmedFault[] = [];
  #seen = { read: 0, write: 0 };
  readonly #late = new Set<Promise<unknown>>();
  #failure: unknown;

  private constructor(service: EdgeService, speed: number) {
    this.#service = service;
    this.#speed = speed;
  }

  /** @param speed how many times as fast as real time the server lives. */
  static async start(service: EdgeService, speed: number): Promise<FaultyEdge> {
    const edge = new FaultyEdge(service, speed);
    edge.#server.listen(0, '127.0.0.1');
    await once(edge.#server, 'listening');
    return edge;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return address.port;
  }

  /** From now on, for one operation. */
  arm(armed: readonly ArmedFault[]): void {
    this.#armed = armed;
    this.#seen = { read: 0, write: 0 };
  }

  /** Waits until nothing that was begun can take effect any more. @throws what the service, or somebody else, threw meanwhile. */
  async settle(): Promise<void> {
    while (this.#late.size > 0) await Promise.all(this.#late);
    if (this.#failure !== undefined) throw this.#failure;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #begin(incoming: IncomingMessage, response: ServerResponse): void {
    this.#await(this.#serve(incoming, response));
  }

  #await(work: Promise<unknown>): void {
    const known = work
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .finally(() => this.#late.delete(known));
    this.#late.add(known);
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    const request = await requestOf(incoming).catch(() => undefined);
    // The server is gone before it said what it wants.
    if (request === undefined) return;
    const on = this.#service.isWrite(request) ? 'write' : 'read';
    const number = this.#seen[on];
    this.#seen[on] += 1;
    const armed = this.#armed.filter((each) => each.on === on && each.number === number);
    for (const { meanwhile } of armed) await meanwhile?.();
    const fault = armed.find((each) => each.fault !== undefined)?.fault;
    if (fault === undefined) {
      finish(response, await this.#service.send(request));
      return;
    }
    const name = fault.kind === 'own' ? fault.name : fault.kind;
    this.hits[name] = (this.hits[name] ?? 0) + 1;
    await this.#spoil(request, response, fault);
  }

  async #spoil(request: SiteRequest, response: ServerResponse, fault: EdgeFault): Promise<void> {
    const send = (): Promise<SiteReply> => this.#service.send(request);
    switch (fault.kind) {
      case 'lost':
        if (fault.carriedOut) await send();
        response.destroy();
        return;
      case 'silence':
        // The server has a deadline of its own.
        if (fault.carriedOut) await send();
        return;
      case 'gateway':
        if (fault.carriedOut) await send();
        finish(response, pageOf(fault.status, 'Bad gateway'));
        return;
      case 'page':
        await send();
        finish(response, pageOf(200, 'One moment, please'));
        return;
      case 'halved': {
        const reply = await send();
        finish(response, { ...reply, body: half(reply) });
        return;
      }
      case 'cut':
        cut(response, await send());
        return;
      case 'late':
        this.#await(wait(fault.afterMs / this.#speed).then(send));
        response.destroy();
        return;
      case 'slow':
        await wait(fault.ms / this.#speed);
        finish(response, await send());
        return;
      case 'own':
        fault.before?.();
        if (fault.reply === undefined || fault.carriedOut === true) {
          const reply = await send();
          finish(response, fault.reply ?? reply);
        } else finish(response, fault.reply);
    }
  }
}

function half({ body }: SiteReply): Uint8Array {
  return body.subarray(0, Math.floor(body.length / 2));
}

function headersOf({ headers, setCookies = [] }: SiteReply): Record<string, string | string[]> {
  const { 'content-length': _, 'transfer-encoding': __, ...others } = headers;
  return setCookies.length === 0 ? others : { ...others, 'set-cookie': [...setCookies] };
}

function finish(response: ServerResponse, reply: SiteReply): void {
  response
    .writeHead(reply.status, { ...headersOf(reply), 'content-length': reply.body.length })
    .end(Buffer.from(reply.body));
}

function cut(response: ServerResponse, reply: SiteReply): void {
  response.writeHead(reply.status, { ...headersOf(reply), 'content-length': reply.body.length + 1 });
  response.write(half(reply), () => response.destroy());
}

function pageOf(status: number, words: string): SiteReply {
  const body = Buffer.from(`<!DOCTYPE html><title>${words}</title>`);
  return { status, headers: { 'content-type': 'text/html' }, body };
}
