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

export function not(test: Test): Test {
  return (point) => !test(point);
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
  return members === undefined ? undefined : byJavaScript(`[${members}]`, flags);
}

const unicodePerlClasses: Readonly<Record<string, string>> = {
  d: '\\p{Nd}',
  s: '\\p{White_Space}',
  w: '[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]',
};
const asciiPerlClasses: Readonly<Record<string, string>> = { d: 'digit', s: 'space', w: 'word' };

/** `\d`, `\s` and `\w` (RL1.2 of UTS 18 in Unicode mode), and in capitals all but those. */
export function perlClass(letter: string, flags: Flags): Test | undefined {
  const name = letter.toLowerCase();
  const unfolded = { ...flags, caseInsensitive: false };
  const unicode = unicodePerlClasses[name];
  if (unicode === undefined) return undefined;
  const test = flags.unicode
    ? byJavaScript(unicode, unfolded)
    : asciiClass(asciiPerlClasses[name] ?? '', unfolded);
  return test === undefined || letter === name ? test : not(test);
}

/**
 * `\p{Greek}`, `\p{Script=Greek}`, `\p{sc:Greek}`, `\p{Lu}` …: names are matched loosely (UAX 44 LM3), as far as
 * writing each word with a capital letter gets there.
 */
export function propertyClass(written: string, flags: Flags): Test | undefined {
  const [, key, , value = ''] = /^(?:([\w ]+)(=|:))?([\w -]+)$/.exec(written) ?? [];
  if (value === '') return undefined;
  const candidates = key === undefined ? bareProperties(value) : keyedProperties(key, value);
  for (const candidate of candidates) {
    try {
      return byJavaScript(`\\p{${candidate}}`, flags);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return undefined;
}

function spellings(name: string): readonly string[] {
  const words = name
    .split(/[\s_-]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());
  return [name, words.join('_'), name.toUpperCase()];
}

function bareProperties(name: string): readonly string[] {
  const written = spellings(name).filter(isName);
  return [...written, ...written.map((one) => `Script=${one}`)];
}

const propertyKeys = new Map([
  ['gc', 'General_Category'],
  ['generalcategory', 'General_Category'],
  ['sc', 'Script'],
  ['script', 'Script'],
  ['scx', 'Script_Extensions'],
  ['scriptextensions', 'Script_Extensions'],
]);

function keyedProperties(key: string, value: string): readonly string[] {
  const property = propertyKeys.get(key.toLowerCase().replaceAll(/[\s_]/g, ''));
  return property === undefined
    ? []
    : spellings(value)
        .filter(isName)
        .map((one) => `${property}=${one}`);
}

function isName(name: string): boolean {
  return /^\w+$/.test(name);
}
