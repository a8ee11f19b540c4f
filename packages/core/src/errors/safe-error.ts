import type { JsonObject } from '../json.ts';

/** What a caller can branch on. Stable: clients and tests rely on these words. */
export type ErrorCode =
  | 'invalid_input'
  | 'not_found'
  | 'ambiguous'
  | 'not_configured'
  | 'unauthenticated'
  | 'permission_denied'
  | 'conflict'
  | 'drift'
  | 'rate_limited'
  | 'rejected'
  | 'upstream_unavailable'
  | 'unreachable'
  | 'timeout'
  | 'response_too_large'
  | 'malformed_response'
  | 'outcome_unknown'
  | 'cancelled'
  | 'refused_by_policy'
  | 'confirmation_invalid'
  | 'irreversible'
  | 'busy'
  | 'internal';

export interface SafeErrorOptions {
  /** What the reader should do next, as a sentence. */
  readonly nextStep?: string;
  /** Further facts as plain data. Never a secret, a stack or a file path. */
  readonly details?: JsonObject;
  /** Whether message or details repeat text that strangers can choose; the answer then says so. */
  readonly quotes?: boolean;
  /** Kept for a debugger; never serialised, printed or sent. */
  readonly cause?: unknown;
}

/**
 * The base of every failure that may reach a caller: `message` says what happened in words that are safe to
 * show, `nextStep` what to do about it. Does not cover programming errors: anything that is not a `SafeError`
 * is reported as `internal` with a fixed text.
 */
export abstract class SafeError extends Error {
  abstract readonly code: ErrorCode;
  readonly nextStep: string | undefined;
  readonly details: JsonObject | undefined;
  readonly quotes: boolean;
  // Private, because util.inspect and JSON.stringify would otherwise print a foreign error and all it holds.
  readonly #cause: unknown;

  constructor(message: string, options: SafeErrorOptions = {}) {
    super(message);
    this.name = new.target.name;
    this.nextStep = options.nextStep;
    this.details = options.details;
    this.quotes = options.quotes ?? false;
    this.#cause = options.cause;
  }

  /** The underlying failure, for tests and debuggers only. */
  static causeOf(error: SafeError): unknown {
    return error.#cause;
  }
}
