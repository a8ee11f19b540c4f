import { type Address, parseAddress } from '../address.ts';
import { type Budget, tooMuchWork } from '../budget.ts';
import { booleanValue, unknown } from '../functions/results.ts';
import { compileRegex } from '../regex/index.ts';
import type { Comparison, ComparisonOperator, Literal } from '../syntax-tree.ts';
import { indexOf } from '../text-search.ts';
import type { Result, Value } from '../values.ts';
import { compileWildcard, matchWildcard } from '../wildcard/index.ts';
import { isInList } from './list.ts';
import { isInSet } from './membership.ts';
import type { RequestFacts } from './request.ts';

/**
 * One comparison with a known, an unknown or a missing left side. Compared with anything, a missing value is false,
 * with `ne` too (developers.cloudflare.com/ruleset-engine/rules-language/values, "Notes"). So are values of types that
 * the checker keeps apart.
 */
export function compare(
  { operator, right }: Comparison,
  left: Result,
  request: RequestFacts,
  budget: Budget,
): Result {
  if (left.kind === 'unknown') return left;
  if (left.kind === 'missing') return booleanValue(false);
  switch (right.kind) {
    case 'list': {
      const members = request.lists.get(right.name);
      if (members === undefined) return unknown(`$${right.name}`);
      if (!budget.spend(20 * members.length)) return unknown(tooMuchWork);
      return booleanValue(members.some((member) => isInList(left, member)));
    }
    case 'set':
      return booleanValue(isInSet(left, right));
    case 'string':
    case 'integer':
    case 'boolean':
    case 'ip':
      return compareLiteral(operator, left, right, budget);
  }
}

function compareLiteral(operator: ComparisonOperator, left: Value, right: Literal, budget: Budget): Result {
  if (left.kind === 'string' && !budget.spend(left.value.length / 64)) return unknown(tooMuchWork);
  if (left.kind === right.kind && left.kind !== 'ip' && (operator === 'eq' || operator === 'ne')) {
    return booleanValue((left.value === right.value) === (operator === 'eq'));
  }
  switch (operator) {
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return booleanValue(isOrdered(operator, left, right));
    case 'contains':
      return onStrings(left, right, (text, part) => booleanValue(indexOf(text, part) >= 0));
    case 'matches':
      return onStrings(left, right, (text, pattern) => matches(text, pattern, budget));
    case 'wildcard':
      return onStrings(left, right, (text, pattern) => matchesWildcard(text, pattern, false));
    case 'strict wildcard':
      return onStrings(left, right, (text, pattern) => matchesWildcard(text, pattern, true));
    case 'in':
      return booleanValue(false);
  }
}

function isOrdered(operator: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge', left: Value, right: Literal): boolean {
  const order = orderOf(left, right);
  switch (operator) {
    case 'eq':
      return order === 0;
    case 'ne':
      return order !== 0;
    case 'lt':
      return order !== undefined && order < 0;
    case 'le':
      return order !== undefined && order <= 0;
    case 'gt':
      return order !== undefined && order > 0;
    case 'ge':
      return order !== undefined && order >= 0;
  }
}

/** Negative, zero or positive; undefined when the two cannot be compared, as addresses of two versions. */
function orderOf(left: Value, right: Literal): number | undefined {
  if (left.kind === 'ip' && right.kind === 'ip') {
    return addressOrder(parseAddress(left.value), parseAddress(right.value));
  }
  if (left.kind === 'integer' && right.kind === 'integer')
    return sign(left.value < right.value, left.value > right.value);
  // Characters are octets, so JavaScript's order is the order of octets.
  if (left.kind === 'string' && right.kind === 'string')
    return sign(left.value < right.value, left.value > right.value);
  if (left.kind === 'boolean' && right.kind === 'boolean')
    return sign(left.value < right.value, left.value > right.value);
  return undefined;
}

function sign(less: boolean, greater: boolean): number {
  return Number(greater) - Number(less);
}

function addressOrder(left: Address | undefined, right: Address | undefined): number | undefined {
  if (left === undefined || left.version !== right?.version) return undefined;
  return sign(left.bits < right.bits, left.bits > right.bits);
}

function onStrings(left: Value, right: Literal, test: (text: string, other: string) => Result): Result {
  return left.kind === 'string' && right.kind === 'string'
    ? test(left.value, right.value)
    : booleanValue(false);
}

function matches(text: string, pattern: string, budget: Budget): Result {
  const compiled = compileRegex(pattern);
  if (!compiled.ok) return unknown('matches');
  const found = compiled.regex.matches(text, budget);
  return found === 'too much work' ? unknown(tooMuchWork) : booleanValue(found);
}

function matchesWildcard(text: string, pattern: string, strict: boolean): Result {
  const compiled = compileWildcard(pattern);
  if (!compiled.ok) return unknown(strict ? 'strict wildcard' : 'wildcard');
  return booleanValue(matchWildcard(compiled.wildcard, text, { strict }) !== undefined);
}
