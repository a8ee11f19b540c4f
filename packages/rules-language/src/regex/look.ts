import { decodeAt } from '../octets.ts';
import { perlClass } from './class-tests.ts';
import type { Look, Test } from './node.ts';

const lineFeed = 10;
const carriageReturn = 13;

const noFlags = {
  caseInsensitive: false,
  multiLine: false,
  dotAll: false,
  swapGreed: false,
  carriageReturn: false,
  verbose: false,
};
const isAsciiWord = perlClass('w', { ...noFlags, unicode: false });
const isUnicodeWord = perlClass('w', { ...noFlags, unicode: true });

/** Whether an assertion holds at a position of `octets`. Octets that are not UTF-8 belong to no word. */
export function holdsAt(look: Look, octets: string, position: number): boolean {
  const before = position === 0 ? undefined : octets.charCodeAt(position - 1);
  const after = position === octets.length ? undefined : octets.charCodeAt(position);
  switch (look.kind) {
    case 'text start':
      return before === undefined;
    case 'text end':
      return after === undefined;
    case 'line start':
      return before === undefined || before === lineFeed;
    case 'line end':
      return after === undefined || after === lineFeed;
    case 'any line start':
      return before === undefined || before === lineFeed || (before === carriageReturn && after !== lineFeed);
    case 'any line end':
      return (
        after === undefined || after === carriageReturn || (after === lineFeed && before !== carriageReturn)
      );
    case 'word':
      return look.unicode
        ? holdsForCharacters(look, octets, position)
        : look.holds(isWord(before, isAsciiWord), isWord(after, isAsciiWord));
  }
}

/** Words of letters of any script, as regex-automata has it (`is_word_unicode_negate` and its neighbours). */
function holdsForCharacters(
  { holds, whole }: Look & { readonly kind: 'word' },
  octets: string,
  position: number,
): boolean {
  const before = pointBefore(octets, position);
  const after = pointAfter(octets, position);
  if (whole.includes('before') && position > 0 && before === undefined) return false;
  if (whole.includes('after') && position < octets.length && after === undefined) return false;
  return holds(isWord(before, isUnicodeWord), isWord(after, isUnicodeWord));
}

function isWord(point: number | undefined, test: Test | undefined): boolean {
  return point === undefined ? false : (test?.(point) ?? false);
}

function pointAfter(octets: string, position: number): number | undefined {
  return position < octets.length ? decodeAt(octets, position).point : undefined;
}

function pointBefore(octets: string, position: number): number | undefined {
  for (let length = 1; length <= Math.min(4, position); length += 1) {
    const decoded = decodeAt(octets, position - length);
    if (decoded.point !== undefined && decoded.length === length) return decoded.point;
  }
  return undefined;
}
