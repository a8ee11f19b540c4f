import { SafeError } from './safe-error.ts';

/** The service failed while answering a read (5xx). For a write this is an `OutcomeUnknownError`. */
export class UpstreamError extends SafeError {
  override readonly code = 'upstream_unavailable';
}
