/** One HTTP request as it will leave: everything resolved, nothing left to decide. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute path and query, already encoded: `/client/v4/zones?name=example.com`. */
  readonly path: string;
  /** Lower-case names. The credential is among them only on its way into the transport. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

export interface WireResponse {
  readonly status: number;
  /** Lower-case names; repeated headers joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** As received: still compressed, not yet limited. Leaving the loop early must close the connection. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * What carries requests to the one origin. The HTTPS transport is the real one; a sandbox puts a simulator
 * here. It follows no redirect, retries nothing and decodes nothing: `client.ts` decides all of that.
 */
export interface Transport {
  /**
   * @throws {TransportFailure} when no complete response head was received.
   */
  send(request: WireRequest, signal: AbortSignal): Promise<WireResponse>;
  close(): void;
}

/**
 * Why a transport could not deliver a response head. `sent` tells whether any byte of the request may have
 * reached the other side: `false` makes even a write safe to repeat.
 */
export class TransportFailure extends Error {
  override readonly name = 'TransportFailure';
  readonly reason: 'resolve' | 'connect' | 'tls' | 'reset' | 'aborted';
  readonly sent: boolean;

  constructor(reason: TransportFailure['reason'], sent: boolean) {
    super(`transport failure: ${reason}`);
    this.reason = reason;
    this.sent = sent;
  }
}
