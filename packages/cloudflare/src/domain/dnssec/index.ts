export { guardReason, nextStep, type Situation, warningsFor } from './advice.ts';
export { guardReasons, guards } from './guard.ts';
export { problemsOf } from './rejections.ts';
export { type DnssecState, type DnssecWish, describeDnssec, wishedStatus } from './state.ts';
