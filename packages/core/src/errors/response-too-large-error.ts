import { SafeError } from './safe-error.ts';

/** The answer passed the byte limit, on the wire or unpacked, and reading was stopped there. */
export class ResponseTooLargeError extends SafeError {
  override readonly code = 'response_too_large';
}
