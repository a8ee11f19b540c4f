import { SafeError } from './safe-error.ts';

/** The named thing does not exist, or this credential or policy does not let it be seen. */
export class NotFoundError extends SafeError {
  override readonly code = 'not_found';
}
