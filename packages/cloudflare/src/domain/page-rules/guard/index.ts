export { type KnownPageRule, PageRuleJudge } from './judge.ts';
export { guards } from './table.ts';
