import type { Type } from './types.ts';
import type { Phase, Plan, Use } from './use.ts';

/** What is documented about a field (developers.cloudflare.com/ruleset-engine/rules-language/fields/reference). */
export interface FieldFact {
  readonly name: string;
  readonly type: Type;
  /** The lowest plan that has it. Add-ons that a plan can buy (Bot Management, …) count as Enterprise. */
  readonly plan: Plan;
  /** Where it may stand; absent: in all phases. */
  readonly phases?: readonly Phase[];
  /** What to use in its place. */
  readonly deprecated?: string;
  /**
   * Whether a description of the request (method, URL, headers, client address, …) tells its value, the
   * description of a response does, or only Cloudflare knows it.
   */
  readonly known: 'request' | 'response' | 'cloudflare';
}

/** One parameter of a function. */
export interface Parameter {
  readonly name: string;
  /** Any of these; `any` stands for every type. */
  readonly types: readonly Type[] | 'any';
  /**
   * What may stand there besides having the type: a `literal` only, anything that begins with a `field` (no
   * literal), or any expression.
   */
  readonly takes: 'literal' | 'field' | 'expression';
  readonly optional?: true;
  /** The only fields it may be, where not every one will do. */
  readonly fields?: readonly string[];
  /** Of an integer literal; both ends included. */
  readonly range?: { readonly from: bigint; readonly to: bigint };
  /** A string literal is one of these languages, or must not be empty. */
  readonly content?: 'regex' | 'wildcard' | 'not empty';
  /** The letters that a string literal of options may be made of, each at most once. */
  readonly flags?: string;
}

/** What is documented about a function (developers.cloudflare.com/ruleset-engine/rules-language/functions). */
export interface FunctionFact {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** How often the last parameter may stand: at least (default 1) and at most (absent: no limit). */
  readonly variadic?: { readonly atLeast: number; readonly atMost?: number };
  /** The type of the result, or undefined when the types of the arguments do not fit together. */
  readonly returns: (types: readonly Type[]) => Type | undefined;
  /** What expressions may call it for. */
  readonly uses: readonly Use[];
  /** Where it may be called; absent: in all phases. */
  readonly phases?: readonly Phase[];
  readonly plan: Plan;
  /** How often it may be called in one expression; absent: no limit. */
  readonly callsPerExpression?: number;
  /** Functions that may not be called in the same expression. */
  readonly excludes?: readonly string[];
}
