export { makeJudge } from './judge.ts';
export type { Known } from './known.ts';
export { type Lookup, lookupsOf } from './lookups.ts';
export { guards } from './table.ts';
