import { setTimeout as wait } from 'node:timers/promises';
import {
  ConnectionCut,
  type SimulatedRequest,
  type SimulatedResponse,
} from '@crunchtools/cloudflare-simulator';
import { bulkOperationMs, type ListedItem, type World } from './model-world.ts';

/** How a request of the server is spoiled. `lost` ones leave it without an answer. */
export type Trouble =
  /** Turned away for the rate, with seconds to wait. */
  | { readonly kind: 'too_many'; readonly seconds: number }
  /** An error of a gateway, with or without the request having been carried out. */
  | { readonly kind: 'gateway'; readonly status: number; readonly commits: boolean }
  /** The connection ends without an answer, or in the middle of it. */
  | { readonly kind: 'cut'; readonly commits: boolean }
  | { readonly kind: 'cut_body' }
  /** A complete answer that is not JSON. */
  | { readonly kind: 'garbled' }
  /** No answer comes until the server gives up. */
  | { readonly kind: 'silence'; readonly commits: boolean }
  /** The connection ends, and the request is carried out afterwards, after so many milliseconds of the server. */
  | { readonly kind: 'late'; readonly afterMs: number }
  /** The answer takes its time. */
  | { readonly kind: 'slow'; readonly ms: number };

/** A write of the server that took effect: how many objects it created, updated or deleted. */
export interface Commit {
  readonly method: string;
  readonly url: string;
  readonly create: number;
  readonly change: number;
  readonly delete: number;
}

export interface Armed {
  readonly on: 'read' | 'write';
  /** Of the requests of this kind in the operation, from 0. */
  readonly number: number;
  readonly trouble?: Trouble;
  /** Something that somebody else does right before the request arrives. */
  readonly before?: () => Promise<void>;
}

/**
 * Stands between the server and the simulator: spoils requests, lets somebody else write at a chosen moment, and
 * notes what took effect, in its order. It is what the answers of the server are held against.
 */
export class Edge {
  readonly #world: World;
  readonly #speed: number;
  #armed: readonly Armed[] = [];
  #counts = { read: 0, write: 0 };
  #late: Promise<void>[] = [];
  #onCommit: ((commit: Commit) => void) | undefined;
  /** When what was begun in lists has ended. */
  #busyUntil = 0;
  /** Requests of the server so far. */
  requests = 0;
  /** Those that were spoiled. */
  troubles = 0;

  constructor(world: World, speed: number) {
    this.#world = world;
    this.#speed = speed;
  }

  /** Begins an operation. */
  begin(armed: readonly Armed[], onCommit: (commit: Commit) => void): void {
    this.#armed = armed;
    this.#counts = { read: 0, write: 0 };
    this.#onCommit = onCommit;
  }

