import { SafeError } from './safe-error.ts';

/**
 * A write was sent and no readable answer settled what became of it: it may or may not have been applied.
 * The caller must read the state before doing anything else. Never thrown for reads.
 */
export class OutcomeUnknownError extends SafeError {
  override readonly code = 'outcome_unknown';
}
