/** For tests only: what every server that is built on core has to pass, and a service in memory to try core on. */

export { type Authority, createAuthority, type Identity } from '../http/testing/certificate.ts';
export { restore } from '../untrusted/neutralise.ts';
export { type Arguments, Caller, confirming, dataOf, type Scenario } from './caller.ts';
export { createDetector } from './canary-detector.ts';
export { canary, encodings } from './canary-encodings.ts';
export { describeServerContract, type ServerContract } from './contract.ts';
export { type Fault, MemoryExecutor, type MemoryExecutorOptions, untried } from './memory-executor.ts';
export {
  type Planted,
  type PlantedServer,
  plantEverywhere,
  type Scenarios,
  startPlanted,
} from './plant-everywhere.ts';
export { describePlantedText, type PlantedText } from './planted-text.ts';
export { faults, type PlantingBundle, plantingBundle } from './planting-bundle.ts';
export { Random } from './random.ts';
export { envelope, type RpcAnswer, RpcClient } from './rpc.ts';
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
