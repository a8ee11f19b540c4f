/** The part of GraphQL (specification of October 2021) that documents for Cloudflare's analytics are written in. */

export type Value =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'int' | 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'enum'; readonly value: string }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, Value> };

export interface Type {
  readonly name: string;
  readonly isList: boolean;
  readonly isRequired: boolean;
}

export interface VariableDefinition {
  readonly name: string;
  readonly type: Type;
  readonly initial: Value | undefined;
}

export interface Field {
  /** The key in the answer: the alias, or the name. */
  readonly key: string;
  readonly name: string;
  readonly args: ReadonlyMap<string, Value>;
  /** Empty for a scalar. */
  readonly selection: readonly Field[];
}

export interface Operation {
  readonly name: string | undefined;
  readonly variables: readonly VariableDefinition[];
  readonly selection: readonly Field[];
}

/** A document, or a value in it, that is no GraphQL or not of the simulated part. */
export class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';
}
