import {
  comparisonSpellings,
  logicalSpellings,
  mistakenComparisons,
  mistakenLogicals,
  strict,
} from '../lex/operator.ts';
import type { Token } from '../lex/token.ts';
import { maximumIndexes } from '../limits.ts';
import type {
  Comparison,
  ComparisonOperator,
  Expression,
  FieldReference,
  FunctionCall,
  IndexAccess,
  Logical,
} from '../syntax-tree.ts';
import { type Cursor, Refusal, spanOf } from './cursor.ts';
import { parseIndexKey } from './index-key.ts';
import { parseRight, readLiteral } from './literal.ts';
import {
  bareChain,
  chainedComparison,
  comparedGroup,
  detachedIndex,
  hexadecimalArgument,
  misspelled,
  noOperand,
  notAnOperator,
  notClosed,
  notOneSpace,
  tooManyIndexes,
  unexpectedRest,
} from './refusals.ts';

/** The whole source is one expression. */
export function parseAll(cursor: Cursor): Expression {
  const expression = parseExpression(cursor);
  if (cursor.token.kind !== 'end') throw new Refusal(unexpectedRest(cursor));
  return expression;
}

/** From the loosest to the tightest (ruleset-engine/rules-language/operators, "Order of precedence"). */
const levels = ['or', 'xor', 'and'] as const;

function parseExpression(cursor: Cursor, level = 0): Expression {
  const kind = levels[level];
  if (kind === undefined) return parseUnary(cursor);
  const { start } = cursor.token;
  const first = parseExpression(cursor, level + 1);
  if (!takeLogical(cursor, kind)) return first;
  // Grouping does not change the meaning of a chain of one operator: `a and (b and c)` has three operands.
  const operands = [...chainOf(first, kind)];
  do operands.push(...chainOf(parseExpression(cursor, level + 1), kind));
  while (takeLogical(cursor, kind));
  return { kind, operands, span: { start, end: cursor.behind } };
}

function chainOf(expression: Expression, kind: Logical['kind']): readonly Expression[] {
  return 'operands' in expression && expression.kind === kind ? expression.operands : [expression];
}

function takeLogical(cursor: Cursor, wanted: Logical['kind']): boolean {
  const { token } = cursor;
  const meant = logicalSpelling(token);
  if (meant?.kind !== wanted) return false;
  cursor.advance();
  if (meant.mistaken) cursor.note(misspelled(token, wanted));
  return true;
}

interface LogicalSpelling {
  readonly kind: Logical['kind'];
  readonly mistaken: boolean;
}

const logicals = new Map<string, LogicalSpelling>();
for (const [text, kind] of mistakenLogicals) logicals.set(text, { kind, mistaken: true });
for (const [text, kind] of logicalSpellings) logicals.set(text, { kind, mistaken: false });

function logicalSpelling({ kind, text }: Token): LogicalSpelling | undefined {
  if (kind !== 'word' && kind !== 'symbol') return undefined;
  const known = logicals.get(text);
  if (known !== undefined || kind === 'symbol' || text.length > longestLogical) return known;
  const probable = logicalSpellings.get(text.toLowerCase());
  return probable === undefined ? undefined : { kind: probable, mistaken: true };
}

/** `and`, `xor`: words have ASCII letters only, so that another case is as long. */
const longestLogical = 3;

function parseUnary(cursor: Cursor): Expression {
  const { token } = cursor;
  if (!isNot(token)) return parseComparison(cursor);
  cursor.advance();
  if (token.text !== 'not' && token.text !== '!') cursor.note(misspelled(token, 'not'));
  const operand = cursor.nested(token, () => parseUnary(cursor));
  return { kind: 'not', operand, span: { start: token.start, end: cursor.behind } };
}

function isNot(token: Token): boolean {
  if (token.kind === 'symbol') return token.text === '!';
  return token.kind === 'word' && token.text.toLowerCase() === 'not';
}

function parseComparison(cursor: Cursor): Expression {
  const { token } = cursor;
  const left = parseOperand(cursor);
  const operator = takeComparison(cursor);
  if (operator === undefined) {
    if (!endsOperand(cursor.token)) throw new Refusal(notAnOperator(cursor, left));
    return left;
  }
  if (token.kind === 'symbol') throw new Refusal(comparedGroup(cursor, token));
  const right = parseRight(cursor, operator, left);
  const comparison: Comparison = {
    kind: 'comparison',
    operator,
    left,
    right,
    span: { start: token.start, end: cursor.behind },
  };
  if (comparisonSpelling(cursor) !== undefined) throw new Refusal(chainedComparison(cursor));
  return comparison;
}

function takeComparison(cursor: Cursor): ComparisonOperator | undefined {
  const { token } = cursor;
  const meant = comparisonSpelling(cursor);
  if (meant === undefined) return undefined;
  cursor.advance();
  if (meant.operator === 'strict wildcard') {
    if (cursor.token.start !== token.end + 1 || cursor.source[token.end] !== ' ') {
      cursor.note(notOneSpace(token, cursor.token));
    }
    cursor.advance();
  }
  if (meant.mistaken) cursor.note(misspelled(token, meant.operator));
  return meant.operator;
}

