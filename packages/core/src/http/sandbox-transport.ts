import { type Transport, TransportFailure, type WireRequest, type WireResponse } from './transport.ts';

type Send = (request: WireRequest, signal: AbortSignal) => Promise<WireResponse>;

/** A transport over something in this process that fails in its own ways: they become those of a network. */
export function sandboxTransport(send: Send): Transport {
  return {
    async send(request, signal) {
      if (signal.aborted) throw new TransportFailure('aborted', false);
      try {
        const response = await send(request, signal);
        return { ...response, body: chunksOf(response.body, signal) };
      } catch {
        throw lost(signal);
      }
    },
    close() {},
  };
}

async function* chunksOf(body: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch {
    throw lost(signal);
  }
}

function lost(signal: AbortSignal): TransportFailure {
  return new TransportFailure(signal.aborted ? 'aborted' : 'reset', true);
}
