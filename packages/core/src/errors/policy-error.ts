import { SafeError } from './safe-error.ts';

/** What was asked is outside what the person who started the server allowed. Nothing was sent. */
export class PolicyError extends SafeError {
  override readonly code = 'refused_by_policy';
}
