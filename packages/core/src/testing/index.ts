/** For tests only: what every server that is built on core has to pass, and a service in memory to try core on. */

export { type Authority, createAuthority, type Identity } from '../http/testing/certificate.ts';
export { restore } from '../untrusted/neutralise.ts';
export {
  approve,
  ask,
  type Mode,
  modeArguments,
  type Outcome,
  read,
  type ToolCall,
} from './approval-client.ts';
export {
  type ApprovalCase,
  type ApprovalCorpus,
  describeApprovalCorpus,
  type HarmfulApprovalCase,
  type Stage,
} from './approval-corpus.ts';
export { type ApprovalDocument, describeApprovalDocument } from './approval-document.ts';
export { openApprovalStage } from './approval-stage.ts';
export { describeCommandLine, describeUnable } from './by-hand.ts';
export { type Arguments, Caller, confirming, dataOf, reading, type Scenario } from './caller.ts';
export { createDetector } from './canary-detector.ts';
export { canary, encodings } from './canary-encodings.ts';
export { describeServerContract, type ServerContract } from './contract.ts';
export { describeDemo, type TestedDemo } from './demo-tour.ts';
export { describeEnding } from './ending.ts';
export { connectSandbox, describeContract, describeOptions, documentOf, inEachEra } from './eras.ts';
export {
  describeExactlyOnce,
  type ExactlyOnce,
  type OnceService,
  type Opened,
  startOnSite,
} from './exactly-once.ts';
export type {
  Driven,
  Episode,
  Happening,
  OnceWorld,
  Operation,
  RivalScene,
  Scene,
} from './exactly-once-run.ts';
export type { OwnFault } from './faulty-edge.ts';
export { describeFuzz, type Fuzz } from './fuzz.ts';
export { type FuzzWords, learned } from './fuzz-values.ts';
export {
  type Data,
  describeInjection,
  type HostileService,
  type Injection,
  type Shown,
  type Talk,
  wholePage,
} from './injection.ts';
export { describeKeptSecrets } from './kept-secrets.ts';
export { type Fault, MemoryExecutor, type MemoryExecutorOptions, untried } from './memory-executor.ts';
export { describeNetwork, type TestedNetwork } from './network.ts';
export { harmlessPayloads, type Payload, payloads } from './payloads.ts';
export { expectPlainText } from './plain-text.ts';
export { describePlantedText, type PlantedText } from './planted-text.ts';
export {
  accelerated,
  bundlesOf,
  cleanEnvironment,
  connectFile,
  type Finished,
  processesOf,
  runFile,
  type Server,
  startAccelerated,
  startFile,
  type Variables,
} from './process.ts';
export { Random } from './random.ts';
export { relayTo } from './relay.ts';
export { type RelayedSite, relayingServer, toldOfSite } from './relaying-server.ts';
export { type AllowedRequest, outsideOf, type RequestGrammar, type SentRequest } from './request-grammar.ts';
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
export { approved, type Called, callEveryTool, called } from './scenarios.ts';
export {
  type Instead,
  type Rewrite,
  type ServedSite,
  type SiteReply,
  type SiteRequest,
  serveSite,
} from './served-site.ts';
export { describeSiteContact, type SiteContact } from './site-contact.ts';
export { type StandIn, standIn } from './stand-in.ts';
export { describeSurfaceContract, type SurfaceContract } from './surface-contract.ts';
export { describeSystemCalls, type TracedService } from './system-call-suite.ts';
export { credentialsOf, type TestedServer, variablesOf } from './tested-server.ts';
export { hiddenCharacter, isMarked, textsIn } from './texts.ts';
export { isRecord, ToolClient } from './tool-client.ts';
export { argumentsOf, describeToolDocument, type ToolDocument } from './tool-document.ts';
export { amountsOf, outcomesOf, type Told, type WriteAnswer } from './write-answer.ts';
