import type { Result, Value } from '../values.ts';

/**
 * Computes a function from known arguments. Arguments of a type that the checker refuses give a missing value:
 * an implementation never throws.
 */
export type Implementation = (values: readonly Value[]) => Result;
