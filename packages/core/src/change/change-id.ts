import { randomBytes } from 'node:crypto';

/** Read when something was changed: most processes only read, and do without `node:crypto` for a while. */
export function randomChangeId(): string {
  return `chg_${randomBytes(4).toString('hex')}`;
}
