import { type Refusal, refuse, show } from '../../problem.ts';

/** The numbers that one `$GENERATE` runs through. */
export interface GenerateRange {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

const largest = 2 ** 31 - 1;

/** `start-stop` or `start-stop/step`, as BIND takes it. */
export function parseRange(text: string): GenerateRange | Refusal {
  const [, start, stop, step = '1'] = /^(\d{1,10})-(\d{1,10})(?:\/(\d{1,10}))?$/.exec(text) ?? [];
  const range = { start: Number(start), stop: Number(stop), step: Number(step) };
  const isRange = range.start <= range.stop && range.stop <= largest && range.step >= 1;
  return isRange ? range : refuse(`${show(text)} is not a range such as 1-10 or 1-10/2`);
}

/** How many records a range makes. */
export function countOf({ start, stop, step }: GenerateRange): number {
  return Math.floor((stop - start) / step) + 1;
}

/** Characters to which a number is filled up; a label has no more. */
const widest = 63;

const radix: Readonly<Record<string, number>> = { d: 10, o: 8, x: 16, X: 16 };

/**
 * Puts a number in the place of each `$` of a word: `$`, or `${offset,width,base}` with base d, o, x or X. `\$` and
 * `$$` are a dollar sign. Not covered: the nibble bases n and N.
 */
export function substitute(word: string, value: number): string | Refusal {
  let refusal: Refusal | undefined;
  const text = word.replaceAll(/\\\$|\$\$|\$(\{[^}]*\}?)?/g, (found, modifier: string | undefined) => {
    if (found.startsWith('\\') || found === '$$') return '\\$';
    const written = modifier === undefined ? String(value) : modified(modifier, value);
    if (typeof written === 'string') return written;
    refusal ??= written;
    return '';
  });
  return refusal ?? text;
}

const modifierPattern = /^\{(-?\d{1,10})(?:,(\d{1,3})(?:,([doxX]))?)?\}$/;

function modified(modifier: string, value: number): string | Refusal {
  const match = modifierPattern.exec(modifier);
  const [, offset = '0', width = '0', base = 'd'] = match ?? [];
  if (match === null || Number(width) > widest) {
    return refuse(`${show(`$${modifier}`)} is not of the form \${offset,width,base} with base d, o, x or X`);
  }
  const number = value + Number(offset);
  if (number < 0) return refuse(`${show(`$${modifier}`)} gives the negative number ${number}`);
  const digits = number.toString(radix[base] ?? 10).padStart(Number(width), '0');
  return base === 'X' ? digits.toUpperCase() : digits;
}
