export { type Difference, differences } from './compare.ts';
export { executionOrder, notTraced } from './order.ts';
export { type Report, report, unreadStages } from './report.ts';
export type { TracedConfiguration, TracedPageRule, TracedRule } from './rule.ts';
export { summary } from './summary.ts';
export { stepsOfOneCall, trace, traceInSteps } from './trace.ts';
export type { Told } from './writes.ts';
