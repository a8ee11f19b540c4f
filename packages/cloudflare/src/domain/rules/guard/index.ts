export { reasonsOf, type Side } from './compare.ts';
export { breadthWords, type Effects, type Harm, type Protection, type RuleView } from './effect.ts';
export { RuleJudge } from './judge.ts';
export type { ListedState } from './order.ts';
export { PlanJudge } from './plan.ts';
export { effectsOfTarget } from './redirect.ts';
export { guards } from './table.ts';
