export { guardReason, nextStep, type Situation, warningsFor } from './advice.ts';
export { problemsOf } from './rejections.ts';
export { type DnssecState, type DnssecWish, describeDnssec, wishedStatus } from './state.ts';
