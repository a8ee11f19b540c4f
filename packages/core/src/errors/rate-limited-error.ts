import { SafeError } from './safe-error.ts';

/**
 * The service takes no more requests for now (429, or its announced budget is used up). Nothing was done.
 * `details.retry_after_seconds` says when to come back, where the service said so.
 */
export class RateLimitedError extends SafeError {
  override readonly code = 'rate_limited';
}
