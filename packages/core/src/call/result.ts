import type { ApprovalDecision } from '../change/approve.ts';
import type { Change } from '../change/change.ts';
import type { Execution } from '../change/execute.ts';
import { type Plan, type PlanOutline, planFingerprint, shortFingerprint } from '../change/plan.ts';
import type { ErrorCode, SafeError } from '../errors/errors.ts';
import type { ChangeOutcome, ChangeResult } from '../tool/change-result.ts';
import { pageOf, pagesOf, type ShownText, shownChanges } from '../tool/shown.ts';
import { errorMembers } from './present.ts';

/** The uniform answers of write tools, made in steps of one change each: a plan may have a hundred thousand. */

/** @param page of a long plan; without one, the first changes of each kind are shown. */
export function* planResult(plan: Plan, page?: number): Generator<void, ChangeResult, void> {
  const { changes } = plan;
  const shown = yield* shownChanges(toldOfPlan(plan));
  const pages = shown.counts === undefined ? undefined : pagesOf(changes.length);
  return {
    status: 'planned',
    ...shown,
    ...(page === undefined ? {} : { changes: pageOf(changes, page) }),
    pages: page === undefined ? pages : pagesOf(changes.length),
    fingerprint: shortFingerprint(planFingerprint(plan)),
    reasons: plan.guards.length === 0 ? undefined : plan.guards,
    ...optionalTexts(plan, plan.warnings ?? []),
    report: plan.report,
  };
}

function* toldOfPlan({ changes, guarded }: Plan): Generator<ShownText> {
  const reasons = new Map(guarded.map((each) => [each.index, each.reasons]));
  let index = 0;
  for (const change of changes) {
    yield { change, differs: true, reasons: reasons.get(index) };
    index += 1;
  }
}

export function* confirmResult(
  plan: Plan,
  { digest, reasons }: Extract<ApprovalDecision, { verdict: 'confirm' }>,
): Generator<void, ChangeResult, void> {
  return {
    ...(yield* planResult(plan)),
    status: 'needs_confirmation',
    confirm: digest,
    reasons,
    next_step: `Show the plan to the user. If they agree, make the same call with confirm: "${digest}".`,
  };
}

/** One after another, so that no more of a long sequence is held than is shown. */
function* told(changes: Iterable<Change>, outcome?: ChangeOutcome): Generator<ShownText> {
  for (const change of changes) yield { change, outcome };
}

function* toldOf({ applied, unknown, notApplied, error }: Execution): Generator<ShownText> {
  yield* told(applied, error === undefined ? undefined : 'applied');
  yield* told(unknown, 'unknown');
  yield* told(notApplied, 'not_applied');
}

export function* executionResult(
  plan: PlanOutline,
  execution: Execution,
  changeId: string | undefined,
): Generator<void, ChangeResult, void> {
  const { applied, unknown, error } = execution;
  const failed = error !== undefined;
  return {
    status: failed ? statusOf(error, applied.length + unknown.length) : 'applied',
    ...(yield* shownChanges(toldOf(execution))),
    change_id: changeId,
    ...optionalTexts(plan, [...(plan.warnings ?? []), ...execution.warnings]),
    report: plan.report,
    error: failed ? errorMembers(error) : undefined,
  };
}

/** The answer of a call that ended before anything was sent to be written. */
export function unwritten(error: SafeError): ChangeResult {
  return { status: statusOf(error, 0), changes: [], error: errorMembers(error) };
}

/** Refusals are ours and before anything was sent; everything else is a failure. */
const refusals: ReadonlySet<ErrorCode> = new Set([
  'invalid_input',
  'not_configured',
  'ambiguous',
  'drift',
  'refused_by_policy',
  'confirmation_invalid',
  'irreversible',
  'busy',
]);

/** @param touched how many changes were applied or may have been. */
function statusOf(error: SafeError, touched: number): 'refused' | 'failed' {
  return touched === 0 && refusals.has(error.code) ? 'refused' : 'failed';
}

function optionalTexts(
  plan: PlanOutline,
  warnings: readonly string[],
): Pick<ChangeResult, 'irreversible' | 'warnings'> {
  return {
    irreversible: plan.irreversible.length === 0 ? undefined : plan.irreversible,
    warnings: warnings.length === 0 ? undefined : warnings,
  };
}
