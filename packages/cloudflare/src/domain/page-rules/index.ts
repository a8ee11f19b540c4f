export { actionIds, actionNotation } from './actions.ts';
export type { OtherRule } from './combination.ts';
export { describePageRule } from './describe.ts';
export { forwardingTarget } from './forward.ts';
export { guards, type KnownPageRule, PageRuleJudge } from './guard/index.ts';
export { type Captures, coversPattern, matchPageRule } from './match.ts';
export { evaluationOrder, type RankedRule, shadowOf, winningRule } from './order.ts';
export { countWildcards, mostWildcards, type PatternParts, partsOf, storedPattern } from './pattern.ts';
export { refuseQuota, smallestQuota } from './quota.ts';
export { defaultPriority, examinePageRule, mergeActions, pageRuleError, patternWarnings } from './rule.ts';
export {
  type PageRuleActions,
  type PageRuleInput,
  type PageRuleState,
  type PageRuleZone,
  type Status,
  statuses,
} from './types.ts';
export { isOutsideZone } from './url.ts';
