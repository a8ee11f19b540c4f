import {
  comparisonSpellings,
  functionsLikeOperators,
  logicalSpellings,
  operatorWords,
} from '../lex/operator.ts';
import type { Token } from '../lex/token.ts';
import { type Finding, quote, suggest } from '../problem.ts';
import { nearest } from '../suggest/nearest.ts';
import type { Expression, Span } from '../syntax-tree.ts';
import { type Cursor, spanOf } from './cursor.ts';

/** An operator in the spelling of another language, or in capitals. */
export function misspelled(token: Token, meant: string): Finding {
  return {
    code: 'unknown_operator',
    message: `There is no operator ${quote(token.text)}; it is written ${meant} here.`,
    span: spanOf(token),
    expected: [meant],
    suggestion: meant,
  };
}

/** Something behind a complete expression. */
export function unexpectedRest(cursor: Cursor): Finding {
  const { token } = cursor;
  const span = spanOf(token);
  const expected = ['and', 'or', 'xor'];
  if (token.kind === 'symbol' && token.text === ')') {
    return { code: 'syntax', message: 'This parenthesis closes nothing.', span };
  }
  if (token.kind !== 'word' && token.kind !== 'string' && token.kind !== 'number' && token.text !== '(') {
    return { code: 'syntax', message: unexpected(token), span, expected };
  }
  const suggestion = nearest(token.text.toLowerCase(), expected);
  const message = `An operator is missing before ${quote(cursor.textOf(token))}.`;
  if (suggestion === undefined || token.kind !== 'word') return { code: 'syntax', message, span, expected };
  return { ...misspelled(token, suggestion), expected };
}

/** The end of something in brackets is missing. */
export function notClosed(cursor: Cursor, open: Token): Finding {
  const { token } = cursor;
  const closing = { '(': ')', '[': ']', '{': '}' }[open.text] ?? ')';
  if (token.kind !== 'end' && closing === ')') {
    const rest = unexpectedRest(cursor);
    return { ...rest, expected: [...(rest.expected ?? []), closing] };
  }
  const found = token.kind === 'end' ? '' : `, where ${quote(token.text)} stands`;
  return {
    code: 'syntax',
    message: `The ${open.text} at character ${open.start + 1} is not closed${found}.`,
    span: spanOf(token),
    expected: [closing],
  };
}

/** Nothing that could begin an operand. */
export function noOperand(cursor: Cursor): Finding {
  const { token } = cursor;
  const expected = ['a field', 'a function', '(', 'not'];
  if (token.kind === 'list' || (token.kind === 'symbol' && token.text === '{')) {
    const message = 'A set or a list stands only behind in.';
    return { code: 'syntax', message, span: spanOf(token), expected };
  }
  const message =
    token.kind === 'end' ? 'The expression ends where a field should follow.' : unexpected(token);
  return { code: 'syntax', message, span: spanOf(token), expected };
}

/** Something between a left side and whatever it is compared with. */
export function notAnOperator(cursor: Cursor, left: Expression): Finding {
  const { token } = cursor;
  const span = spanOf(token);
  const expected = operatorWords.slice(0, -1);
  const name = functionsLikeOperators.get(token.text);
  if (name !== undefined) return functionAsOperator(cursor, left, name);
  if (token.text.toLowerCase() === 'not' || token.text === '!' || token.text === '!~') {
    const message = 'The operator not stands in front of the whole comparison.';
    const both = { start: left.span.start, end: token.end };
    return { code: 'syntax', message, span: both, ...suggest(`not ${cursor.textOf(left.span)}`) };
  }
  if (token.kind === 'string' || token.kind === 'number' || token.text === '(') {
    const message = `An operator is missing before ${quote(cursor.textOf(token))}.`;
    return { code: 'syntax', message, span, expected };
  }
  if (token.kind !== 'word') return { code: 'syntax', message: unexpected(token), span, expected };
  const suggestion = nearest(token.text.toLowerCase(), operatorWords);
  return {
    code: 'unknown_operator',
    message: `There is no operator ${quote(token.text)}.`,
    span,
    expected,
    ...suggest(suggestion),
  };
}

function functionAsOperator(cursor: Cursor, left: Expression, name: string): Finding {
  const { token, following } = cursor;
  const subject = cursor.textOf(left.span);
  const value = following.kind === 'string' ? cursor.textOf(following) : '"…"';
  return {
    code: 'unknown_operator',
    message: `${name} is a function, not an operator.`,
    span: { start: left.span.start, end: following.kind === 'string' ? following.end : token.end },
    ...suggest(`${name}(${subject}, ${value})`),
  };
}

/** A comparison whose left side is in parentheses. */
export function comparedGroup(cursor: Cursor, open: Token): Finding {
  const message = 'The left side of a comparison has no parentheses around it.';
  return { code: 'syntax', message, span: { start: open.start, end: cursor.behind } };
}

