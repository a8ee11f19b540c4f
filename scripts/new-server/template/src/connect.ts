import {
  createClient,
  createHttpsTransport,
  type ForwardProxy,
  type HttpClient,
  sandboxTransport,
  type Transport,
} from '@crunchtools/mcp-core';
import { type Config, Secret } from '@crunchtools/mcp-core/app';
import { name, version } from './identity.ts';

/** The one place this server talks to. There is no option for it. */
export const origin = { hostname: 'api.example.com', port: 443, basePath: '/v1' } as const;

/** The real Acme, through the proxy if there is one, or, without a token, the one in memory. */
export async function backendOf(
  token: Secret | undefined,
  proxy: ForwardProxy | undefined,
): Promise<{ readonly token: Secret; readonly transports: Transport }> {
  if (token !== undefined)
    return { token, transports: createHttpsTransport(origin, proxy === undefined ? {} : { proxy }) };
  const sandbox = (await import('./sandbox.ts')).startSandbox();
  return { token: new Secret(sandbox.token), transports: sandboxTransport(sandbox.send) };
}

/** Connects nothing yet: a connection is opened by the first request. */
export function connect({ readOnly }: Config, token: Secret, transport: Transport): HttpClient {
  return createClient({
    transport,
    service: 'Acme',
    basePath: origin.basePath,
    userAgent: `${name}/${version}`,
    authorization: () => `Bearer ${token.expose()}`,
    readOnly,
  });
}