  /** Waits until nothing of the operation can take effect any more. */
  async settle(): Promise<void> {
    while (this.#late.length > 0) await Promise.all(this.#late.splice(0));
    const left = this.#busyUntil - Date.now();
    if (left > 0) await wait(left);
  }

  async fetch(request: SimulatedRequest): Promise<SimulatedResponse> {
    this.requests += 1;
    const on = isWrite(request) ? 'write' : 'read';
    const number = this.#counts[on];
    this.#counts[on] += 1;
    const armed = this.#armed.filter((each) => each.on === on && each.number === number);
    for (const { before } of armed) await before?.();
    const trouble = armed.find((each) => each.trouble !== undefined)?.trouble;
    if (trouble === undefined) return this.#pass(request);
    this.troubles += 1;
    return this.#spoil(request, trouble);
  }

  async #spoil(request: SimulatedRequest, trouble: Trouble): Promise<SimulatedResponse> {
    switch (trouble.kind) {
      case 'too_many':
        return refusal(429, { 'retry-after': String(trouble.seconds) });
      case 'gateway':
        if (trouble.commits) await this.#pass(request);
        return refusal(trouble.status);
      case 'cut':
        if (trouble.commits) await this.#pass(request);
        throw new ConnectionCut();
      case 'cut_body':
        return cutBody(await this.#pass(request));
      case 'garbled':
        return garbled(await this.#pass(request));
      case 'silence':
        if (trouble.commits) await this.#pass(request);
        await silence(request.signal);
        throw new ConnectionCut();
      case 'late':
        this.#late.push(wait(trouble.afterMs / this.#speed).then(() => this.#carryOut(request)));
        throw new ConnectionCut();
      case 'slow':
        await wait(trouble.ms / this.#speed);
        return this.#pass(request);
    }
  }

  async #carryOut(request: SimulatedRequest): Promise<void> {
    await this.#pass(request);
  }

  async #pass(request: SimulatedRequest): Promise<SimulatedResponse> {
    const list = listWriteOf(request);
    // What a write of items changes depends on what is there: a POST adds and replaces.
    const before = list === undefined ? [] : await this.#world.listedAt(list);
    const answer = await this.#world.fetch(request);
    if (isWrite(request) && answer.status < 300) {
      this.#onCommit?.(list === undefined ? commitOf(request) : itemCommitOf(request, before));
      // Timers may be early.
      if (list !== undefined) this.#busyUntil = Date.now() + bulkOperationMs / this.#speed + 5;
    }
    return answer;
  }
}

/** A dry run of a ruleset has no effect. */
function isWrite({ method, url }: SimulatedRequest): boolean {
  return method !== 'GET' && !url.includes('dry_run');
}

function commitOf({ method, url, body }: SimulatedRequest): Commit {
  const counts = { method, url, create: 0, change: 0, delete: 0 };
  if (url.endsWith('/dns_records/batch')) {
    const batch = JSON.parse(Buffer.from(body ?? []).toString('utf8'));
    const length = (list: string): number => (batch[list] ?? []).length;
    return { ...counts, create: length('posts'), change: length('patches'), delete: length('deletes') };
  }
  if (method === 'DELETE') return { ...counts, delete: 1 };
  if (url.endsWith('/activation_check')) return { ...counts, change: 1 };
  return method === 'PATCH' ? { ...counts, change: 1 } : { ...counts, create: 1 };
}

/** The path of the list whose items are written. */
function listWriteOf({ method, url }: SimulatedRequest): string | undefined {
  if (method === 'GET') return undefined;
  return /^\/client\/v4(\/accounts\/[0-9a-f]+\/rules\/lists\/[0-9a-f]+)\/items$/u.exec(url)?.[1];
}

function itemCommitOf({ method, url, body }: SimulatedRequest, before: readonly ListedItem[]): Commit {
  const counts = { method, url, create: 0, change: 0, delete: 0 };
  const parsed = JSON.parse(Buffer.from(body ?? []).toString('utf8'));
  if (method === 'DELETE') return { ...counts, delete: parsed.items.length };
  const keys = new Set(before.map(({ state }) => String(state['source_url'] ?? state['ip'])));
  const items: readonly { redirect?: { source_url: string }; ip?: string }[] = parsed;
  const known = items.filter(({ redirect, ip }) => keys.has(redirect?.source_url ?? ip ?? ''));
  return { ...counts, create: items.length - known.length, change: known.length };
}

async function silence(signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait(60_000, undefined, { signal });
  } catch {
    // The server has given up.
  }
}

function refusal(status: number, headers: Readonly<Record<string, string>> = {}): SimulatedResponse {
  const errors = [{ code: 10_000, message: `told to answer ${status}` }];
  const text = JSON.stringify({ success: false, errors, messages: [], result: null });
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: once(text) };
}

function cutBody({ status, headers, body }: SimulatedResponse): SimulatedResponse {
  return { status, headers, body: half(body) };
}

async function* half(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    yield chunk.subarray(0, Math.floor(chunk.byteLength / 2));
    throw new ConnectionCut();
  }
}

function garbled({ status }: SimulatedResponse): SimulatedResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: once('{"success":true,"result":{"id'),
  };
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
