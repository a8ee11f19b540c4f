/** For tests only: what every server that is built on core has to pass, and a service in memory to try core on. */

export { type Authority, createAuthority, type Identity } from '../http/testing/certificate.ts';
export { restore } from '../untrusted/neutralise.ts';
export { describeServerContract, type ServerContract } from './contract.ts';
export { type Fault, MemoryExecutor, type MemoryExecutorOptions, untried } from './memory-executor.ts';
export {
  neighbourProblems,
  outputProblems,
  readVerbs,
  schemaProblems,
  tokensIn,
  toolProblems,
  writeVerbs,
} from './rules.ts';
export { describeSurfaceContract, type SurfaceContract } from './surface-contract.ts';
export { argumentsOf, describeToolDocument, type ToolDocument } from './tool-document.ts';
