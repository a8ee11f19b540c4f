import type { Site } from './http/site.ts';
import { createSiteTransport, type SiteTransportOptions } from './http/site-transport.ts';
import type { Transport } from './http/transport.ts';
import { transportWhenUsed } from './when-used.ts';

/** How a server reaches its site, and the access that it has. */
export interface SiteBackend<Access> {
  readonly access: Access;
  readonly transports: Transport;
}

/** The site that an access is to, through the proxy if there is one, or, without access to any, that of the sandbox. */
export async function siteBackend<Access extends { readonly site: Site }>(
  access: Access | undefined,
  proxy: SiteTransportOptions['proxy'],
  sandbox: () => Promise<SiteBackend<Access>>,
): Promise<SiteBackend<Access>> {
  if (access === undefined) return sandbox();
  const options = proxy === undefined ? {} : { proxy };
  return { access, transports: transportWhenUsed(() => createSiteTransport(access.site, options)) };
}
