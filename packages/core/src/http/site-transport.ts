import type { Agent as HttpAgent, RequestOptions } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { exchange, throughProxy } from './exchange.ts';
import { type ForwardProxy, isDirect } from './proxy.ts';
import { mayTalkTo, readSite, type Site } from './site.ts';
import { type Transport, TransportFailure, type WireRequest, type WireResponse } from './transport.ts';

export { readSite, type Site };

export interface SiteTransportOptions {
  /** Connections at once; give it at least the `maxConcurrent` of the client. */
  readonly maxSockets?: number;
  /** Milliseconds for name lookup, TCP and TLS together. */
  readonly connectMs?: number;
  /** A proxy that somebody asked for; only over TLS. */
  readonly proxy?: ForwardProxy;
  /** For tests alone: reaches a server on this machine under the real name, with a CA of its own. */
  readonly testOnly?: { readonly address: string; readonly port: number; readonly ca?: string };
}

const maxHeaderBytes = 16_384;
const idleMs = 30_000;

/**
 * HTTP/1.1 to the one site that the person chose, on kept-alive connections: over TLS as `createHttpsTransport` does it, or
 * plain to this machine. Before the first byte of a request is written, the address that the name led to is looked at
 * once more (`mayTalkTo`), for each connection.
 *
 * Not covered: through a proxy the address at the other end is the proxy's, and what the name leads to is its business.
 */
export function createSiteTransport(site: Site, options: SiteTransportOptions = {}): Transport {
  return new SiteTransport(site, options);
}

class SiteTransport implements Transport {
  readonly #site: Site;
  readonly #options: SiteTransportOptions;
  #agent: HttpAgent | undefined;
  #closeTunnels = (): void => {};
  #isProxied = false;
  #isClosed = false;

  constructor(site: Site, options: SiteTransportOptions) {
    this.#site = site;
    this.#options = options;
  }

  async send(request: WireRequest, signal: AbortSignal): Promise<WireResponse> {
    const { hostname, port, basePath, isSecure } = this.#site;
    if (!request.path.startsWith(`${basePath}/`))
      throw new TypeError('The request path lies outside the base path of this transport.');
    const { request: ask } = isSecure ? await import('node:https') : await import('node:http');
    this.#agent ??= isSecure ? await this.#secureAgent() : await this.#plainAgent();
    if (signal.aborted || this.#isClosed) throw new TransportFailure('aborted', false);
    const outgoing = ask({
      agent: this.#agent,
      hostname,
      port: this.#options.testOnly?.port ?? port,
      method: request.method,
      path: request.path,
      headers: request.headers,
      maxHeaderSize: maxHeaderBytes,
      insecureHTTPParser: false,
    });
    const { connectMs = 10_000 } = this.#options;
    const accepts = (address: string | undefined): boolean =>
      this.#isProxied || mayTalkTo(address, this.#site);
    return exchange(outgoing, request.body, signal, { connectMs, isSecure, accepts });
  }

  close(): void {
    this.#isClosed = true;
    this.#closeTunnels();
    this.#agent?.destroy();
  }

  async #secureAgent(): Promise<HttpsAgent> {
    const { Agent } = await import('node:https');
    const { proxy, connectMs = 10_000, testOnly } = this.#options;
    const { hostname } = this.#site;
    const agent = new Agent({
      ...this.#connecting(),
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      // No name is sent for an address (RFC 6066 section 3).
      servername: /^[\d.]+$|:/.test(hostname) ? '' : hostname,
      ALPNProtocols: ['http/1.1'],
      ...(testOnly?.ca === undefined ? {} : { ca: testOnly.ca }),
    });
    if (proxy !== undefined && !isDirect(proxy, hostname)) {
      this.#closeTunnels = throughProxy(agent, proxy, connectMs);
      this.#isProxied = true;
    }
    return agent;
  }

  async #plainAgent(): Promise<HttpAgent> {
    const { Agent } = await import('node:http');
    return new Agent(this.#connecting());
  }

  #connecting() {
    const { maxSockets = 8, testOnly } = this.#options;
    return {
      keepAlive: true,
      maxSockets,
      timeout: idleMs,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: 1_000,
      ...(testOnly === undefined ? {} : { lookup: lookupOf(testOnly.address) }),
    };
  }
}

function lookupOf(address: string): NonNullable<RequestOptions['lookup']> {
  const family = address.includes(':') ? 6 : 4;
  return (_hostname, _options, callback) => callback(null, [{ address, family }]);
}
