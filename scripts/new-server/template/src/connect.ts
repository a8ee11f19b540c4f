import {
  type ClientWhenUsed,
  clientWhenUsed,
  createClient,
  createHttpsTransport,
  type ForwardProxy,
  sandboxTransport,
  type Transport,
  transportWhenUsed,
} from '@crunchtools/mcp-core';
import { Access, type Config, Secret } from '@crunchtools/mcp-core/app';
import { name, tokenVariable, version } from './identity.ts';

/** The one place this server talks to. There is no option for it. */
export const origin = { hostname: 'api.example.com', port: 443, basePath: '/v1' } as const;

/** The real Acme, through the proxy if there is one, or, without a token, the one in memory. */
export async function backendOf(
  access: Access | undefined,
  proxy: ForwardProxy | undefined,
): Promise<{ readonly access: Access; readonly transports: Transport }> {
  if (access !== undefined)
    return {
      access,
      transports: transportWhenUsed(() => createHttpsTransport(origin, proxy === undefined ? {} : { proxy })),
    };
  const sandbox = (await import('./sandbox.ts')).startSandbox();
  const token = new Secret(sandbox.token);
  return {
    access: new Access('token', { [tokenVariable]: token }),
    transports: transportWhenUsed(() => sandboxTransport(sandbox.send)),
  };
}

/** Connects nothing yet: a connection is opened by the first request. */
export function connect({ readOnly }: Config, token: Secret, transport: Transport): ClientWhenUsed {
  return clientWhenUsed(() =>
    createClient({
      transport,
      service: 'Acme',
      basePath: origin.basePath,
      userAgent: `${name}/${version}`,
      authorization: () => `Bearer ${token.expose()}`,
      readOnly,
    }),
  );
}