interface ComparisonSpelling {
  readonly operator: ComparisonOperator;
  readonly mistaken: boolean;
}

const comparisons: ReadonlyMap<string, ComparisonSpelling> = new Map(
  [...comparisonSpellings].map(([text, operator]) => [text, { operator, mistaken: false }]),
);

function comparisonSpelling(cursor: Cursor): ComparisonSpelling | undefined {
  const { token } = cursor;
  if (token.kind !== 'word' && token.kind !== 'symbol') return undefined;
  const exact = comparisons.get(token.text);
  if (exact !== undefined) return exact;
  if (token.text === strict && cursor.following.text === 'wildcard') {
    return { operator: 'strict wildcard', mistaken: false };
  }
  if (token.text.length > longestMistake) return undefined;
  const lower = token.text.toLowerCase();
  const probable = mistakenComparisons.get(lower) ?? comparisonSpellings.get(lower);
  return probable === undefined ? undefined : { operator: probable, mistaken: true };
}

const longestMistake = Math.max(
  ...[...mistakenComparisons.keys(), ...comparisonSpellings.keys()].map(({ length }) => length),
);

/** Whether an operand may end before this token. */
function endsOperand(token: Token): boolean {
  if (token.kind === 'end') return true;
  if (token.kind === 'symbol' && (token.text === ')' || token.text === ',')) return true;
  return logicalSpelling(token) !== undefined;
}

function parseOperand(cursor: Cursor): Expression {
  const { token } = cursor;
  if (cursor.isSymbol('(')) return parseGroup(cursor);
  const literal = readLiteral(cursor);
  if (literal !== undefined) return literal;
  if (token.kind !== 'word' || isOperator(token)) throw new Refusal(noOperand(cursor));
  cursor.advance();
  const named = cursor.isSymbol('(') ? parseCall(cursor, token) : fieldAt(token);
  return parseIndexes(cursor, named);
}

function isOperator({ text }: Token): boolean {
  return comparisonSpellings.has(text) || logicalSpellings.has(text);
}

function fieldAt(token: Token): FieldReference {
  return { kind: 'field', name: token.text, span: spanOf(token) };
}

function parseGroup(cursor: Cursor): Expression {
  const open = cursor.advance();
  const inner = cursor.nested(open, () => parseExpression(cursor));
  if (!cursor.skipSymbol(')')) throw new Refusal(notClosed(cursor, open));
  return inner;
}

function parseCall(cursor: Cursor, name: Token): FunctionCall {
  const open = cursor.advance();
  const parsed: Expression[] = [];
  if (!cursor.isSymbol(')')) {
    do parsed.push(cursor.nested(name, () => parseArgument(cursor)));
    while (cursor.skipSymbol(','));
  }
  if (!cursor.skipSymbol(')')) throw new Refusal(notClosed(cursor, open));
  return {
    kind: 'call',
    name: name.text,
    arguments: parsed,
    span: { start: name.start, end: cursor.behind },
  };
}

/**
 * The engine reads `and`, `or` and `xor` in an argument only behind something that begins a condition: a parenthesis,
 * `not`, `any(` or `all(`. Elsewhere the argument ends with its first comparison (cloudflare/wirefilter,
 * ast/function_expr.rs).
 */
function parseArgument(cursor: Cursor): Expression {
  const { token, following } = cursor;
  if (isHexadecimal(token)) cursor.note(hexadecimalArgument(cursor));
  const grouped = cursor.isSymbol('(');
  const quantified = (token.text === 'any' || token.text === 'all') && following.text === '(';
  const argument = parseExpression(cursor);
  if ('operands' in argument) {
    if (!grouped && !isNot(token) && !quantified) cursor.note(bareChain(cursor, argument));
    return argument;
  }
  return grouped && argument.kind !== 'comparison' && argument.kind !== 'not'
    ? { ...argument, grouped: true }
    : argument;
}

function isHexadecimal({ kind, text }: Token): boolean {
  return kind === 'number' && /^0x/i.test(text);
}

function parseIndexes(
  cursor: Cursor,
  named: FieldReference | FunctionCall,
): FieldReference | FunctionCall | IndexAccess {
  let target: FieldReference | FunctionCall | IndexAccess = named;
  for (let count = 0; cursor.isSymbol('['); count += 1) {
    if (count >= maximumIndexes) throw new Refusal(tooManyIndexes(cursor));
    if (cursor.token.start !== cursor.behind) cursor.note(detachedIndex(cursor));
    const key = parseIndexKey(cursor);
    target = { kind: 'index', target, key, span: { start: named.span.start, end: cursor.behind } };
  }
  return target;
}
