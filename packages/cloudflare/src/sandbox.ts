import { createRealTime, createSimulator, SIMULATOR_TOKEN } from '@crunchtools/cloudflare-simulator';
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

/** A simulated Cloudflare account in memory, to be put where the network would be. */
export function startSandbox(): Sandbox {
  const simulator = createSimulator({ seed: 'demo', determinism: createRealTime() });
  return {
    token: SIMULATOR_TOKEN,
    send: ({ method, path, headers, body }, signal) =>
      simulator.fetch({ method, url: path, headers, signal, ...(body === undefined ? {} : { body }) }),
    resolve: ({ method, path, headers }, signal) => simulator.resolve({ method, url: path, headers, signal }),
  };
}
