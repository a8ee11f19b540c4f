import { SafeError } from './safe-error.ts';

/** The server was started without something it needs, or with something it cannot use. Every call ends with it. */
export class NotConfiguredError extends SafeError {
  override readonly code = 'not_configured';
}
