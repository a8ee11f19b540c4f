import { SafeError } from './safe-error.ts';

/** The object is no longer what the plan was made for; `details` shows both states. Nothing was written. */
export class DriftError extends SafeError {
  override readonly code = 'drift';
}
