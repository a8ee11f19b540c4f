import { InternalError } from './internal-error.ts';
import { SafeError } from './safe-error.ts';

/** The one conversion of anything thrown into something that may be shown. */
export function toSafeError(thrown: unknown): SafeError {
  return thrown instanceof SafeError ? thrown : new InternalError(thrown);
}
