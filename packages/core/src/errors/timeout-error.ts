import { SafeError } from './safe-error.ts';

/** A deadline passed, and repeating does no harm. For a write that was sent see `OutcomeUnknownError`. */
export class TimeoutError extends SafeError {
  override readonly code = 'timeout';
}
