import type { ApprovalDecision } from '../change/approve.ts';
import type { Change } from '../change/change.ts';
import type { Execution } from '../change/execute.ts';
import type { Plan } from '../change/plan.ts';
import type { ErrorCode, SafeError } from '../errors/index.ts';
import type { ChangeOutcome, ChangeResult, ShownChange } from '../tool/change-result.ts';
import { errorMembers } from './present.ts';

/** The uniform answers of write tools. */

export function planResult(plan: Plan): ChangeResult {
  return {
    status: 'planned',
    changes: plan.changes.map((change) => shownChange(change)),
    ...optionalTexts(plan, plan.warnings ?? []),
  };
}

export function confirmResult(
  plan: Plan,
  { digest, reasons }: Extract<ApprovalDecision, { verdict: 'confirm' }>,
): ChangeResult {
  return {
    ...planResult(plan),
    status: 'needs_confirmation',
    confirm: digest,
    reasons,
    next_step: `Show the plan to the user. If they agree, make the same call with confirm: "${digest}".`,
  };
}

export function executionResult(
  plan: Plan,
  execution: Execution,
  changeId: string | undefined,
): ChangeResult {
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

/** The answer of a call that ended before anything was sent to be written. */
export function unwritten(error: SafeError): ChangeResult {
  return { status: statusOf(error, 0), changes: [], error: errorMembers(error) };
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

/** @param touched how many changes were applied or may have been. */
function statusOf(error: SafeError, touched: number): 'refused' | 'failed' {
  return touched === 0 && refusals.has(error.code) ? 'refused' : 'failed';
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
  const { action, resource, id, scope, summary, before, after, place } = change;
  return { action, resource, id, scope: scope.name, summary, before, after, place, outcome };
}
