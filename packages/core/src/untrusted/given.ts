import { InputError } from '../errors/errors.ts';
import { restore } from './neutralise.ts';

/** How an answer ends a text that it does not show whole, at the end of the text or of a line in it. */
const cutMark = /…\[\+\d+ characters\]$/mu;

/** Texts that are looked at in one step. */
const portion = 1_000;

export interface GivenOptions {
  /** Whether texts are going to be stored. */
  readonly isWrite: boolean;
}

/**
 * Arguments as the caller means them. A model copies what an answer showed it, where a character that cannot be seen is
 * `\u{…}`: an emoji in a comment is made of some. Each such escape becomes the character again, in every text and name;
 * any other `\u{…}` stays as it is. Whoever means an escape itself writes its backslash as answers show it: `\u{5c}`.
 *
 * @returns the arguments themselves where they hold no escape: they may be megabytes.
 * @throws {InputError} for a write of a text with the mark of a cut: what is missing would be lost.
 */
export function* givenInSteps(args: unknown, { isWrite }: GivenOptions): Generator<void, unknown, void> {
  let seen = 0;
  function* meant(value: unknown, path: string): Generator<void, unknown, void> {
    if (typeof value === 'string') {
      seen += 1;
      if (seen % portion === 0) yield;
      if (isWrite && value.includes('…[+') && cutMark.test(value)) throw cutError(path);
      return value.includes('\\u{') ? restore(value) : value;
    }
    if (typeof value !== 'object' || value === null) return value;
    return Array.isArray(value) ? yield* meantItems(value, path) : yield* meantMembers(value, path);
  }
  function* meantItems(items: readonly unknown[], path: string): Generator<void, unknown, void> {
    let changed: unknown[] | undefined;
    for (const [index, item] of items.entries()) {
      const now = yield* meant(item, `${path}.${index}`);
      if (now !== item) changed ??= [...items];
      if (changed !== undefined) changed[index] = now;
    }
    return changed ?? items;
  }
  function* meantMembers(object: object, path: string): Generator<void, unknown, void> {
    const entries = Object.entries(object);
    let isChanged = false;
    for (const entry of entries) {
      const [name, value] = entry;
      entry[1] = yield* meant(value, path === '' ? name : `${path}.${name}`);
      if (name.includes('\\u{')) entry[0] = restore(name);
      if (entry[0] !== name || entry[1] !== value) isChanged = true;
    }
    return isChanged ? Object.fromEntries(entries) : object;
  }
  return yield* meant(args, '');
}

function cutError(path: string): InputError {
  return new InputError(
    `${path === '' ? 'The text' : path} is not whole: it has the mark …[+N characters], by which an answer says what it left out.`,
    {
      nextStep:
        'Leave the argument out, where it is to stay as it is, or write the whole text. Nothing was sent.',
    },
  );
}
