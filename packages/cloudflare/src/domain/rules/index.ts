export { arrange, placeIn, type Step, type Wished } from './arrange.ts';
export { friendlyParameters } from './codec.ts';
export { editedDefinition, newDefinition, type RuleSetting } from './definition.ts';
export { describeRule } from './describe.ts';
export {
  type Effects,
  effectsOfTarget,
  guards,
  type Harm,
  type ListedState,
  PlanJudge,
  type Protection,
  RuleJudge,
  type RuleView,
  reasonsOf,
} from './guard/index.ts';
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
export { difference, dynamicMatch, type Finding, type Scope } from './scope/index.ts';
export { ruleWarnings } from './warnings.ts';
