export type { Problem } from './problem.ts';
export type * from './syntax-tree.ts';
export type { Type } from './types.ts';
export { type Phase, type Plan, phases, type Setting, type Use } from './use.ts';
export type { Missing, Result, Unknown, Value } from './values.ts';
