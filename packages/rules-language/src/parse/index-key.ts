import type { Token } from '../lex/token.ts';
import { fromOctets } from '../octets.ts';
import { type Finding, suggest } from '../problem.ts';
import type { IndexAccess } from '../syntax-tree.ts';
import { type Cursor, Refusal, spanOf } from './cursor.ts';
import { readInteger } from './number.ts';
import { notClosed } from './refusals.ts';

const maximumIndex = 2n ** 32n - 1n;
const expected = ['[0]', '["name"]', '[*]'] as const;

/** `[0]`, `["name"]` or `[*]` (ruleset-engine/rules-language/values, "Arrays" and "Maps"). */
export function parseIndexKey(cursor: Cursor): IndexAccess['key'] {
  const open = cursor.advance();
  const key = readKey(cursor);
  if (!cursor.skipSymbol(']')) throw new Refusal(notClosed(cursor, open));
  return key;
}

function readKey(cursor: Cursor): IndexAccess['key'] {
  const token = cursor.advance();
  if (token.kind === 'symbol' && token.text === '*') return { kind: 'each' };
  if (token.kind === 'string') {
    if (token.raw === true) cursor.note(wrongKey('A key is a quoted string, not a raw one.', token));
    if (fromOctets(token.text) === undefined) {
      cursor.note(wrongKey('A key is text in UTF-8; these octets are not.', token));
    }
    return { kind: 'name', value: token.text };
  }
  if (token.kind === 'number') {
    const value = readInteger(cursor, token);
    if (value >= 0n && value <= maximumIndex) return { kind: 'number', value: Number(value) };
    const message = `An index counts from 0 and is at most ${maximumIndex}.`;
    throw new Refusal({ code: 'out_of_range', message, span: spanOf(token), expected });
  }
  const message = 'Between [ and ] is a position, a key in double quotes or an asterisk.';
  throw new Refusal({
    code: 'syntax',
    message,
    span: spanOf(token),
    expected,
    ...suggest(token.kind === 'word' ? `"${token.text}"` : undefined),
  });
}

function wrongKey(message: string, token: Token): Finding {
  return { code: 'syntax', message, span: spanOf(token), expected };
}
