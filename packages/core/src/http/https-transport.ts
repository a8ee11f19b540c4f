import type { AgentOptions, ClientRequest, Agent as PlainAgent } from 'node:http';
import type { Agent, RequestOptions } from 'node:https';
import { exchange, throughProxy } from './exchange.ts';
import { type ForwardProxy, isDirect } from './proxy.ts';
import { type Transport, TransportFailure, type WireRequest, type WireResponse } from './transport.ts';

/** The one place that a transport talks to. Comes from code, never from the environment or an argument; else see `Site`. */
export interface Origin {
  /** Also what the certificate must be valid for. */
  readonly hostname: string;
  readonly port: 443;
  /** Every request path begins with it: `/client/v4`, or nothing. */
  readonly basePath: string;
}

export interface HttpsTransportOptions {
  /** Connections at once; give it at least the `maxConcurrent` of the client. */
  readonly maxSockets?: number;
  /** Milliseconds for name lookup, TCP and TLS together. */
  readonly connectMs?: number;
  /** Milliseconds after which an idle connection is closed. */
  readonly idleMs?: number;
  /** A proxy that somebody asked for. Without one, connections are direct, whatever the environment says. */
  readonly proxy?: ForwardProxy;
  /** For tests alone: reaches a server on this machine under the real name, with a CA of its own. */
  readonly testOnly?: { readonly address: string; readonly port: number; readonly ca?: string };
}

const MAX_HEADER_BYTES = 16_384;
const CONNECT_MS = 10_000;
const IDLE_MS = 30_000;

/**
 * HTTP/1.1 over TLS 1.2 or newer to one fixed origin, on kept-alive connections. Certificates are always
 * verified: `NODE_TLS_REJECT_UNAUTHORIZED`, proxy variables by themselves and the flags that weaken Node's TLS and HTTP
 * parsing have no effect, because each is set here. `NODE_EXTRA_CA_CERTS` has, on purpose: a company's CA.
 * Through a proxy all of this holds for the TLS inside the tunnel.
 *
 * Not covered: `NODE_DEBUG=https` prints every header, the credential among them: `lockdown/` sees to it.
 */
export function createHttpsTransport(origin: Origin, options: HttpsTransportOptions = {}): Transport {
  return createTransport({ ...origin, isSecure: true }, options);
}

/** Where a transport leads, and what it asks of a connection. */
export interface Destination {
  readonly hostname: string;
  readonly port: number;
  readonly basePath: string;
  /** Without TLS the host is this machine. */
  readonly isSecure: boolean;
  /** Whether an address that the name led to is one to talk to. A proxy's own is not asked about. */
  readonly accepts?: (address: string | undefined) => boolean;
}

/** For this folder: `createHttpsTransport` and `createSiteTransport` say what a destination may be. */
export function createTransport(destination: Destination, options: HttpsTransportOptions = {}): Transport {
  return new HttpTransport(destination, options);
}

type Https = typeof import('node:https');

/** What differs with TLS. */
interface Protocol {
  readonly request: (options: RequestOptions) => ClientRequest;
  readonly createAgent: () => PlainAgent;
}

class HttpTransport implements Transport {
  readonly #destination: Destination;
  readonly #options: HttpsTransportOptions;
  #agent: PlainAgent | undefined;
  #closeTunnels = (): void => {};
  #isProxied = false;
  #closed = false;

  constructor(destination: Destination, options: HttpsTransportOptions) {
    this.#destination = destination;
    this.#options = options;
  }

  async send(request: WireRequest, signal: AbortSignal): Promise<WireResponse> {
    const { basePath, isSecure, accepts } = this.#destination;
    if (!request.path.startsWith(`${basePath}/`)) {
      throw new TypeError('The request path lies outside the base path of this transport.');
    }
    const protocol = await this.#protocol();
    if (signal.aborted || this.#closed) throw new TransportFailure('aborted', false);
    // Not awaited: two first requests must not make two agents.
    this.#agent ??= protocol.createAgent();
    const outgoing = protocol.request(this.#requestOptions(request, this.#agent));
    const { connectMs = CONNECT_MS } = this.#options;
    const rules = { connectMs, isSecure, ...(accepts === undefined || this.#isProxied ? {} : { accepts }) };
    return exchange(outgoing, request.body, signal, rules);
  }

  close(): void {
    this.#closed = true;
    this.#closeTunnels();
    this.#agent?.destroy();
  }

  /** Loaded when first needed, because start-up time counts. */
  async #protocol(): Promise<Protocol> {
    if (this.#destination.isSecure) {
      const https = await import('node:https');
      return { request: https.request, createAgent: () => this.#secureAgent(https) };
    }
    const http = await import('node:http');
    return { request: http.request, createAgent: () => new http.Agent(this.#connecting()) };
  }

  #secureAgent(https: Https): Agent {
    const { hostname } = this.#destination;
    const { proxy, connectMs = CONNECT_MS, testOnly } = this.#options;
    const agent = new https.Agent({
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

  #connecting(): AgentOptions {
    const { maxSockets = 8, idleMs = IDLE_MS, testOnly } = this.#options;
    return {
      keepAlive: true,
      maxSockets,
      timeout: idleMs,
      // Node's default of a quarter of a second per address gives up on slow links.
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: 1_000,
      ...(testOnly === undefined ? {} : { lookup: lookupOf(testOnly.address) }),
    };
  }

  #requestOptions(request: WireRequest, agent: PlainAgent): RequestOptions {
    return {
      agent,
      hostname: this.#destination.hostname,
      port: this.#options.testOnly?.port ?? this.#destination.port,
      method: request.method,
      path: request.path,
      headers: request.headers,
      maxHeaderSize: MAX_HEADER_BYTES,
      insecureHTTPParser: false,
    };
  }
}

function lookupOf(address: string): NonNullable<RequestOptions['lookup']> {
  const family = address.includes(':') ? 6 : 4;
  return (_hostname, _options, callback) => callback(null, [{ address, family }]);
}
