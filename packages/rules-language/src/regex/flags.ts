import { type Flags, PatternProblem, type Reader } from './reader.ts';

const letters: Readonly<Record<string, keyof Flags>> = {
  i: 'caseInsensitive',
  m: 'multiLine',
  s: 'dotAll',
  U: 'swapGreed',
  u: 'unicode',
  R: 'carriageReturn',
  x: 'verbose',
};

/**
 * Reads `?flags)` or `?flags:` behind an opening parenthesis, and sets the flags.
 *
 * @param at Where the group begins.
 */
export function readFlags(reader: Reader, at: number): 'until the end of the group' | 'in a group' {
  reader.eat('?');
  if (/^[=!]$/.test(reader.peek()) || /^<[=!]$/.test(reader.peek() + reader.peek(1))) {
    throw new PatternProblem('lookahead and lookbehind are not supported', at);
  }
  let value = true;
  let last = '';
  const changes = new Map<keyof Flags, boolean>();
  for (;;) {
    const letter = reader.take();
    const flag = letters[letter];
    if (letter === ':' || letter === ')') {
      if (last === '-' || (letter === ')' && last === '')) throw new PatternProblem('a flag is missing', at);
      reader.flags = { ...reader.flags, ...Object.fromEntries(changes) };
      return letter === ')' ? 'until the end of the group' : 'in a group';
    }
    if (letter === '-' && value) value = false;
    else if (flag === undefined || changes.has(flag))
      throw new PatternProblem('this is not a flag', reader.at - 1);
    else changes.set(flag, value);
    last = letter;
  }
}
