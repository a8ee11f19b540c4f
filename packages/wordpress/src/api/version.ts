import { createHash } from 'node:crypto';

/** Sixteen hexadecimal digits of a SHA-256, by which it is noticed that a state is another than the one that was read. */
export function versionOf(state: string): string {
  return createHash('sha256').update(state).digest('hex').slice(0, 16);
}
