import { SafeError } from './safe-error.ts';

/**
 * The answer is not what the protocol promises: cut short, wrongly encoded, not JSON, or a redirect. The text
 * of the answer is never quoted.
 */
export class MalformedResponseError extends SafeError {
  override readonly code = 'malformed_response';
}
