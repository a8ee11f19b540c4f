import { sandboxTransport } from '@crunchtools/mcp-core';
import { type ForwardProxy, Secret } from '@crunchtools/mcp-core/app';
import { httpsTransports, type Transports } from './main.ts';

/** Where requests go, and what opens the door there. */
export interface Backend {
  readonly token: Secret;
  readonly transports: Transports;
}

/** The real Cloudflare, through the proxy if there is one, or, without a token, the simulated one. */
export async function backendOf(
  token: Secret | undefined,
  proxy: ForwardProxy | undefined,
): Promise<Backend> {
  return token === undefined ? sandboxBackend() : { token, transports: httpsTransports(proxy) };
}

async function sandboxBackend(): Promise<Backend> {
  const { token, send, resolve } = (await import('./sandbox.ts')).startSandbox();
  const transports = { api: sandboxTransport(send), resolver: sandboxTransport(resolve) };
  return { token: new Secret(token), transports };
}
