import { InputError } from '../errors/errors.ts';
import { restore } from './neutralise.ts';

/** How an answer ends a text that it does not show whole, at the end of the text or of a line in it. */
const cutMark = /…\[\+\d+ (?:characters|lines)\]$/mu;

/** Values that are looked at in one step. */
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
export function* givenInSteps(args: unknown, options: GivenOptions): Generator<void, unknown, void> {
  return isBranch(args) ? yield* new Walk(options).branch(args, '') : meant(args, '', '', options);
}

type Branch = readonly unknown[] | Readonly<Record<string, unknown>>;

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null;
}

/** @throws {InputError} */
function meant(value: unknown, path: string, name: string | number, { isWrite }: GivenOptions): unknown {
  if (typeof value !== 'string') return value;
  if (isWrite && value.includes('…[+') && cutMark.test(value)) throw cutError(below(path, name));
  return value.includes('\\u{') ? restore(value) : value;
}

function below(path: string, name: string | number): string {
  return path === '' ? String(name) : `${path}.${name}`;
}

/** Goes through lists and objects: a step for each of these alone would take longer than what is done in it. */
class Walk {
  readonly #options: GivenOptions;
  #seen = 0;

  constructor(options: GivenOptions) {
    this.#options = options;
  }

  *branch(branch: Branch, path: string): Generator<void, Branch, void> {
    return isList(branch) ? yield* this.#items(branch, path) : yield* this.#members(branch, path);
  }

  /** Whether it is time for others. */
  #isDue(): boolean {
    this.#seen += 1;
    return this.#seen % portion === 0;
  }

  *#items(items: readonly unknown[], path: string): Generator<void, readonly unknown[], void> {
    let changed: unknown[] | undefined;
    for (let index = 0; index < items.length; index += 1) {
      if (this.#isDue()) yield;
      const item = items[index];
      const now = isBranch(item)
        ? yield* this.branch(item, below(path, index))
        : meant(item, path, index, this.#options);
      if (now !== item) changed ??= [...items];
      if (changed !== undefined) changed[index] = now;
    }
    return changed ?? items;
  }

  *#members(
    object: Readonly<Record<string, unknown>>,
    path: string,
  ): Generator<void, Readonly<Record<string, unknown>>, void> {
    const made: [string, unknown][] = [];
    let isChanged = false;
    for (const name of Object.keys(object)) {
      if (this.#isDue()) yield;
      const value = object[name];
      const now = isBranch(value)
        ? yield* this.branch(value, below(path, name))
        : meant(value, path, name, this.#options);
      const key = name.includes('\\u{') ? restore(name) : name;
      if (key !== name || now !== value) isChanged = true;
      made.push([key, now]);
    }
    return isChanged ? Object.fromEntries(made) : object;
  }
}

function isList(branch: Branch): branch is readonly unknown[] {
  return Array.isArray(branch);
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
