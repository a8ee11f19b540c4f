import type { Transport } from './http/transport.ts';
import type { HttpClient } from './http/types.ts';

/** Makes what sends requests at the first of them: many calls send none. */
function whenUsed<Made extends { close(): void }>(
  make: () => Made,
): { readonly get: () => Made; readonly close: () => void } {
  let made: Made | undefined;
  return {
    get() {
      made ??= make();
      return made;
    },
    close: () => made?.close(),
  };
}

/** A transport that is made by its first request, or by `prepare`. @param prepare more that its first request would wait for, in steps. */
export function transportWhenUsed(
  make: () => Transport,
  prepare: () => Iterable<void> = () => [],
): Transport {
  const { get, close } = whenUsed(make);
  return {
    *prepare() {
      get();
      yield;
      yield* prepare();
    },
    send: (request, signal) => get().send(request, signal),
    close,
  };
}

/** A client that is made by its first request, or by `prepare`. */
export interface ClientWhenUsed extends HttpClient {
  readonly prepare: () => void;
}

/** Makes a client, and then what sends its requests, in steps; sends nothing. */
export function* prepareRequests(client: ClientWhenUsed, transport: Transport): Generator<void, void, void> {
  client.prepare();
  yield;
  yield* transport.prepare?.() ?? [];
}

export function clientWhenUsed(make: () => HttpClient): ClientWhenUsed {
  const { get, close } = whenUsed(make);
  return {
    prepare: () => void get(),
    request: (request) => get().request(request),
    close,
  };
}
