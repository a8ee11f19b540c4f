import { InputError } from '@crunchtools/mcp-core';
import { Issue, type Problem } from '../../src/problem.ts';

type Untyped = ReturnType<typeof JSON.parse>;

/** For tests: a value of any type where another is declared, as a caller without a type checker could give it. */
export function untyped(value: unknown): Untyped {
  return value;
}

/** For tests: the problems that work is refused for; none when it is not refused. Other errors are passed on. */
export function problemsOf(work: () => unknown): readonly Problem[] {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) return untyped(error.details?.['problems']);
    throw error;
  }
  return [];
}

/** For tests: the outcome of a check that is expected to pass. */
export function passed<Value>(outcome: Value | Issue): Value {
  if (outcome instanceof Issue) throw new Error(outcome.reason);
  return outcome;
}
