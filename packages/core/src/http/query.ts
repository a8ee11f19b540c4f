import { InputError } from '../errors/errors.ts';

/** Parameters of a query; those that are `undefined` are left out. */
export type QueryParameters = Readonly<Record<string, string | number | boolean | undefined>>;

/** A word, or a word with others in brackets, as `fields[Owner]`, which are encoded like values. */
const KEY = /^[A-Za-z][A-Za-z0-9_.-]{0,63}(?:\[[A-Za-z0-9_.-]{1,64}\]){0,3}$/;
/** C0, DEL and C1 controls: no service needs them in a query, and logs suffer from them. */
const CONTROL = /\p{Control}/u;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The query string with its `?`, or nothing when no parameter has a value. Keys are ASCII words of at most 64
 * characters, with at most three more in brackets; values are percent-encoded as UTF-8 (RFC 3986 section 3.4).
 *
 * @throws {InputError} when a value cannot be encoded or holds control characters; the value is not quoted.
 * @throws {TypeError} when a key is wrong, which is a defect of the caller.
 */
export function query(parameters: QueryParameters): string {
  const pairs: string[] = [];
  for (const [key, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    if (!KEY.test(key)) throw new TypeError('A query key must be an ASCII word.');
    pairs.push(`${key.replaceAll('[', '%5B').replaceAll(']', '%5D')}=${encoded(key, value)}`);
  }
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function encoded(key: string, value: string | number | boolean): string {
  const text = String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw unusable(key, 'is not a finite number');
  if (CONTROL.test(text)) throw unusable(key, 'has control characters');
  // encodeURIComponent throws on lone surrogates, with an error that is not ours.
  if (LONE_SURROGATE.test(text)) throw unusable(key, 'is not valid Unicode');
  return encodeURIComponent(text);
}

function unusable(key: string, problem: string): InputError {
  return new InputError(`The value for "${key}" ${problem}.`);
}
