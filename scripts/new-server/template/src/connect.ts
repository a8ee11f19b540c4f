import {
  createClient,
  createHttpsTransport,
  type HttpClient,
  Policy,
  Secret,
  sandboxTransport,
  type Transport,
} from '@crunchtools/mcp-core';
import { type Config, discardToken, type Environment, takeToken } from './config.ts';
import { name, version } from './identity.ts';

/** The one place this server talks to. There is no option for it. */
export const origin = { hostname: 'api.example.com', port: 443, basePath: '/v1' } as const;

/** Where requests go, and what opens the door there. */
export interface Backend {
  readonly token: Secret;
  readonly transport: Transport;
}

/**
 * The real Acme, or the one in memory.
 *
 * @returns `undefined` when there is no token and the sandbox was not asked for.
 * @throws {InputError} when the token cannot be one.
 */
export async function backendOf(config: Config, env: Environment): Promise<Backend | undefined> {
  if (config.sandbox) {
    // Taken away here too: a sandbox must not hold a real token.
    discardToken(env);
    const { token, send } = (await import('./sandbox.ts')).startSandbox();
    return { token: new Secret(token), transport: sandboxTransport(send) };
  }
  const token = takeToken(env);
  return token === undefined ? undefined : { token, transport: createHttpsTransport(origin) };
}

/** What the connections of this process share. */
export interface Connected {
  readonly client: HttpClient;
  readonly policy: Policy;
}

export function connect({ readOnly }: Config, token: Secret, transport: Transport): Connected {
  return {
    client: createClient({
      transport,
      service: 'Acme',
      basePath: origin.basePath,
      userAgent: `${name}/${version}`,
      authorization: () => `Bearer ${token.expose()}`,
      readOnly,
    }),
    policy: new Policy({ readOnly, toolsets: undefined, scopes: undefined }),
  };
}
