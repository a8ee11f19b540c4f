/** Where a node is in the source: UTF-16 code units from its beginning, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Node {
  readonly span: Span;
}

/** What may stand in parentheses where those mean something. */
interface Groupable extends Node {
  /**
   * Parentheses stand around it as an argument of a function, and of nothing else: `all((starts_with(…)))`. They make a
   * condition of it, which is another argument than the call alone when there is no array to go through.
   */
  readonly grouped?: true;
}

/**
 * A string. `value` holds one octet per character (U+0000 to U+00FF), text in UTF-8; how it was written (quoted or
 * raw) is not kept. After `matches` it is the pattern itself: escapes in it are those of the regular expression.
 */
export interface StringLiteral extends Groupable {
  readonly kind: 'string';
  readonly value: string;
}

export interface IntegerLiteral extends Groupable {
  readonly kind: 'integer';
  readonly value: bigint;
}

export interface BooleanLiteral extends Groupable {
  readonly kind: 'boolean';
  readonly value: boolean;
}

/** A single address, in the shortest form (RFC 5952 for IPv6). */
export interface IpLiteral extends Groupable {
  readonly kind: 'ip';
  readonly value: string;
}

export type Literal = StringLiteral | IntegerLiteral | BooleanLiteral | IpLiteral;

/** `http.request.uri.path`; the name alone, without indexes. */
export interface FieldReference extends Groupable {
  readonly kind: 'field';
  readonly name: string;
}

/** `target[0]`, `target["name"]` or `target[*]`. A name is octets, as in strings. */
export interface IndexAccess extends Groupable {
  readonly kind: 'index';
  readonly target: Expression;
  readonly key:
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'name'; readonly value: string }
    | { readonly kind: 'each' };
}

export interface FunctionCall extends Groupable {
  readonly kind: 'call';
  readonly name: string;
  readonly arguments: readonly Expression[];
}

/** The operators in their word form; `==`, `~` and the like are other spellings of these. */
export type ComparisonOperator =
  | 'eq'
  | 'ne'
  | 'lt'
  | 'le'
  | 'gt'
  | 'ge'
  | 'contains'
  | 'matches'
  | 'wildcard'
  | 'strict wildcard'
  | 'in';

/** One member of a set: a value, a range of integers or addresses (both ends included), or a CIDR block. */
export type SetMember =
  | Literal
  | (Node & { readonly kind: 'integer range'; readonly from: bigint; readonly to: bigint })
  | (Node & { readonly kind: 'ip range'; readonly from: string; readonly to: string })
  | (Node & { readonly kind: 'cidr'; readonly address: string; readonly prefix: number });

/** `{…}` after `in`. */
export interface SetLiteral extends Node {
  readonly kind: 'set';
  readonly members: readonly SetMember[];
}

/** `$name` after `in`; `cf.anycast`-like names of managed lists included, without the dollar sign. */
export interface ListReference extends Node {
  readonly kind: 'list';
  readonly name: string;
}

export interface Comparison extends Node {
  readonly kind: 'comparison';
  readonly operator: ComparisonOperator;
  readonly left: Expression;
  readonly right: Literal | SetLiteral | ListReference;
}

export interface Not extends Node {
  readonly kind: 'not';
  readonly operand: Expression;
}

/**
 * Operands of a chain of one operator stand side by side: `a and b and c` is one node, and so is `a and (b and c)`.
 * At least two.
 */
export interface Logical extends Node {
  readonly kind: 'and' | 'or' | 'xor';
  readonly operands: readonly Expression[];
}

/** Other parentheses than those of `grouped` leave no trace; the printer sets those that are needed. */
export type Expression = Literal | FieldReference | IndexAccess | FunctionCall | Comparison | Not | Logical;
