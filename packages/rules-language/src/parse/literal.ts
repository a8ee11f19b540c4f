import { fieldNamed } from '../fields/index.ts';
import type { Token } from '../lex/token.ts';
import { quote, suggest } from '../problem.ts';
import type {
  ComparisonOperator,
  Expression,
  ListReference,
  Literal,
  SetLiteral,
  SetMember,
} from '../syntax-tree.ts';
import { type Cursor, Refusal, spanOf } from './cursor.ts';
import { readMember } from './number.ts';
import { commaInSet, notALiteral, notASet, notClosed, wrongMember } from './refusals.ts';
import { readSetMember } from './set-member.ts';

/** The literal at the cursor, or undefined when something else begins there. */
export function readLiteral(cursor: Cursor): Literal | undefined {
  const { token } = cursor;
  if (token.kind === 'string') {
    cursor.advance();
    return { kind: 'string', value: token.text, span: spanOf(token) };
  }
  if (token.kind === 'number') {
    cursor.advance();
    return readNumber(cursor, token);
  }
  if (token.kind === 'word' && (token.text === 'true' || token.text === 'false')) {
    cursor.advance();
    return { kind: 'boolean', value: token.text === 'true', span: spanOf(token) };
  }
  return undefined;
}

function readNumber(cursor: Cursor, token: Token): Literal {
  const member = readMember(cursor, token);
  if (member.kind === 'integer' || member.kind === 'ip') return member;
  const message = `${quote(token.text)} is more than one value; ranges and blocks stand between braces after in.`;
  throw new Refusal({ code: 'syntax', message, span: spanOf(token), ...suggest(`in {${token.text}}`) });
}

/** The part behind the operator: a set or a list after `in`, a literal after the others. */
export function parseRight(
  cursor: Cursor,
  operator: ComparisonOperator,
  left: Expression,
): Literal | SetLiteral | ListReference {
  if (operator !== 'in') {
    const literal = readLiteral(cursor);
    if (literal === undefined) throw new Refusal(notALiteral(cursor, left));
    return literal;
  }
  if (cursor.isSymbol('{')) return parseSet(cursor, isAddress(left));
  if (cursor.token.kind === 'list') return parseList(cursor);
  throw new Refusal(notASet(cursor));
}

function parseList(cursor: Cursor): ListReference {
  const token = cursor.advance();
  const name = token.text.slice(1);
  // Managed lists have points in their names: `$cf.open_proxies`.
  if (!/^[a-z0-9_]+(?:\.[a-z0-9_]+)*$/.test(name)) {
    const message = 'The name of a list has lower-case letters, digits and underscores.';
    throw new Refusal({ code: 'syntax', message, span: spanOf(token), expected: ['$list_name'] });
  }
  return { kind: 'list', name, span: spanOf(token) };
}

/** Whether a value is an address for certain, by its name. */
function isAddress(value: Expression): boolean {
  if (value.kind === 'call') return value.name === 'cidr' || value.name === 'cidr6';
  return value.kind === 'field' && fieldNamed(value.name)?.type.kind === 'ip';
}

function parseSet(cursor: Cursor, addresses: boolean): SetLiteral {
  const open = cursor.advance();
  const members: SetMember[] = [];
  while (!cursor.isSymbol('}')) {
    const { token } = cursor;
    if (cursor.skipSymbol(',')) {
      cursor.note(commaInSet(token));
      continue;
    }
    if (token.kind === 'end') throw new Refusal(notClosed(cursor, open));
    if (token.kind === 'number') members.push(readSetMember(cursor, cursor.advance(), addresses));
    else {
      const literal = readLiteral(cursor);
      if (literal === undefined) throw new Refusal(wrongMember(cursor));
      members.push(literal);
    }
  }
  cursor.advance();
  return { kind: 'set', members, span: { start: open.start, end: cursor.behind } };
}
