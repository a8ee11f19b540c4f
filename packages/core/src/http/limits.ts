/** What a client allows one attempt, and all of them together. Durations in milliseconds. */
export interface ClientLimits {
  /** Bytes of a body as received. */
  readonly wireBytes: number;
  /** Bytes of a body after undoing its content coding. */
  readonly decodedBytes: number;
  /** Requests under way at once; the others wait in order. */
  readonly maxConcurrent: number;
  /** From handing a request to the transport until the head of the answer, connecting included. */
  readonly headersMs: number;
  /** From the head of the answer to its end. */
  readonly bodyMs: number;
  /** One attempt in all. */
  readonly attemptMs: number;
}

export const DEFAULT_CLIENT_LIMITS: ClientLimits = {
  wireBytes: 10 * 1024 * 1024,
  decodedBytes: 10 * 1024 * 1024,
  maxConcurrent: 8,
  headersMs: 30_000,
  bodyMs: 60_000,
  attemptMs: 75_000,
};
