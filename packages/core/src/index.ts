/**
 * What a server package builds on. The zod setting has to come before anything that makes a schema.
 */
import './server/jitless.ts';

export { type App, chartAppUri, planAppUri } from './app/app.ts';
export { Approvals, type ConfirmMode } from './change/approve.ts';
export type { AppliedChange, Change, ChangeAction, Place, Scope } from './change/change.ts';
export { ChangeList, type ChangeSequence } from './change/change-list.ts';
export {
  type Executor,
  ExecutorSet,
  type Keeping,
  type Outcome,
  type Reconciliation,
  type Subject,
} from './change/executor.ts';
export {
  coreGuards,
  type Guard,
  type GuardJudge,
  type GuardReason,
  type GuardSteps,
} from './change/guard.ts';
export { Journal } from './change/journal.ts';
export type { PlannedChanges } from './change/plan.ts';
export type { ChangeLimit } from './change/unasked.ts';
export {
  type Candidates,
  type Completer,
  oneOf as completeFrom,
  type ReadContext,
} from './completion/completion.ts';
export * from './errors/index.ts';
export * from './http/index.ts';
export { canonicalJson, isJsonObject, type JsonObject, type JsonValue, sameJson } from './json.ts';
export { createLogger, type Logger, type LogLevel } from './log/logger.ts';
export { Policy, type PolicySettings } from './policy/policy.ts';
export { definePrompt, type Prompt, Prompts, quoted } from './prompt/define.ts';
export { changesResource } from './resource/changes.ts';
export {
  defineJsonResource,
  defineTextResource,
  type JsonResourceSpec,
  type Resource,
  type TextResourceSpec,
} from './resource/define.ts';
export { Resources } from './resource/registry.ts';
export { createScrubber, readSecret, Secret } from './secret/index.ts';
export type { ServerDefinition, Session } from './server/definition.ts';
export { CallGate, type CallLimits, closedGate } from './server/gate.ts';
export { record } from './server/record.ts';
export { serve, serveChannel } from './server/serve.ts';
export { unableTo } from './server/unable.ts';
export { atOnce, Breath } from './tool/breath.ts';
export { listChanges } from './tool/catalog/list-changes.ts';
export { undoChange } from './tool/catalog/undo-change.ts';
export {
  type Chart,
  defineRead,
  defineWrite,
  type ReadToolSpec,
  type Tool,
  type ToolContext,
  type WriteToolSpec,
} from './tool/define.ts';
export { type Effect, isRead } from './tool/effect.ts';
export { nearest } from './tool/nearest.ts';
export { listed, Registry } from './tool/registry.ts';
export { choiceFrom, unshaped, untold } from './tool/untold.ts';
export { ours, untrusted } from './tool/untrusted.ts';
export { urlOf } from './url.ts';
