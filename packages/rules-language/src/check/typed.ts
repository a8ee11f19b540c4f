import type { Type } from '../types.ts';

/**
 * What is known of an expression. `over`: it stands for each element of an array, because of `[*]`, and has to end in
 * a function or a comparison. `from`: it is an array with one element for each of that other array. Both hold the
 * array as text, to see whether two of them are the same one.
 */
export interface Typed {
  readonly type: Type;
  readonly over?: string;
  readonly from?: string;
}

export function isBooleans(type: Type): boolean {
  return type.kind === 'array' && type.of.kind === 'boolean';
}
