import {
  createRealTime,
  createSimulator,
  SIMULATOR_TOKEN,
  type Simulator,
} from '@crunchtools/cloudflare-simulator';
// Types only: this file is a bundle of its own, and must not bring a second copy of core's classes.
import type { WireRequest, WireResponse } from '@crunchtools/mcp-core';

/** Bytes of a request that takes some ten milliseconds. */
const largeBody = 256 * 1024;

type Send = (request: WireRequest, signal: AbortSignal) => Promise<WireResponse>;

export interface Sandbox {
  readonly token: string;
  /** To the API. */
  readonly send: Send;
  /** To the public resolver, which is another host. */
  readonly resolve: Send;
  /** Makes the account before its first request, in steps of some ten milliseconds. */
  readonly prepare: () => Iterable<void>;
}

/**
 * What takes hours in the world, so that a launch can be tried at one sitting: the owner of a new zone goes to the registrar
 * as soon as somebody has looked who serves it, and the certificate is there two seconds after the zone is active.
 */
const world = { ownerFollows: true, certificateMilliseconds: 2_000 } as const;

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Within a process nothing is gained by what takes time on both sides. */
function uncompressed({ 'accept-encoding': _, ...headers }: WireRequest['headers']): WireRequest['headers'] {
  return headers;
}

/** A simulated Cloudflare account in memory, to be put where the network would be. It is made by its first request. */
export function startSandbox(): Sandbox {
  let made: Simulator | undefined;
  const simulator = (): Simulator => {
    made ??= createSimulator({ seed: 'demo', determinism: createRealTime(), ...world });
    return made;
  };
  function* prepare(): Generator<void, void, void> {
    // Of the file that has both (`scripts/build/server-parts.mjs`), this takes little more than reading it.
    createRealTime();
    yield;
    // Asked for, it runs all that it is made of.
    if (typeof createSimulator !== 'function') return;
    yield;
    simulator();
  }
  return {
    token: SIMULATOR_TOKEN,
    send: async ({ method, path, headers, body }, signal) => {
      const request = {
        method,
        url: path,
        headers: uncompressed(headers),
        signal,
        ...(body === undefined ? {} : { body }),
      };
      if (body === undefined || body.length <= largeBody) return simulator().fetch(request);
      // Written, read and followed by others: over a network somebody else would have a turn in between.
      await turn();
      const answer = await simulator().fetch(request);
      await turn();
      return answer;
    },
    resolve: async ({ method, path, headers }, signal) =>
      simulator().resolve({ method, url: path, headers, signal }),
    prepare,
  };
}
