import { createTransport, type HttpsTransportOptions } from './https-transport.ts';
import { mayTalkTo, readSite, type Site } from './site.ts';
import type { Transport } from './transport.ts';

export { CookieJar, type CookieJarOptions } from './cookies.ts';
export { type Form, type FormFile, formOf } from './form.ts';
export { type Ask, Session, type SessionOptions } from './session.ts';
export { readSite, type Site };

/** A proxy counts over TLS only. */
export type SiteTransportOptions = HttpsTransportOptions;

/**
 * HTTP/1.1 to the one site that the person chose, on kept-alive connections: over TLS as `createHttpsTransport` does it, or
 * plain to this machine. Before the first byte of a request is written, the address that the name led to is looked at
 * once more (`mayTalkTo`), for each connection.
 *
 * Not covered: through a proxy the address at the other end is the proxy's, and what the name leads to is its business.
 */
export function createSiteTransport(site: Site, options: SiteTransportOptions = {}): Transport {
  return createTransport({ ...site, accepts: (address) => mayTalkTo(address, site) }, options);
}
