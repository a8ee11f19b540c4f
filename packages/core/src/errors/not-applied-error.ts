import { SafeError } from './safe-error.ts';

/** A write ended without an answer, and reading afterwards, more than once, found no effect of it. */
export class NotAppliedError extends SafeError {
  override readonly code = 'upstream_unavailable';

  constructor(cause: unknown) {
    super('The service did not answer, and reading afterwards shows that nothing was changed.', {
      nextStep: 'It is safe to make the same call again.',
      cause,
    });
  }
}
