export { makeJudge } from './judge.ts';
export type { Known } from './known.ts';
export { guards } from './table.ts';
