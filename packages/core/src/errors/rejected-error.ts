import { SafeError } from './safe-error.ts';

/**
 * The service understood the request and refuses it: a 4xx without a class of its own, or a refusal under
 * HTTP 200. Nothing was done.
 */
export class RejectedError extends SafeError {
  override readonly code = 'rejected';
}
