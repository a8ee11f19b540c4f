import { InputError } from '@crunchtools/mcp-core/app';

export interface Namespace {
  readonly id: number;
  readonly key: string;
}

const isKey = /^[\p{L}\p{M}\p{N}_-]{1,100}$/u;

/** The key of a namespace that the wiki has: its number, where its name (`Q&A`) cannot be one, or is that of another. */
export function keyOf(id: number, name: string): string {
  if (id === 0) return 'main';
  const key = name.replaceAll(/[ _]+/gu, '_').toLowerCase();
  return isKey.test(key) && key !== 'main' && key !== '0' ? key : String(id);
}

/**
 * A namespace in the form in which they are compared: `User talk` is `user_talk`, and articles are in `main`.
 * @throws {InputError} for what is no name.
 */
export function namespaceKey(given: string): string {
  const key = given
    .trim()
    .replace(/^\((.*)\)$/u, '$1')
    .replaceAll(/[ _]+/gu, '_')
    .toLowerCase();
  if (key === '' || key === '0') return 'main';
  if (!isKey.test(key)) throw new InputError('A namespace has a name of letters and digits.');
  return key;
}
