import type { ComparisonOperator, Logical } from '../syntax-tree.ts';

/** Every spelling of the comparison operators (ruleset-engine/rules-language/operators). */
export const comparisonSpellings: ReadonlyMap<string, ComparisonOperator> = new Map([
  ['eq', 'eq'],
  ['==', 'eq'],
  ['ne', 'ne'],
  ['!=', 'ne'],
  ['lt', 'lt'],
  ['<', 'lt'],
  ['le', 'le'],
  ['<=', 'le'],
  ['gt', 'gt'],
  ['>', 'gt'],
  ['ge', 'ge'],
  ['>=', 'ge'],
  ['contains', 'contains'],
  ['matches', 'matches'],
  ['~', 'matches'],
  ['wildcard', 'wildcard'],
  ['in', 'in'],
]);

/** `strict wildcard` is written in two words. */
export const strict = 'strict';

export const logicalSpellings: ReadonlyMap<string, Logical['kind']> = new Map([
  ['and', 'and'],
  ['&&', 'and'],
  ['or', 'or'],
  ['||', 'or'],
  ['xor', 'xor'],
  ['^^', 'xor'],
]);

/** What people write who know another language, and what it is called here. */
export const mistakenComparisons: ReadonlyMap<string, ComparisonOperator> = new Map([
  ['=', 'eq'],
  ['===', 'eq'],
  ['is', 'eq'],
  ['equal', 'eq'],
  ['equals', 'eq'],
  ['!==', 'ne'],
  ['<>', 'ne'],
  ['neq', 'ne'],
  ['lte', 'le'],
  ['=<', 'le'],
  ['gte', 'ge'],
  ['=>', 'ge'],
  ['contain', 'contains'],
  ['includes', 'contains'],
  ['=~', 'matches'],
  ['match', 'matches'],
  ['regex', 'matches'],
  ['like', 'wildcard'],
  ['glob', 'wildcard'],
]);

export const mistakenLogicals: ReadonlyMap<string, Logical['kind']> = new Map([
  ['&', 'and'],
  ['|', 'or'],
  ['^', 'xor'],
]);

/** Functions that the dashboard shows as operators. */
export const functionsLikeOperators: ReadonlyMap<string, string> = new Map([
  ['starts_with', 'starts_with'],
  ['startswith', 'starts_with'],
  ['startsWith', 'starts_with'],
  ['ends_with', 'ends_with'],
  ['endswith', 'ends_with'],
  ['endsWith', 'ends_with'],
]);

export const operatorWords: readonly string[] = [
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'contains',
  'matches',
  'wildcard',
  'strict wildcard',
  'in',
  'and',
  'or',
  'xor',
  'not',
];
