import type { Change } from '../change/change.ts';
import { type Execution, execute } from '../change/execute.ts';
import { makePlan, type Plan, type PlannedChanges } from '../change/plan.ts';
import { type ErrorCode, SafeError, toSafeError } from '../errors/index.ts';
import type { ChangeOutcome, ChangeResult, ShownChange } from '../tool/change-result.ts';
import type { Tool, ToolContext, WriteCall } from '../tool/define.ts';
import { isRead } from '../tool/effect.ts';
import { untrustedPaths } from '../tool/untrusted.ts';
import type { ServerDefinition, Session } from './definition.ts';
import { errorMarks, errorMembers, type Presented, present } from './present.ts';

export interface CallRequest {
  readonly args: unknown;
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number, message: string) => Promise<void>;
}

/** What the steps of one call share. */
interface Run<Services> {
  readonly server: ServerDefinition<Services>;
  readonly tool: Tool<Services>;
  readonly request: CallRequest;
  /** Opens a session whose requests count for this call. */
  readonly open: (signal: AbortSignal) => Session<Services>;
}

/** How long a call may go on looking, after it was cancelled, for what its last write did. */
const afterwardsMs = 30_000;

/**
 * One tool call from end to end: validate, policy, read or plan, approve, execute, journal, present, audit.
 * Never throws: every failure becomes an answer here, and only here.
 */
export async function call<Services>(
  server: ServerDefinition<Services>,
  tool: Tool<Services>,
  request: CallRequest,
): Promise<Presented> {
  const started = performance.now();
  const sessions: Session<Services>[] = [];
  const open = (signal: AbortSignal): Session<Services> => {
    const session = server.open(signal);
    sessions.push(session);
    return session;
  };
  const answer = await answerOf({ server, tool, request, open });
  audit(server, tool, sessions, answer, performance.now() - started);
  return answer.presented;
}

interface Answer {
  readonly presented: Presented;
  readonly outcome: string;
  /** Those that were applied or may have been: an audit must not miss one. */
  readonly changes: readonly Change[];
}

async function answerOf<Services>(run: Run<Services>): Promise<Answer> {
  const { server, tool, request } = run;
  const session = run.open(request.signal);
  const context: ToolContext<Services> = {
    services: session.services,
    executors: session.executors,
    journal: server.journal,
    signal: request.signal,
    progress: (done, total, message) => request.progress(done, total, message),
  };
  try {
    server.policy.require(tool, []);
    const prepared = tool.prepare(request.args);
    if (prepared.kind === 'read')
      return answered(tool, { outcome: 'ok', answer: await prepared.run(context) });
    return await write(run, prepared, context);
  } catch (thrown) {
    const error = toSafeError(thrown);
    logDefect(server, tool, error);
    if (!isRead(tool.effect)) return answered(tool, { outcome: error.code, answer: unwritten(error), error });
    const text = JSON.stringify(present({ error: errorMembers(error) }, errorMarks(error)));
    return { presented: { isError: true, structured: undefined, text }, outcome: error.code, changes: [] };
  }
}

async function write<Services>(
  { server, tool, open }: Run<Services>,
  prepared: WriteCall<Services>,
  context: ToolContext<Services>,
): Promise<Answer> {
  if (prepared.confirm !== undefined && !prepared.dryRun) server.approvals.requireOpen(prepared.confirm);
  const planned = await prepared.plan(context);
  const plan = makePlan(tool.name, prepared.args, planned, context.executors);
  server.policy.require(tool, plan.changes);
  if (prepared.dryRun) return answered(tool, { outcome: 'planned', answer: planResult(plan) });
  const decision = server.approvals.decide(plan, prepared.confirm);
  if (decision.verdict === 'ask') {
    return answered(tool, { outcome: 'needs_confirmation', answer: askResult(plan, decision) });
  }
  const execution = await execute(plan.changes, {
    executors: context.executors,
    signal: context.signal,
    afterwards: () => open(AbortSignal.timeout(afterwardsMs)).executors,
    progress: (done, total) => context.progress(done, total, `${done} of ${total} changes applied`),
  });
  const changeId = record(server, plan, execution, planned);
  logDefect(server, tool, execution.error);
  return answered(tool, {
    outcome: execution.error?.code ?? 'applied',
    answer: executionResult(plan, execution, changeId),
    error: execution.error,
    changes: [...execution.applied, ...execution.unknown],
  });
}

