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
  readonly testOnly?: { readonly address: string; readonly port: number; readonly ca: string };
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
  return new HttpsTransport(origin, options);
}

type Https = typeof import('node:https');

class HttpsTransport implements Transport {
  readonly #origin: Origin;
  readonly #options: HttpsTransportOptions;
  #agent: Agent | undefined;
  #closeTunnels = (): void => {};
  #closed = false;

  constructor(origin: Origin, options: HttpsTransportOptions) {
    this.#origin = origin;
    this.#options = options;
  }

  async send(request: WireRequest, signal: AbortSignal): Promise<WireResponse> {
    if (!request.path.startsWith(`${this.#origin.basePath}/`)) {
      throw new TypeError('The request path lies outside the base path of this transport.');
    }
    // Loaded when first needed, because start-up time counts.
    const https = await import('node:https');
    if (signal.aborted || this.#closed) throw new TransportFailure('aborted', false);
    this.#agent ??= this.#createAgent(https);
    const outgoing = https.request(this.#requestOptions(request, this.#agent));
    const { connectMs = CONNECT_MS } = this.#options;
    return exchange(outgoing, request.body, signal, { connectMs, isSecure: true });
  }

  close(): void {
    this.#closed = true;
    this.#closeTunnels();
    this.#agent?.destroy();
  }

  #createAgent(https: Https): Agent {
    const agent = createAgent(https, this.#origin, this.#options);
    const { proxy, connectMs = CONNECT_MS } = this.#options;
    if (proxy !== undefined && !isDirect(proxy, this.#origin.hostname)) {
      this.#closeTunnels = throughProxy(agent, proxy, connectMs);
    }
    return agent;
  }

  #requestOptions(request: WireRequest, agent: Agent): RequestOptions {
    return {
      agent,
      hostname: this.#origin.hostname,
      port: this.#options.testOnly?.port ?? this.#origin.port,
      method: request.method,
      path: request.path,
      headers: request.headers,
      maxHeaderSize: MAX_HEADER_BYTES,
      insecureHTTPParser: false,
    };
  }
}

function createAgent(https: Https, origin: Origin, options: HttpsTransportOptions): Agent {
  const { testOnly } = options;
  return new https.Agent({
    keepAlive: true,
    maxSockets: options.maxSockets ?? 8,
    timeout: options.idleMs ?? IDLE_MS,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    servername: origin.hostname,
    ALPNProtocols: ['http/1.1'],
    // Node's default of a quarter of a second per address gives up on slow links.
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: 1_000,
    ...(testOnly === undefined ? {} : { ca: testOnly.ca, lookup: lookupOf(testOnly.address) }),
  });
}

function lookupOf(address: string): NonNullable<RequestOptions['lookup']> {
  return (_hostname, _options, callback) => callback(null, [{ address, family: 4 }]);
}
