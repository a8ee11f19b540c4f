import { InputError } from '@crunchtools/mcp-core/app';

export interface Namespace {
  readonly id: number;
  readonly key: string;
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
  if (!/^[\p{L}\p{M}\p{N}_-]{1,100}$/u.test(key))
    throw new InputError('A namespace has a name of letters and digits.');
  return key;
}