function logDefect<Services>(
  { log }: ServerDefinition<Services>,
  { name }: Tool<Services>,
  error: SafeError | undefined,
): void {
  if (error?.code === 'internal') log.error('defect', { tool: name, error: SafeError.causeOf(error) });
}

function record<Services>(
  server: ServerDefinition<Services>,
  plan: Plan,
  execution: Execution,
  planned: PlannedChanges & { readonly undoes?: readonly string[] },
): string | undefined {
  if (execution.applied.length === 0) return undefined;
  const { tool, irreversible } = plan;
  const undoes = execution.error === undefined ? (planned.undoes ?? []) : [];
  return server.journal.record({ tool, changes: execution.applied, irreversible, undoes }).id;
}

function planResult(plan: Plan): ChangeResult {
  return {
    status: 'planned',
    changes: plan.changes.map((change) => shownChange(change)),
    ...optionalTexts(plan, plan.warnings ?? []),
  };
}

function askResult(
  plan: Plan,
  { digest, reasons }: { digest: string; reasons: readonly string[] },
): ChangeResult {
  return {
    ...planResult(plan),
    status: 'needs_confirmation',
    confirm: digest,
    reasons,
    next_step: `Show the plan to the user. If they agree, make the same call with confirm: "${digest}".`,
  };
}

function executionResult(plan: Plan, execution: Execution, changeId: string | undefined): ChangeResult {
  const { applied, notApplied, unknown, error } = execution;
  const failed = error !== undefined;
  return {
    status: failed ? statusOf(error, applied.length + unknown.length) : 'applied',
    changes: [
      ...applied.map((change) => shownChange(change, failed ? 'applied' : undefined)),
      ...unknown.map((change) => shownChange(change, 'unknown')),
      ...notApplied.map((change) => shownChange(change, 'not_applied')),
    ],
    change_id: changeId,
    ...optionalTexts(plan, [...(plan.warnings ?? []), ...execution.warnings]),
    error: failed ? errorMembers(error) : undefined,
  };
}

function optionalTexts(
  plan: Plan,
  warnings: readonly string[],
): Pick<ChangeResult, 'irreversible' | 'warnings'> {
  return {
    irreversible: plan.irreversible.length === 0 ? undefined : plan.irreversible,
    warnings: warnings.length === 0 ? undefined : warnings,
  };
}

function shownChange(change: Change, outcome?: ChangeOutcome): ShownChange {
  const { action, resource, id, scope, summary, before, after } = change;
  return { action, resource, id, scope: scope.name, summary, before, after, outcome };
}

/** Refusals are ours and before anything was sent; everything else is a failure. */
const refusals: ReadonlySet<ErrorCode> = new Set([
  'invalid_input',
  'ambiguous',
  'drift',
  'refused_by_policy',
  'confirmation_invalid',
  'irreversible',
  'busy',
]);

function unwritten(error: SafeError): ChangeResult {
  return { status: statusOf(error, 0), changes: [], error: errorMembers(error) };
}

/** @param touched how many changes were applied or may have been. */
function statusOf(error: SafeError, touched: number): 'refused' | 'failed' {
  return touched === 0 && refusals.has(error.code) ? 'refused' : 'failed';
}

function answered<Services>(
  tool: Tool<Services>,
  result: {
    readonly outcome: string;
    readonly answer: unknown;
    readonly error?: SafeError | undefined;
    readonly changes?: readonly Change[];
  },
): Answer {
  const { outcome, answer, error, changes = [] } = result;
  const structured = present(answer, [...untrustedPaths(tool.output), ...errorMarks(error)]);
  // Reads may have a status of their own.
  const isError =
    !isRead(tool.effect) && (structured['status'] === 'failed' || structured['status'] === 'refused');
  return { presented: { isError, structured, text: JSON.stringify(structured) }, outcome, changes };
}

function audit<Services>(
  server: ServerDefinition<Services>,
  tool: Tool<Services>,
  sessions: readonly Session<Services>[],
  { outcome, changes }: Answer,
  milliseconds: number,
): void {
  const accounts = sessions.map((session) => session.account());
  server.log.info('call', {
    tool: tool.name,
    effect: tool.effect,
    outcome,
    scopes: [...new Set(changes.map((change) => change.scope.name))],
    changes: changes.map((change) => `${change.action} ${change.resource} ${change.id ?? ''}`.trim()),
    requests: accounts.reduce((sum, { requests }) => sum + requests, 0),
    request_ids: accounts.flatMap(({ requestIds }) => requestIds),
    ms: Math.round(milliseconds),
  });
}
