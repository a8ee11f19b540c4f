import { SafeError } from './safe-error.ts';

/**
 * No answer could be had: name resolution, connection or TLS failed, or the connection was lost.
 * `details.stage` says which. Does not cover slowness, which is `TimeoutError`.
 */
export class UnreachableError extends SafeError {
  override readonly code = 'unreachable';
}
