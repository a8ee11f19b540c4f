import type { Answer, Consent } from '../change/approve.ts';
import type { Change } from '../change/change.ts';
import { prepareDifferences } from '../change/change-lines.ts';
import { type Execution, execute } from '../change/execute.ts';
import type { JournalEntry } from '../change/journal.ts';
import { makePlan, type Plan, type PlanOutline, prepareFingerprint } from '../change/plan.ts';
import { type Asking, type Question, questionInSteps } from '../change/question.ts';
import type { Reservation } from '../change/unasked.ts';
import { SafeError, toSafeError } from '../errors/errors.ts';
import { monotonicMs } from '../monotonic.ts';
import type { ServerDefinition, Session } from '../server/definition.ts';
import { Breath } from '../tool/breath.ts';
import type { Tool, ToolContext, WriteCall } from '../tool/define.ts';
import { isRead } from '../tool/effect.ts';
import { untrustedPaths } from '../tool/marks.ts';
import { audit, nothingWritten, type Written, writtenOf } from './audit.ts';
import type { Admission, Lifetime } from './gate.ts';
import { drawn, errorMarks, errorMembers, type Presented, present, presentedJson } from './present.ts';
import { confirmResult, executionResult, planResult, unwritten } from './result.ts';

export interface CallRequest {
  readonly args: unknown;
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number, message: string) => Promise<void>;
  /** Whether this client can put a question to a person. */
  readonly canAsk: boolean;
  /** What a person answered to the question that an earlier, equal call ended with. */
  readonly answer?: Answer | undefined;
}

/** How a call ends: with an answer, or with a question after whose answer it is to be made again. */
export type CallEnd =
  | { readonly kind: 'answer'; readonly presented: Presented }
  | { readonly kind: 'question'; readonly question: Question };

/** What the steps of one call share. */
interface Run<Services> {
  readonly server: ServerDefinition<Services>;
  readonly tool: Tool<Services>;
  readonly request: CallRequest;
  /** Opens a session whose requests count for this call. */
  readonly open: (signal: AbortSignal) => Session<Services>;
}

/**
 * One tool call from end to end: limits, validate, policy, read or plan, approve, execute, journal, present,
 * audit. Never throws: every failure becomes an answer here, and only here.
 */
export async function call<Services>(
  server: ServerDefinition<Services>,
  tool: Tool<Services>,
  request: CallRequest,
): Promise<CallEnd> {
  const started = monotonicMs();
  const sessions: Session<Services>[] = [];
  const open = (signal: AbortSignal): Session<Services> => {
    const session = server.open(signal);
    sessions.push(session);
    return session;
  };
  const result = await limited({ server, tool, request, open });
  const accounts = sessions.map((session) => session.account());
  audit(server.log, tool, accounts, { ...result, ms: monotonicMs() - started });
  return result.end;
}

/** How a call ended, and what the audit line says of it. */
interface Result {
  readonly end: CallEnd;
  readonly outcome: string;
  readonly written: Written;
  /** Who approved a guarded plan that was applied. */
  readonly approvedBy: 'digest' | 'person' | undefined;
}

const unapplied = { written: nothingWritten, approvedBy: undefined } as const;

async function limited<Services>(run: Run<Services>): Promise<Result> {
  let admission: Admission;
  try {
    admission = run.server.gate.enter(run.request.signal);
  } catch (thrown) {
    return refused(run, thrown);
  }
  try {
    return await resultOf(run, admission.lifetime);
  } finally {
    admission.leave();
  }
}

async function resultOf<Services>(run: Run<Services>, lifetime: Lifetime): Promise<Result> {
  const { server, request } = run;
  const session = run.open(lifetime.requests);
  const context: ToolContext<Services> = {
    services: session.services,
    executors: session.executors,
    journal: server.journal,
    waiting: (fingerprint) => server.approvals.waiting(fingerprint),
    signal: lifetime.halt,
    breath: lifetime.breath,
    progress: (done, total, message) => request.progress(done, total, message),
  };
  try {
    const next = await untilWrite(run, context);
    return next.kind === 'result' ? next.result : await carryOut(run, next.approved, context, lifetime);
  } catch (thrown) {
    return refused(run, thrown);
  }
}

/** A chart that cannot be drawn is a defect, and no reason to withhold the answer. */
function withChart<Services>({ server, tool }: Run<Services>, result: Result): Result {
  const { end } = result;
  if (tool.chart === undefined || end.kind !== 'answer' || end.presented.structured === undefined)
    return result;
  try {
    const chart = drawn(tool.chart, end.presented.structured);
    return { ...result, end: { ...end, presented: { ...end.presented, chart } } };
  } catch (thrown) {
    logDefect(server, tool, toSafeError(thrown));
    return result;
  }
}

function refused<Services>({ server, tool }: Run<Services>, thrown: unknown): Result {
  const error = toSafeError(thrown);
  logDefect(server, tool, error);
  if (!isRead(tool.effect)) return answered(tool, { outcome: error.code, answer: unwritten(error), error });
  const text = JSON.stringify(present({ error: errorMembers(error) }, errorMarks(error)));
  const presented = { isError: true, structured: undefined, text };
  return { ...unapplied, end: { kind: 'answer', presented }, outcome: error.code };
}

/** A plan that may be applied now. */
interface Approved {
  readonly plan: PlanOutline;
  /** What it takes back, for an undo. */
  readonly undoes: readonly string[];
  readonly by: 'nobody' | 'digest' | 'person';
  readonly written: Reservation;
}

type Next =
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'write'; readonly approved: Approved };

/**
 * A call up to the point where something is written. What it needs until then ends with it: a call may bring
 * megabytes of arguments, and writing may take minutes.
 */
