import { not, perlClass, propertyClass } from './class-tests.ts';
import type { Look, Test } from './node.ts';
import { propertyOf } from './property.ts';
import { PatternProblem, type Reader } from './reader.ts';

export type Escape =
  | {
      readonly kind: 'literal';
      readonly point: number;
      /** `\xFF` without flag u: this very octet. */
      readonly octet: boolean;
    }
  | { readonly kind: 'class'; readonly test: Test }
  | { readonly kind: 'look'; readonly look: Look };

const controls: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };
const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

type Border = Pick<Look & { readonly kind: 'word' }, 'holds' | 'whole'>;

const wordStart: Border = { holds: (before, after) => !before && after, whole: [] };
const wordEnd: Border = { holds: (before, after) => before && !after, whole: [] };

const words: Readonly<Record<string, Border>> = {
  b: { holds: (before, after) => before !== after, whole: [] },
  B: { holds: (before, after) => before === after, whole: ['before', 'after'] },
  '<': wordStart,
  '>': wordEnd,
  'b{start}': wordStart,
  'b{end}': wordEnd,
  'b{start-half}': { holds: (before) => !before, whole: ['before'] },
  'b{end-half}': { holds: (_, after) => !after, whole: ['after'] },
};

/** Reads what follows a backslash (docs.rs/regex, "Syntax"). */
export function readEscape(reader: Reader): Escape {
  const at = reader.at - 1;
  if (reader.atEnd) throw new PatternProblem('the pattern ends in a backslash', at);
  const letter = reader.take();
  if (/^[0-9]$/.test(letter)) throw new PatternProblem('backreferences are not supported', at);
  const control = controls[letter];
  if (control !== undefined) return { kind: 'literal', point: control, octet: false };
  if (letter in hexDigits) return readHexadecimal(reader, letter, at);
  if (letter === 'p' || letter === 'P') return { kind: 'class', test: readProperty(reader, letter, at) };
  const perl = /^[dswDSW]$/.test(letter) ? perlClass(letter, reader.flags) : undefined;
  if (perl !== undefined) return { kind: 'class', test: perl };
  const look = readLook(reader, letter);
  if (look !== undefined) return { kind: 'look', look };
  if (/^[\0-\x7f]$/.test(letter) && !/^[0-9A-Za-z<>]$/.test(letter)) {
    return { kind: 'literal', point: letter.charCodeAt(0), octet: false };
  }
  throw new PatternProblem('this escape sequence does not exist', at);
}

function readLook(reader: Reader, letter: string): Look | undefined {
  if (letter === 'A') return { kind: 'text start' };
  if (letter === 'z') return { kind: 'text end' };
  const special =
    letter === 'b'
      ? Object.keys(words).find((name) => name.length > 1 && reader.eat(name.slice(1)))
      : undefined;
  const border = words[special ?? letter];
  return border === undefined ? undefined : { kind: 'word', unicode: reader.flags.unicode, ...border };
}

function readHexadecimal(reader: Reader, letter: string, at: number): Escape {
  reader.skipSpace();
  const braced = reader.eat('{');
  let digits = '';
  if (braced) digits = reader.takeWordUntil('}', 'the number of a character');
  else
    for (let count = hexDigits[letter] ?? 0; count > 0; count -= 1) {
      reader.skipSpace();
      digits += reader.take();
    }
  const point = /^[0-9a-fA-F]{1,8}$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
  const complete = braced || digits.length === hexDigits[letter];
  if (!complete || !(point <= 0x10ffff) || (point >= 0xd800 && point <= 0xdfff)) {
    throw new PatternProblem('this is not the hexadecimal number of a character', at);
  }
  return {
    kind: 'literal',
    point,
    octet: letter === 'x' && !braced && point > 0x7f && !reader.flags.unicode,
  };
}

function readProperty(reader: Reader, letter: string, at: number): Test {
  if (!reader.flags.unicode) {
    throw new PatternProblem('properties of characters need Unicode mode: write (?u) before them', at);
  }
  reader.skipSpace();
  const written = reader.eat('{') ? reader.takeWordUntil('}', 'the name of a property') : reader.take();
  const property = propertyOf(written);
  if (property === undefined) throw new PatternProblem('there is no such property of characters', at);
  const test = property === 'beyond us' ? undefined : propertyClass(property, reader.flags);
  if (test === undefined) throw new PatternProblem('this property of characters is not known here', at, true);
  return letter === 'P' ? not(test) : test;
}
