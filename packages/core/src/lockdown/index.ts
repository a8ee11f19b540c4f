/**
 * What keeps the process to its work: the judgement of its environment, the locks it puts on itself.
 */
export { type Judgement, judgeEnvironment, type Variables } from './environment.ts';
export { directCommand, lockFlags } from './flags.ts';
export { heapLimits } from './heap-limits.ts';
export { lockDown } from './runtime.ts';
export { asksForPermissions, type Lock, type Outcome, probeLocks, type Trials, takeTrials } from './trial.ts';
