import { Secret } from '@crunchtools/mcp-core';
import { type Config, discardToken, type Environment, takeToken } from './config.ts';
import { sandboxTransport } from './sandbox-transport.ts';
import { httpsTransports, type Transports } from './server.ts';

/** Where requests go, and what opens the door there. */
export interface Backend {
  readonly token: Secret;
  readonly transports: Transports;
}

/**
 * The real Cloudflare, or the simulated one.
 * @returns `undefined` when there is no token and the sandbox was not asked for.
 * @throws {InputError} when the token cannot be one.
 */
export async function backendOf(config: Config, env: Environment): Promise<Backend | undefined> {
  if (config.sandbox) {
    // Taken away here too: a sandbox must not hold a real token.
    discardToken(env);
    return sandboxBackend();
  }
  const token = takeToken(env);
  return token === undefined ? undefined : { token, transports: httpsTransports() };
}

async function sandboxBackend(): Promise<Backend> {
  const { token, send, resolve } = (await import('./sandbox.ts')).startSandbox();
  const transports = { api: sandboxTransport(send), resolver: sandboxTransport(resolve) };
  return { token: new Secret(token), transports };
}
