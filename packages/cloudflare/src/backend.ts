import { Secret } from '@crunchtools/mcp-core/front';
import { sandboxTransport } from './sandbox-transport.ts';
import { httpsTransports, type Transports } from './server.ts';

/** Where requests go, and what opens the door there. */
export interface Backend {
  readonly token: Secret;
  readonly transports: Transports;
}

/** The real Cloudflare, or, without a token, the simulated one. */
export async function backendOf(token: Secret | undefined): Promise<Backend> {
  return token === undefined ? sandboxBackend() : { token, transports: httpsTransports() };
}

async function sandboxBackend(): Promise<Backend> {
  const { token, send, resolve } = (await import('./sandbox.ts')).startSandbox();
  const transports = { api: sandboxTransport(send), resolver: sandboxTransport(resolve) };
  return { token: new Secret(token), transports };
}
