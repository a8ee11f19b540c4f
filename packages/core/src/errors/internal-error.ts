import { SafeError } from './safe-error.ts';

/** A defect of this server. The text is fixed, because an unexpected error may hold anything. */
export class InternalError extends SafeError {
  override readonly code = 'internal';

  constructor(cause: unknown) {
    super('Something went wrong inside this server.', {
      nextStep: 'Check the state before you try again, and report this as a defect.',
      cause,
    });
  }
}
