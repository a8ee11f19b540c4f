import { SafeError } from './safe-error.ts';

/** The arguments of a call are wrong; nothing was sent. Does not cover what the remote service refuses. */
export class InputError extends SafeError {
  override readonly code = 'invalid_input';
}
