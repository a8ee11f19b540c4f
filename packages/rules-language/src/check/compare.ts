import { print } from '../print/print.ts';
import { quote, suggest } from '../problem.ts';
import type { Comparison, ComparisonOperator, Literal, SetMember, Span } from '../syntax-tree.ts';
import { arrayOf, booleanType, type Type, typeName } from '../types.ts';
import { doubtComparison } from './doubts.ts';
import type { Inspection } from './inspection.ts';
import { checkRegex, checkWildcard } from './patterns.ts';
import type { Typed } from './typed.ts';

/** What each type can be compared with (ruleset-engine/rules-language/operators, "Comparison operators"). */
const operators: Readonly<Record<Type['kind'], readonly ComparisonOperator[]>> = {
  string: ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'contains', 'matches', 'wildcard', 'strict wildcard', 'in'],
  integer: ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'in'],
  ip: ['eq', 'ne', 'in'],
  boolean: [],
  array: [],
  map: [],
};

const condition: Typed = { type: booleanType };
const booleansType = arrayOf(booleanType);

/** The type of a comparison whose left side was inferred: a boolean, or one for each element after `[*]`. */
export function compare(
  comparison: Comparison,
  left: Typed | undefined,
  inspection: Inspection,
): Typed | undefined {
  const { operator, right } = comparison;
  if (right.kind === 'list') inspection.noteList(right.name);
  if (operator === 'matches') inspection.needPlan('business', 'the operator matches', comparison.span);
  if (left === undefined) return undefined;
  if (!isComparable(comparison, left, inspection)) return undefined;
  if (right.kind === 'list') needListPlan(left.type, right.span, inspection);
  checkRight(comparison, left.type, inspection);
  doubtComparison(comparison, inspection);
  // A wrong right side leaves the type of the whole clear, so what surrounds it is checked as well.
  return left.over === undefined ? condition : { type: booleansType, from: left.over };
}

function isComparable(comparison: Comparison, left: Typed, inspection: Inspection): boolean {
  const { type } = left;
  if ('value' in comparison.left) {
    const message = 'The left side of a comparison is a field or a function, not a value.';
    inspection.refuse({ code: 'wrong_type', message, span: comparison.left.span });
    return false;
  }
  if (type.kind === 'boolean') return refuseBoolean(comparison, inspection);
  if ('of' in type) return refuseCollection(comparison, left, inspection);
  const allowed = operators[type.kind];
  if (allowed.includes(comparison.operator)) return true;
  inspection.refuse({
    code: 'wrong_type',
    message: `${nameOf(comparison)} is of type ${typeName(type)}, to which ${comparison.operator} does not apply.`,
    span: comparison.span,
    expected: allowed,
  });
  return false;
}

function nameOf(comparison: Comparison): string {
  return quote(print(comparison.left));
}

function refuseBoolean(comparison: Comparison, inspection: Inspection): false {
  const { left, operator, right } = comparison;
  const negated = right.kind === 'boolean' && (operator === 'eq') !== right.value;
  const known = right.kind === 'boolean' && (operator === 'eq' || operator === 'ne');
  const text = print(left);
  inspection.refuse({
    code: 'wrong_type',
    message: `${quote(text)} is a Boolean: it stands alone, or with not in front, and is not compared.`,
    span: comparison.span,
    ...suggest(known ? `${negated ? 'not ' : ''}${text}` : undefined),
  });
  return false;
}

function refuseCollection(comparison: Comparison, left: Typed, inspection: Inspection): false {
  const { type } = left;
  const text = print(comparison.left);
  const isArray = type.kind === 'array' && !('of' in type.of);
  const compared = `${text}[*] ${print(comparison).slice(text.length + 1)}`;
  inspection.refuse({
    code: 'wrong_type',
    message: `${quote(text)} is of type ${typeName(type)}, and only its elements can be compared.`,
    span: comparison.span,
    expected: type.kind === 'map' ? ['["name"]'] : ['[0]', '[*]'],
    ...suggest(isArray && left.over === undefined ? `any(${compared})` : undefined),
  });
  return false;
}

function checkRight({ operator, right }: Comparison, type: Type, inspection: Inspection): void {
  if (right.kind === 'list') return;
  if (right.kind === 'set') for (const member of right.members) checkMember(member, type, inspection);
  else checkMember(right, type, inspection);
  if ((operator === 'in') !== (right.kind === 'set')) {
    const message = 'A set stands behind in, and a single value behind the other operators.';
    inspection.refuse({ code: 'wrong_type', message, span: right.span });
  }
  if (right.kind !== 'string') return;
  if (operator === 'matches') checkRegex(right.value, right.span, inspection);
  if (operator === 'wildcard' || operator === 'strict wildcard') {
    checkWildcard(right.value, right.span, inspection);
  }
}

const memberTypes: Readonly<Record<SetMember['kind'], Type['kind']>> = {
  string: 'string',
  integer: 'integer',
  boolean: 'boolean',
  ip: 'ip',
  'integer range': 'integer',
  'ip range': 'ip',
  cidr: 'ip',
};

function checkMember(member: SetMember, type: Type, inspection: Inspection): void {
  if (memberTypes[member.kind] === type.kind) return;
  const suggestion = 'value' in member ? asType(member, type) : undefined;
  inspection.refuse({
    code: 'wrong_type',
    message: `A value of type ${typeName(type)} is needed here.`,
    span: member.span,
    expected: examples[type.kind],
    ...suggest(suggestion),
  });
}

const examples: Readonly<Record<Type['kind'], readonly string[]>> = {
  string: ['"…"', 'r"…"'],
  integer: ['80'],
  ip: ['192.0.2.1', '2001:db8::1'],
  boolean: [],
  array: [],
  map: [],
};

/** `10` for `"10"`, and the other way round. */
function asType(literal: Literal, type: Type): string | undefined {
  if (literal.kind === 'string') {
    const fits = type.kind === 'integer' ? /^-?[0-9]{1,18}$/ : /^[0-9a-fA-F.:]{2,45}$/;
    return fits.test(literal.value) ? literal.value : undefined;
  }
  return type.kind === 'string' ? `"${print(literal)}"` : undefined;
}

/** Lists of hostnames and of ASNs are for Enterprise (waf/tools/lists/custom-lists). */
function needListPlan(type: Type, span: Span, inspection: Inspection): void {
  if (type.kind === 'string') inspection.needPlan('enterprise', 'a list of hostnames', span);
  if (type.kind === 'integer') inspection.needPlan('enterprise', 'a list of AS numbers', span);
}
