import process from 'node:process';

/**
 * Milliseconds of a clock that nobody sets, to tell how long something took. `performance` would do, but Node reads what
 * is behind it at its first use, which takes a millisecond of each session's first call.
 */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1_000_000;
}
