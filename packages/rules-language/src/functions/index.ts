import type { FunctionFact } from '../facts.ts';
import { functionFacts } from './facts.ts';

const functions = new Map<string, FunctionFact>(
  Object.entries(functionFacts).map(([name, fact]) => [name, { name, ...fact }]),
);

const names: readonly string[] = [...functions.keys()].sort();

/** The function of that name. Names are case-sensitive. */
export function functionNamed(name: string): FunctionFact | undefined {
  return functions.get(name);
}

/** The names of all functions, sorted. */
export function functionNames(): readonly string[] {
  return names;
}

export { applyFunction } from './apply.ts';
export { parseReplacement, type Replacement } from './replacement.ts';
