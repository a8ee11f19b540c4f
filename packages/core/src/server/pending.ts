import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { isJsonObject } from '../json.ts';

type Id = string | number;

/** Open as long as its connection is: a subscription is owed no answer before (revision 2026-07-28). */
const subscription = 'subscriptions/listen';

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
