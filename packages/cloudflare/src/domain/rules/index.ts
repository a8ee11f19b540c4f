export { arrange, placeIn, type Step, type Wished } from './arrange.ts';
export { friendlyParameters } from './codec.ts';
export { editedDefinition, newDefinition, type RuleSetting } from './definition.ts';
export { describeRule } from './describe.ts';
export { guards, type ListedState, PlanJudge, RuleJudge } from './guard/index.ts';
export { phaseFacts, type RulePhase, rulePermissions, rulePhaseOf, rulePhases } from './phases.ts';
export { type RuleProblem, RuleReport } from './problem.ts';
export { requireQuota } from './quota.ts';
export {
  loosely,
  type PositionInput,
  positionShape,
  type RuleInput,
  ruleInput,
  ruleShape,
} from './rule-input.ts';
export { ruleWarnings } from './warnings.ts';
