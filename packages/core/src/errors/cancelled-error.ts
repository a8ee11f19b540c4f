import { SafeError } from './safe-error.ts';

/** The caller withdrew the request. Does not cover deadlines, which are `TimeoutError`. */
export class CancelledError extends SafeError {
  override readonly code = 'cancelled';
}
