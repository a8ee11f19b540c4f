import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { isJsonObject } from '../json.ts';

type Id = string | number;

/** Open as long as its connection is: a subscription is owed no answer before (revision 2026-07-28). */
const subscription = 'subscriptions/listen';

/** `ConnectionClosed` of the SDK: the client has ended its input, so nobody answers. */
export const connectionClosed = -32_000;

/** Of the range that JSON-RPC leaves to implementations: stands for a response that is none. */
export const malformedResponse = -32_098;

/** The requests of both sides that wait for an answer. */
export class Pending {
  /** By id, how many: a client may use one twice. */
  readonly #owed = new Map<Id, number>();
  readonly #asked = new Set<Id>();

  /** How many answers the client is owed. */
  get size(): number {
    return this.#owed.size;
  }

  received(message: JSONRPCMessage): void {
    if ('method' in message) {
      if ('id' in message && message.method !== subscription) {
        this.#owed.set(message.id, (this.#owed.get(message.id) ?? 0) + 1);
      } else if (message.method === 'notifications/cancelled') this.#cancelled(message.params);
    } else if (message.id !== undefined) this.#asked.delete(message.id);
  }

  sent(message: JSONRPCMessage): void {
    if ('method' in message) {
      if ('id' in message) this.#asked.add(message.id);
    } else if (message.id !== undefined) this.#settle(message.id);
  }

  /**
   * A response that breaks JSON-RPC is no message for the SDK, and the call that waits for it would wait for ever: it
   * becomes an error here.
   * @param value that came in and is no message.
   * @returns what to tell the SDK in its place; `undefined` when it answers nothing that was asked.
   */
  failed(value: unknown): JSONRPCMessage | undefined {
    if (this.#asked.size === 0) return undefined;
    const id = idOfResponse(value);
    if (id === undefined || !this.#asked.has(id)) return undefined;
    return { jsonrpc: '2.0', id, error: { code: malformedResponse, message: 'malformed response' } };
  }

  /** Our own requests that wait, once. */
  takeAsked(): readonly Id[] {
    const ids = [...this.#asked];
    this.#asked.clear();
    return ids;
  }

  /** A cancelled request is not answered. */
  #cancelled(params: unknown): void {
    const id = isJsonObject(params) ? params['requestId'] : undefined;
    if (typeof id === 'string' || typeof id === 'number') this.#settle(id);
  }

  #settle(id: Id): void {
    const left = (this.#owed.get(id) ?? 0) - 1;
    if (left > 0) this.#owed.set(id, left);
    else this.#owed.delete(id);
  }
}

function idOfResponse(value: unknown): Id | undefined {
  if (!isJsonObject(value) || Object.hasOwn(value, 'method')) return undefined;
  const { id } = value;
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}
