export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One HTTP request as it will leave: everything resolved, nothing left to decide. */
export interface WireRequest {
  readonly method: HttpMethod;
  /** Absolute path and query, already encoded: `/client/v4/zones?name=example.com`. */
  readonly path: string;
  /** Lower-case names. The credential is among them only on its way into the transport. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

export interface WireResponse {
  readonly status: number;
  /** Lower-case names; repeated headers joined with a comma. Without `set-cookie`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The values of `set-cookie`, each by itself: dates in them hold commas. */
  readonly cookies?: readonly string[];
  /**
   * As received: still compressed, not yet limited. Leaving the loop early must close the connection. Throws
   * a `TransportFailure` when the connection ends before the body does.
   */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * What carries requests to the one origin. The HTTPS transport is the real one; a sandbox puts a simulator
 * here. It follows no redirect, retries nothing and decodes nothing: `client.ts` decides all of that.
 */
export interface Transport {
  /**
   * The client's deadlines and cancellation reach a transport through the signal alone. While it is waiting,
   * and until the body has ended, an abort must settle what is pending and close the connection.
   *
   * @throws {TransportFailure} when no complete response head was received.
   */
  send(request: WireRequest, signal: AbortSignal): Promise<WireResponse>;
  close(): void;
  /** Reads what the first request needs, in steps of some ten milliseconds at most; sends nothing. */
  prepare?(): Iterable<void>;
}

/**
 * Where it went wrong: looking up the name, connecting, an address that no such service has, securing the connection,
 * taking too long over these, being turned away by a proxy, losing the connection, receiving something that is not HTTP, or being told to stop.
 */
export type TransportFailureReason =
  | 'resolve'
  | 'connect'
  | 'address'
  | 'tls'
  | 'timeout'
  | 'proxy'
  | 'reset'
  | 'protocol'
  | 'aborted';

/**
 * Why a transport could not deliver a response. `sent` tells whether any byte of the request may have reached
 * the other side: `false` makes even a write safe to repeat. `systemCode` is the platform's name for the
 * cause, such as `ECONNREFUSED`; the platform's error itself is not kept, because some hold received bytes.
 */
export class TransportFailure extends Error {
  override readonly name = 'TransportFailure';
  readonly reason: TransportFailureReason;
  readonly sent: boolean;
  readonly systemCode: string | undefined;

  constructor(reason: TransportFailureReason, sent: boolean, systemCode?: string) {
    super(`transport failure: ${reason}`);
    this.reason = reason;
    this.sent = sent;
    this.systemCode = systemCode;
  }
}

/** The head of an answer. */
export interface Head {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
}

/** What is known about an answer and may be shown in the details of every error about it. */
export interface ResponseFacts {
  readonly [key: string]: string | number;
}

/** The service's identifier for a request, or nothing when the value does not look like one. */
export function requestIdOf(head: Head, header: string | undefined): string | undefined {
  const value = header === undefined ? undefined : head.headers[header];
  return value !== undefined && /^[A-Za-z0-9-]{1,64}$/.test(value) ? value : undefined;
}

export function factsOf(head: Head | undefined, requestIdHeader: string | undefined): ResponseFacts {
  if (head === undefined) return {};
  const id = requestIdOf(head, requestIdHeader);
  return id === undefined ? { status: head.status } : { status: head.status, request_id: id };
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

type Send = (request: WireRequest, signal: AbortSignal) => Promise<WireResponse>;

/** A transport over something in this process that fails in its own ways: they become those of a network. */
export function sandboxTransport(send: Send): Transport {
  return {
    async send(request, signal) {
      if (signal.aborted) throw new TransportFailure('aborted', false);
      try {
        const response = await send(request, signal);
        return { ...response, body: chunksOf(response.body, signal) };
      } catch {
        throw lost(signal);
      }
    },
    close() {},
  };
}

async function* chunksOf(body: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch {
    throw lost(signal);
  }
}

function lost(signal: AbortSignal): TransportFailure {
  return new TransportFailure(signal.aborted ? 'aborted' : 'reset', true);
}
