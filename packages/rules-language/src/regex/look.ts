import { decodeAt } from '../octets.ts';
import { perlClass } from './class-tests.ts';
import type { Look } from './node.ts';

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
      return look.holds(
        isWord(before, look.unicode ? pointBefore(octets, position) : before, look.unicode),
        isWord(after, look.unicode ? pointAfter(octets, position) : after, look.unicode),
      );
  }
}

function isWord(octet: number | undefined, point: number | undefined, unicode: boolean): boolean {
  if (octet === undefined || point === undefined) return false;
  return (unicode ? isUnicodeWord : isAsciiWord)?.(point) ?? false;
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
