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
  | 'partly_applied'
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

/** A name fits several things; `details.choices` lists them. Does not cover a name that fits none. */
export class AmbiguousError extends SafeError {
  override readonly code = 'ambiguous';
}

/** A limit of this server itself was reached. Does not cover the remote service's limits. */
export class BusyError extends SafeError {
  override readonly code = 'busy';
}

/** The caller withdrew the request. Does not cover deadlines, which are `TimeoutError`. */
export class CancelledError extends SafeError {
  override readonly code = 'cancelled';
}

/** A `confirm` value that was never issued, has expired, or was used before. Nothing was written. */
export class ConfirmationError extends SafeError {
  override readonly code = 'confirmation_invalid';
}

/** The service refuses because of the present state (409). Does not cover drift found by this server itself. */
export class ConflictError extends SafeError {
  override readonly code = 'conflict';
}

/** The object is no longer what the plan was made for; `details` shows both states. Nothing was written. */
export class DriftError extends SafeError {
  override readonly code = 'drift';
}

/** The arguments of a call are wrong; nothing was sent. Does not cover what the remote service refuses. */
export class InputError extends SafeError {
  override readonly code = 'invalid_input';
}

/** A defect of this server. The text is fixed, because an unexpected error may hold anything. */
export class InternalError extends SafeError {
  override readonly code = 'internal';

  constructor(cause: unknown) {
    super('Something went wrong inside this server.', {
      nextStep: 'Check the state before you try again, and report this as a defect.',
      cause,
    });
  }
}

/** The change cannot be taken back, by its nature. Does not cover undo that is refused because of drift. */
export class IrreversibleError extends SafeError {
  override readonly code = 'irreversible';
}

/**
 * The answer is not what the protocol promises: cut short, wrongly encoded, not JSON, or a redirect. The text
 * of the answer is never quoted.
 */
export class MalformedResponseError extends SafeError {
  override readonly code = 'malformed_response';
}

/** A write ended without an answer, and reading afterwards, more than once, found no effect of it. */
export class NotAppliedError extends SafeError {
  override readonly code = 'upstream_unavailable';

  constructor(cause: unknown) {
    super('The service did not answer, and reading afterwards shows that nothing was changed.', {
      nextStep: 'It is safe to make the same call again.',
      cause,
    });
  }
}

/** The server was started without something it needs, or with something it cannot use. Every call ends with it. */
export class NotConfiguredError extends SafeError {
  override readonly code = 'not_configured';
}

/** The named thing does not exist, or this credential or policy does not let it be seen. */
export class NotFoundError extends SafeError {
  override readonly code = 'not_found';
}

/**
 * A write was sent and no readable answer settled what became of it: it may or may not have been applied.
 * The caller must read the state before doing anything else. Never thrown for reads.
 */
export class OutcomeUnknownError extends SafeError {
  override readonly code = 'outcome_unknown';
}

/** The service did a part of a change and refused the rest; `details.refused` says what, and what is there now was read. */
export class PartialError extends SafeError {
  override readonly code = 'partly_applied';
}

/** The credential is valid but not allowed to do this (403). Does not cover the policy of this server. */
export class PermissionError extends SafeError {
  override readonly code = 'permission_denied';
}

/** What was asked is outside what the person who started the server allowed. Nothing was sent. */
export class PolicyError extends SafeError {
  override readonly code = 'refused_by_policy';
}

/**
 * The service takes no more requests for now (429, or its announced budget is used up). Nothing was done.
 * `details.retry_after_seconds` says when to come back, where the service said so.
 */
export class RateLimitedError extends SafeError {
  override readonly code = 'rate_limited';
}

/**
 * The service understood the request and refuses it: a 4xx without a class of its own, or a refusal under
 * HTTP 200. Nothing was done.
 */
export class RejectedError extends SafeError {
  override readonly code = 'rejected';
}

/** The answer passed the byte limit, on the wire or unpacked, and reading was stopped there. */
export class ResponseTooLargeError extends SafeError {
  override readonly code = 'response_too_large';
}

/** A deadline passed, and repeating does no harm. For a write that was sent see `OutcomeUnknownError`. */
export class TimeoutError extends SafeError {
  override readonly code = 'timeout';
}

/** The service does not accept the credential (401). Does not cover a valid one that lacks a permission. */
export class UnauthenticatedError extends SafeError {
  override readonly code = 'unauthenticated';
}

/**
 * No answer could be had: name resolution, connection or TLS failed, or the connection was lost.
 * `details.stage` says which. Does not cover slowness, which is `TimeoutError`.
 */
export class UnreachableError extends SafeError {
  override readonly code = 'unreachable';
}

/** The service failed while answering a read (5xx). For a write this is an `OutcomeUnknownError`. */
export class UpstreamError extends SafeError {
  override readonly code = 'upstream_unavailable';
}

/** The one conversion of anything thrown into something that may be shown. */
export function toSafeError(thrown: unknown): SafeError {
  return thrown instanceof SafeError ? thrown : new InternalError(thrown);
}
