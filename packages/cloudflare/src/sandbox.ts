import {
  createRealTime,
  createSimulator,
  SIMULATOR_TOKEN,
  type Simulator,
} from '@crunchtools/cloudflare-simulator';
// Types only: this file is a bundle of its own, and must not bring a second copy of core's classes.
import type { WireRequest, WireResponse } from '@crunchtools/mcp-core';

type Send = (request: WireRequest, signal: AbortSignal) => Promise<WireResponse>;

export interface Sandbox {
  readonly token: string;
  /** To the API. */
  readonly send: Send;
  /** To the public resolver, which is another host. */
  readonly resolve: Send;
}

/** A simulated Cloudflare account in memory, to be put where the network would be. It is made by its first request. */
export function startSandbox(): Sandbox {
  let made: Simulator | undefined;
  const simulator = (): Simulator => {
    made ??= createSimulator({ seed: 'demo', determinism: createRealTime() });
    return made;
  };
  return {
    token: SIMULATOR_TOKEN,
    send: async ({ method, path, headers, body }, signal) =>
      simulator().fetch({ method, url: path, headers, signal, ...(body === undefined ? {} : { body }) }),
    resolve: async ({ method, path, headers }, signal) =>
      simulator().resolve({ method, url: path, headers, signal }),
  };
}
