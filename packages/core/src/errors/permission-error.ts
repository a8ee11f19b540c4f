import { SafeError } from './safe-error.ts';

/** The credential is valid but not allowed to do this (403). Does not cover the policy of this server. */
export class PermissionError extends SafeError {
  override readonly code = 'permission_denied';
}
