import { SafeError } from './safe-error.ts';

/** A name fits several things; `details.choices` lists them. Does not cover a name that fits none. */
export class AmbiguousError extends SafeError {
  override readonly code = 'ambiguous';
}
