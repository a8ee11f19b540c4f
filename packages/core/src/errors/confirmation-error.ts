import { SafeError } from './safe-error.ts';

/** A `confirm` value that was never issued, has expired, or was used before. Nothing was written. */
export class ConfirmationError extends SafeError {
  override readonly code = 'confirmation_invalid';
}
