/**
 * What keeps the process to its work: the judgement of its environment, the locks it puts on itself.
 */
export { type Judgement, judgeEnvironment, type Variables } from './environment.ts';
export { directCommand, lockFlags } from './flags.ts';
export { asksForPermissions, type Lock, probeLocks } from './probe.ts';
export { lockDown } from './runtime.ts';
export { memorySaver } from './thrift.ts';
export { type Outcome, type Trials, takeTrials } from './trial.ts';
