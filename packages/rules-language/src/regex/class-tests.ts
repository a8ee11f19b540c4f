import type { Test } from './node.ts';
import type { Flags } from './reader.ts';

export function range(from: number, to: number, flags: Flags): Test {
  if (flags.unicode && flags.caseInsensitive) {
    return byJavaScript(`[\\u{${from.toString(16)}}-\\u{${to.toString(16)}}]`, flags);
  }
  const inside: Test = (point) => point >= from && point <= to;
  return flags.caseInsensitive ? (point) => inside(point) || inside(otherAsciiCase(point)) : inside;
}

function otherAsciiCase(point: number): number {
  const lower = point | 0x20;
  return lower >= 0x61 && lower <= 0x7a ? point ^ 0x20 : point;
}

export function oneOf(tests: readonly Test[]): Test {
  const [only] = tests;
  return tests.length === 1 && only !== undefined ? only : (point) => tests.some((test) => test(point));
}

const opposites = new WeakMap<Test, Test>();

export function not(test: Test): Test {
  const known = opposites.get(test);
  if (known !== undefined) return known;
  const opposite: Test = (point) => !test(point);
  opposites.set(test, opposite);
  return opposite;
}

/**
 * A class of JavaScript's own engine, applied to one character: simple case folding and properties are those of
 * the Unicode version that Node has, which may be a little newer or older than Cloudflare's.
 *
 * @throws {SyntaxError} when JavaScript does not know the property.
 */
export function byJavaScript(characterClass: string, flags: Flags): Test {
  const pattern = new RegExp(`^${characterClass}$`, flags.caseInsensitive ? 'iu' : 'u');
  return (point) => pattern.test(String.fromCodePoint(point));
}

const asciiClasses: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\0-\\x7f',
  blank: '\\t ',
  cntrl: '\\0-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

/** `[:alpha:]` and the like, ASCII always; no octet beyond ASCII has the same letter in another case. */
export function asciiClass(name: string, flags: Flags): Test | undefined {
  const members = Object.hasOwn(asciiClasses, name) ? asciiClasses[name] : undefined;
  return members === undefined ? undefined : byName(`[${members}]`, flags);
}

const unicodePerlClasses: Readonly<Record<string, string>> = {
  d: '\\p{Nd}',
  s: '\\p{White_Space}',
  w: '[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]',
};
const asciiPerlClasses: Readonly<Record<string, string>> = { d: 'digit', s: 'space', w: 'word' };

/** The tests of named classes, of which there are some hundreds at most. */
const named = new Map<string, Test>();

function byName(characterClass: string, flags: Flags): Test {
  const key = `${flags.caseInsensitive ? 'i' : ''} ${characterClass}`;
  const known = named.get(key) ?? byJavaScript(characterClass, flags);
  named.set(key, known);
  return known;
}

/** `\d`, `\s` and `\w` (RL1.2 of UTS 18 in Unicode mode), and in capitals all but those. */
export function perlClass(letter: string, flags: Flags): Test | undefined {
  const name = letter.toLowerCase();
  const unfolded = { ...flags, caseInsensitive: false };
  const unicode = unicodePerlClasses[name];
  if (unicode === undefined) return undefined;
  const test = flags.unicode ? byName(unicode, unfolded) : asciiClass(asciiPerlClasses[name] ?? '', unfolded);
  return test === undefined || letter === name ? test : not(test);
}

/** The class of a property in JavaScript's spelling (`Script=Greek`), or undefined when this Node does not know it. */
export function propertyClass(property: string, flags: Flags): Test | undefined {
  try {
    return byName(`\\p{${property}}`, flags);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
