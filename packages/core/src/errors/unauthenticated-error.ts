import { SafeError } from './safe-error.ts';

/** The service does not accept the credential (401). Does not cover a valid one that lacks a permission. */
export class UnauthenticatedError extends SafeError {
  override readonly code = 'unauthenticated';
}
