export { RuleJudge } from './judge.ts';
export type { ListedState } from './order.ts';
export { PlanJudge } from './plan.ts';
export { guards } from './table.ts';
