import type { Budget } from '../budget.ts';
import type { Result, Value } from '../values.ts';

/**
 * Computes a function from known arguments. Arguments of a type that the checker refuses give a missing value:
 * an implementation never throws. The budget is for work that the lengths of the arguments do not tell.
 */
export type Implementation = (values: readonly Value[], budget: Budget) => Result;
