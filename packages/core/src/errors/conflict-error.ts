import { SafeError } from './safe-error.ts';

/** The service refuses because of the present state (409). Does not cover drift found by this server itself. */
export class ConflictError extends SafeError {
  override readonly code = 'conflict';
}