/** Conditions joined in an argument that does not begin as one. */
export function bareChain(cursor: Cursor, { span }: Expression): Finding {
  const message = 'Conditions that are joined in an argument stand in parentheses.';
  return { code: 'syntax', message, span: spanOf(span), ...suggest(`(${cursor.textOf(span)})`) };
}

export function hexadecimalArgument(cursor: Cursor): Finding {
  const { token } = cursor;
  const message = 'An argument is not written in hexadecimal.';
  const decimal = token.text.length <= 18 && /^0x[0-9a-f]+$/i.test(token.text);
  const suggestion = decimal ? BigInt(token.text).toString() : undefined;
  return { code: 'syntax', message, span: spanOf(token), ...suggest(suggestion) };
}

export function notOneSpace(first: Token, second: Token): Finding {
  const message = 'Exactly one space stands in strict wildcard.';
  const span = { start: first.start, end: second.end };
  return { code: 'syntax', message, span, suggestion: 'strict wildcard' };
}

export function chainedComparison(cursor: Cursor): Finding {
  const message = 'Comparisons do not chain; write two and join them.';
  return { code: 'syntax', message, span: spanOf(cursor.token), expected: ['and', 'or', 'xor'] };
}

export function detachedIndex(cursor: Cursor): Finding {
  const message = 'No space stands before an index.';
  return { code: 'syntax', message, span: { start: cursor.behind, end: cursor.token.start }, suggestion: '' };
}

export function tooManyIndexes(cursor: Cursor): Finding {
  const message = 'No value has so many levels.';
  return { code: 'too_deep', message, span: spanOf(cursor.token) };
}

export function commaInSet(token: Token): Finding {
  const message = 'The members of a set are separated by spaces, without commas.';
  return { code: 'syntax', message, span: spanOf(token), suggestion: ' ' };
}

/** Something after a comparison operator that is no value. */
export function notALiteral(cursor: Cursor, left: Expression): Finding {
  const { token } = cursor;
  const span = spanOf(token);
  const expected = ['"…"', 'r"…"', 'a number', 'an IP address'];
  if (token.kind === 'list' || (token.kind === 'symbol' && token.text === '{')) {
    const message = 'Only the operator in takes a set or a list.';
    return { code: 'syntax', message, span, expected, suggestion: 'in' };
  }
  if (token.kind === 'end') {
    return { code: 'syntax', message: 'The expression ends where a value should follow.', span, expected };
  }
  if (token.kind !== 'word' && token.kind !== 'unknown') {
    return { code: 'syntax', message: unexpected(token), span, expected };
  }
  const text = bareText(cursor);
  const literalLeft = 'value' in left ? ' Fields and functions stand on its left.' : '';
  const message = `The right side of a comparison is a value, and text stands in double quotes.${literalLeft}`;
  const bare = { start: token.start, end: token.start + text.length };
  return { code: 'syntax', message, span: bare, expected, ...suggest(`"${text}"`) };
}

/** Something after `in` that is neither set nor list. */
export function notASet(cursor: Cursor): Finding {
  const { token } = cursor;
  const span = spanOf(token);
  const expected = ['{…}', '$list_name'];
  const message = 'After in stands a set in braces or the name of a list.';
  if (token.kind === 'symbol' && (token.text === '(' || token.text === '[')) {
    return { code: 'syntax', message, span, expected, suggestion: '{' };
  }
  if (token.kind === 'word') return { code: 'syntax', message, span, expected, ...suggest(`$${token.text}`) };
  if (token.kind !== 'string' && token.kind !== 'number') return { code: 'syntax', message, span, expected };
  return { code: 'syntax', message, span, expected, ...suggest(`{${cursor.textOf(token)}}`) };
}

/** Something between braces that is no value. */
export function wrongMember(cursor: Cursor): Finding {
  const { token } = cursor;
  const expected = ['"…"', 'a number', 'an IP address', '}'];
  if (token.kind !== 'word' && token.kind !== 'unknown') {
    return { code: 'syntax', message: unexpected(token), span: spanOf(token), expected };
  }
  const text = bareText(cursor);
  const message = 'A set has values only, and text stands in double quotes.';
  const span = { start: token.start, end: token.start + text.length };
  return { code: 'syntax', message, span, expected, ...suggest(`"${text}"`) };
}

/** From the cursor up to white space or a bracket: `example.com/path` without its quotes. */
function bareText(cursor: Cursor): string {
  const rest = cursor.source.slice(cursor.token.start);
  return /^[^ \n\r\t()[\]{},"]+/.exec(rest)?.[0] ?? rest.slice(0, 1);
}

function unexpected(token: Span & { readonly kind: Token['kind']; readonly text: string }): string {
  if (token.kind === 'end') return 'The expression ends too early.';
  if (token.kind === 'unknown' && /^(?:#|\/\/|\/\*)/.test(token.text)) {
    return 'The language has no comments.';
  }
  if (comparisonSpellings.has(token.text) || logicalSpellings.has(token.text)) {
    return `The operator ${token.text} has nothing on its left.`;
  }
  return `${quote(token.text)} is not expected here.`;
}
