import type { Comparison, Expression, IndexAccess, Literal, Logical, SetMember } from '../syntax-tree.ts';
import { printPattern, printQuoted, printString } from './string.ts';

/** How tightly each node binds; a child in parentheses binds no looser than its parent. */
const tightness = { or: 0, xor: 1, and: 2, not: 3 } as const;
const tightest = 4;

/**
 * Writes an expression in one way: word operators, single spaces, decimal integers, the shortest form of addresses,
 * as few parentheses as possible, sets in their order. Parsing the result gives the same tree, and printing that the
 * same text. Only trees that `parse` can make have this form; others (a comparison as the left side of another) are
 * written in the same manner, but may not be read again.
 */
export function print(expression: Expression): string {
  switch (expression.kind) {
    case 'string':
    case 'integer':
    case 'boolean':
    case 'ip':
      return printLiteral(expression);
    case 'field':
      return expression.name;
    case 'index':
      return `${printWithin(expression.target, tightest)}[${printKey(expression.key)}]`;
    case 'call':
      return `${expression.name}(${expression.arguments.map(printArgument).join(', ')})`;
    case 'comparison':
      return printComparison(expression);
    case 'not':
      return `not ${printWithin(expression.operand, tightness.not)}`;
    case 'and':
    case 'or':
    case 'xor':
      return printLogical(expression);
  }
}

function printLogical({ kind, operands }: Logical): string {
  return operands.map((operand) => printWithin(operand, tightness[kind])).join(` ${kind} `);
}

function printWithin(expression: Expression, parent: number): string {
  const text = print(expression);
  return tightnessOf(expression, parent) < parent ? `(${text})` : text;
}

function tightnessOf(expression: Expression, parent: number): number {
  // A comparison needs no parentheses among logical operators, and takes none on its left.
  if (expression.kind === 'comparison') return parent === tightest ? 0 : tightest;
  return 'operands' in expression || expression.kind === 'not' ? tightness[expression.kind] : tightest;
}

/** The engine reads `and`, `or` and `xor` in an argument only when it begins with a parenthesis or `not`. */
function printArgument(expression: Expression): string {
  const grouped = 'operands' in expression || 'grouped' in expression;
  return grouped ? `(${print(expression)})` : print(expression);
}

function printKey(key: IndexAccess['key']): string {
  switch (key.kind) {
    case 'each':
      return '*';
    case 'number':
      return String(key.value);
    case 'name':
      return printQuoted(key.value);
  }
}

function printComparison({ left, operator, right }: Comparison): string {
  return `${printWithin(left, tightest)} ${operator} ${printRight(operator, right)}`;
}

function printRight(operator: Comparison['operator'], right: Comparison['right']): string {
  if (right.kind === 'list') return `$${right.name}`;
  if (right.kind === 'set') return `{${right.members.map(printMember).join(' ')}}`;
  return operator === 'matches' && right.kind === 'string' ? printPattern(right.value) : printLiteral(right);
}

function printMember(member: SetMember): string {
  if ('from' in member) return `${member.from}..${member.to}`;
  return member.kind === 'cidr' ? `${member.address}/${member.prefix}` : printLiteral(member);
}

function printLiteral(literal: Literal): string {
  return literal.kind === 'string' ? printString(literal.value) : String(literal.value);
}
