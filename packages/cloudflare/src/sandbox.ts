import { createRealTime, createSimulator, SIMULATOR_TOKEN } from '@crunchtools/cloudflare-simulator';
// Types only: this file is a bundle of its own, and must not bring a second copy of core's classes.
import type { WireRequest, WireResponse } from '@crunchtools/mcp-core';

export interface Sandbox {
  readonly token: string;
  readonly send: (request: WireRequest, signal: AbortSignal) => Promise<WireResponse>;
}

/** A simulated Cloudflare account in memory, to be put where the network would be. */
export function startSandbox(): Sandbox {
  const simulator = createSimulator({ seed: 'demo', determinism: createRealTime() });
  return {
    token: SIMULATOR_TOKEN,
    send: ({ method, path, headers, body }, signal) =>
      simulator.fetch({ method, url: path, headers, signal, ...(body === undefined ? {} : { body }) }),
  };
}
