export { chartOf } from './chart/index.ts';
export { type AskedPeriod, readPeriod, timeOf } from './period.ts';
export { type DatasetLimits, planQuery, type QueryPlan, type Report, reports } from './plan.ts';
export { type Answer, type Group, type Point, type Summary, summarise } from './summary.ts';
