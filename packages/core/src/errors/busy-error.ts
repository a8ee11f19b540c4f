import { SafeError } from './safe-error.ts';

/** A limit of this server itself was reached. Does not cover the remote service's limits. */
export class BusyError extends SafeError {
  override readonly code = 'busy';
}