async function untilWrite<Services>(run: Run<Services>, context: ToolContext<Services>): Promise<Next> {
  const { server, tool, request } = run;
  server.policy.require(tool, []);
  const prepared = await context.breath.through(tool.prepare(request.args));
  if (prepared.kind === 'read') {
    const result = answered(tool, { outcome: 'ok', answer: await prepared.run(context) });
    return { kind: 'result', result: withChart(run, result) };
  }
  return planned(server, tool, request, prepared, context);
}

async function planned<Services>(
  server: ServerDefinition<Services>,
  tool: Tool<Services>,
  { canAsk, answer }: CallRequest,
  prepared: WriteCall<Services>,
  context: ToolContext<Services>,
): Promise<Next> {
  const consent: Consent = { confirm: prepared.confirm, canAsk, answer };
  if (!prepared.dryRun) server.approvals.requireOpen(consent);
  const { undoes = [], ...changes } = await prepared.plan(context);
  const { executors, breath } = context;
  const own = await makePlan(tool.name, prepared.args, changes, executors, breath);
  await breath.through(server.policy.requireInSteps(tool, own.changes));
  const plan = await server.approvals.withHistory(own, executors);
  const isLooked =
    prepared.dryRun || plan.guards.length > 0 || consent.confirm !== undefined || answer !== undefined;
  if (isLooked) {
    await prepareFingerprint(plan, breath);
    await prepareDifferences(plan.changes, breath);
  }
  if (prepared.dryRun) {
    const shown = await breath.through(planResult(plan, prepared.page));
    return ended(answered(tool, { outcome: 'planned', answer: shown }));
  }
  const decision = server.approvals.decide(plan, consent);
  const asking = (reasons: readonly string[]): Asking => ({ title: server.title, plan, reasons, executors });
  switch (decision.verdict) {
    case 'ask': {
      const message = await breath.through(questionInSteps(asking(decision.reasons)));
      const question = { message, ticket: decision.ticket };
      return ended({ ...unapplied, end: { kind: 'question', question }, outcome: 'asked' });
    }
    case 'confirm':
      // What cannot be shown to a person cannot be approved here either.
      await breath.through(questionInSteps(asking(decision.reasons)));
      return ended(
        answered(tool, {
          outcome: 'needs_confirmation',
          answer: await breath.through(confirmResult(plan, decision)),
        }),
      );
    case 'apply':
      return {
        kind: 'write',
        approved: { plan: outlineOf(plan), undoes, by: decision.approvedBy, written: decision.written },
      };
  }
}

/** Without the arguments, which may be large. */
function outlineOf({ args: _, ...outline }: Plan): PlanOutline {
  return outline;
}

function ended(result: Result): Next {
  return { kind: 'result', result };
}

async function carryOut<Services>(
  { server, tool, open }: Run<Services>,
  { plan, undoes, by, written }: Approved,
  context: ToolContext<Services>,
  lifetime: Lifetime,
): Promise<Result> {
  lifetime.beginWriting();
  const execution = await execute(plan.changes, {
    executors: context.executors,
    signal: context.signal,
    afterwards: () => open(lifetime.afterwards()).executors,
    deadline: lifetime.deadline,
    progress: (done, total, seconds) => context.progress(done, total, progressText(done, total, seconds)),
    sleep: server.sleep,
  });
  const breath = Breath.uncancelled();
  await breath.through(written.settle(changed(execution)));
  const entry = await record(server, plan, execution, undoes, breath);
  const scopes = [...(entry?.scopes ?? []), ...execution.unknown.map(({ scope }) => scope.name)];
  logDefect(server, tool, execution.error);
  return answered(tool, {
    outcome: execution.error?.code ?? 'applied',
    answer: await breath.through(executionResult(plan, execution, entry?.id)),
    error: execution.error,
    written: writtenOf(scopes, [execution.applied, execution.unknown]),
    approvedBy: by === 'nobody' ? undefined : by,
  });
}

/** What was changed, or may have been. */
function* changed({ applied, unknown }: Execution): Generator<Change> {
  yield* applied;
  yield* unknown;
}

function progressText(done: number, total: number, waitingSeconds: number | undefined): string {
  const applied = `${Math.floor(done)} of ${total} changes applied`;
  return waitingSeconds === undefined
    ? applied
    : `${applied}; waiting ${waitingSeconds} s for the rate limit of the service`;
}

function logDefect<Services>(
  { log }: ServerDefinition<Services>,
  { name }: Tool<Services>,
  error: SafeError | undefined,
): void {
  if (error?.code === 'internal') log.error('defect', { tool: name, error: SafeError.causeOf(error) });
}

async function record<Services>(
  server: ServerDefinition<Services>,
  { tool, irreversible }: PlanOutline,
  { applied, error }: Execution,
  undoes: readonly string[],
  breath: Breath,
): Promise<JournalEntry | undefined> {
  if (applied.length === 0) return undefined;
  const undone = error === undefined ? undoes : [];
  return breath.through(server.journal.record({ tool, changes: applied, irreversible, undoes: undone }));
}

function answered<Services>(
  tool: Tool<Services>,
  result: {
    readonly outcome: string;
    readonly answer: unknown;
    readonly error?: SafeError | undefined;
    readonly written?: Written;
    readonly approvedBy?: Result['approvedBy'];
  },
): Result {
  const { outcome, answer, error, written = nothingWritten, approvedBy } = result;
  const marks = [...untrustedPaths(tool.output, answer), ...errorMarks(error)];
  const { structured, text } = presentedJson(answer, marks);
  // Reads may have a status of their own.
  const isError =
    !isRead(tool.effect) && (structured['status'] === 'failed' || structured['status'] === 'refused');
  const presented = { isError, structured, text };
  return { end: { kind: 'answer', presented }, outcome, written, approvedBy };
}
