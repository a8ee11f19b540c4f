/**
 * What a server package builds on. The zod setting has to come before anything that makes a schema.
 */
import './server/jitless.ts';

export {
  type AccountExamination,
  type ExampleScope,
  type Finding,
  refusedSite,
  refusedToken,
} from './app/loaded/doctor.ts';
export { type Connected, type ServerParts, serverOf } from './app/loaded/serving.ts';
export { CallGate, type CallLimits, closedGate } from './call/gate.ts';
export { Approvals } from './change/approve.ts';
export {
  type AppliedChange,
  type Change,
  type ChangeAction,
  ChangeList,
  type ChangeSequence,
  type Position,
  type Scope,
} from './change/change.ts';
export {
  afterWrite,
  type Executor,
  ExecutorSet,
  type Keeping,
  type Outcome,
  oneByOne,
  type Reconciliation,
  type Subject,
  type Target,
} from './change/executor.ts';
export {
  coreGuards,
  type Guard,
  type GuardJudge,
  type GuardReason,
  type GuardRule,
  type GuardSteps,
  guardsOf,
  reasonsOf,
  sendGuard,
} from './change/guard.ts';
export { Journal } from './change/journal.ts';
export {
  changedMembers,
  holds,
  ObjectExecutor,
  type ObjectStore,
  type StoredObject,
} from './change/object-executor.ts';
export type { PlannedChanges } from './change/plan.ts';
export { textDifference } from './change/text-difference.ts';
export {
  type Candidates,
  type Completer,
  oneOf as completeFrom,
  type ReadContext,
} from './completion/completion.ts';
export {
  AmbiguousError,
  BusyError,
  CancelledError,
  ConfirmationError,
  ConflictError,
  DriftError,
  type ErrorCode,
  InputError,
  InternalError,
  IrreversibleError,
  MalformedResponseError,
  NotAppliedError,
  NotConfiguredError,
  NotFoundError,
  OutcomeUnknownError,
  PartialError,
  PermissionError,
  PolicyError,
  RateLimitedError,
  RejectedError,
  ResponseTooLargeError,
  SafeError,
  type SafeErrorOptions,
  TimeoutError,
  toSafeError,
  UnauthenticatedError,
  UnreachableError,
  UpstreamError,
} from './errors/errors.ts';
export { type Feature, Features, type PermissionProbe } from './feature/feature.ts';
export { createClient } from './http/client.ts';
export { createHttpsTransport, type HttpsTransportOptions, type Origin } from './http/https-transport.ts';
export { type MemberReaders, memberReaders } from './http/members.ts';
export { ApiPath, path, type QueryParameters, query, segment } from './http/path.ts';
export type { ForwardProxy } from './http/proxy.ts';
export { type RetryLimits, type Sleep, sleep } from './http/retry.ts';
export {
  type HttpMethod,
  sandboxTransport,
  type Transport,
  TransportFailure,
  type TransportFailureReason,
  type WireRequest,
  type WireResponse,
} from './http/transport.ts';
export type {
  ClientLimits,
  ClientOptions,
  HttpClient,
  HttpRequest,
  HttpResponse,
  Interpret,
  Judgement,
  RequestReport,
  ResponseToInterpret,
} from './http/types.ts';
export { canonicalJson, isJsonObject, type JsonObject, type JsonValue, sameJson } from './json.ts';
export { lazily, lazilyForCall, once } from './lazily.ts';
export { createLogger, type Logger, type LogLevel } from './log/logger.ts';
export { type MemoryLimits, type Reading, RecentReads, type Remembered } from './memory/recent.ts';
export { type ChangeLimit, type ConfirmMode, Policy, type PolicySettings } from './policy/policy.ts';
export { definePrompt, type Prompt, Prompts, quoted } from './prompt/define.ts';
export { writingRules } from './prompt/writing-rules.ts';
export { type App, chartAppUri, planAppUri } from './resource/app.ts';
export { changesResource } from './resource/changes.ts';
export {
  defineJsonResource,
  defineTextResource,
  type JsonResourceSpec,
  type Resource,
  Resources,
  type TextResourceSpec,
} from './resource/define.ts';
export { readSecret } from './secret/read-secret.ts';
export { createScrubber } from './secret/scrub.ts';
export { Secret } from './secret/secret.ts';
export { serveCalls } from './server/calls.ts';
export { definitionOf } from './server/define.ts';
export { type ServerDefinition, type Session, type SessionAccount, unableTo } from './server/definition.ts';
export { record, recordOf } from './server/record.ts';
export { serve, serveChannel } from './server/serve.ts';
export { atOnce, Breath } from './tool/breath.ts';
export { listChanges } from './tool/catalog/list-changes.ts';
export { undoChange } from './tool/catalog/undo-change.ts';
export {
  type Apply,
  type Chart,
  defineRead,
  defineWrite,
  listed,
  type ReadToolSpec,
  Registry,
  type Tool,
  type ToolContext,
  type ToolTrial,
  type WriteToolSpec,
} from './tool/define.ts';
export { type Effect, isRead } from './tool/effect.ts';
export { choiceFrom, ours, unlisted, unshaped, untrusted } from './tool/marks.ts';
export { nearest } from './tool/nearest.ts';
export { compact, flag, moment, remark, strangers, untrustedList } from './tool/shapes.ts';
export { urlOf } from './url.ts';
export { type ClientWhenUsed, clientWhenUsed, prepareRequests, transportWhenUsed } from './when-used.ts';
