import { SafeError } from './safe-error.ts';

/** The change cannot be taken back, by its nature. Does not cover undo that is refused because of drift. */
export class IrreversibleError extends SafeError {
  override readonly code = 'irreversible';
}
