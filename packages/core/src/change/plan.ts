import type { JsonObject } from '../json.ts';
import { JsonHash } from '../json-hash.ts';
import type { Change, ChangeAction } from './change.ts';
import type { ChangeSequence } from './change-list.ts';
import type { ExecutorSet } from './executor.ts';

/** What the planning function of a write tool returns. */
export interface PlannedChanges {
  readonly changes: ChangeSequence;
  /** How many objects of this kind the scope holds, where the tool knows it; makes the share rule apply. */
  readonly population?: number;
  /** What the reader should know before approving. */
  readonly warnings?: readonly string[];
  /** What a tool has to say beyond its changes; shown only by a tool that is defined with `reports`. */
  readonly report?: JsonObject;
}

export interface Plan extends PlannedChanges {
  readonly tool: string;
  /** The checked arguments, without `dry_run` and `confirm`. */
  readonly args: JsonObject;
  /** Why approval is needed; empty when the plan may be applied at once. */
  readonly guards: readonly string[];
  /** Why it cannot be taken back; empty when it can. */
  readonly irreversible: readonly string[];
}

/** What of a plan is still told once it is carried out. The arguments may be large. */
export type PlanOutline = Omit<Plan, 'args'>;

/** More objects than this in one plan ask for approval. */
export const fewObjects = 5;
/** The share rule: at least this many objects in the scope, and more than this part of them touched. */
export const shareRule = { population: 10, share: 0.3 } as const;

export function makePlan(
  tool: string,
  args: JsonObject,
  planned: PlannedChanges,
  executors: ExecutorSet,
): Plan {
  const irreversible = new Set<string>();
  for (const change of planned.changes) {
    const reason = executors.for(change.resource).irreversibleReason(change);
    if (reason !== undefined) irreversible.add(reason);
  }
  return {
    ...planned,
    tool,
    args,
    guards: guardReasons(planned, executors),
    irreversible: [...irreversible],
  };
}

/** The reasons for which a plan needs a person's approval (DESIGN.md section 2), each said once. */
export function guardReasons(planned: PlannedChanges, executors: ExecutorSet): readonly string[] {
  const { changes, population } = planned;
  const reasons = new Set<string>();
  let touched = 0;
  for (const change of changes) {
    const reason = executors.for(change.resource).guardReason(change) ?? byAction[change.action];
    if (reason !== undefined) reasons.add(reason);
    // Creating does not take anything away, so it does not count towards the share.
    if (change.action !== 'create') touched += 1;
  }
  if (changes.length > fewObjects) reasons.add(`It changes ${changes.length} objects at once.`);
  if (population !== undefined && population >= shareRule.population) {
    const share = touched / population;
    if (share > shareRule.share) {
      reasons.add(`It changes ${Math.round(share * 100)} % of the ${population} objects there.`);
    }
  }
  return [...reasons];
}

const byAction: Readonly<Record<ChangeAction, string | undefined>> = {
  create: undefined,
  update: undefined,
  delete: 'It deletes.',
  reorder: 'It changes the order in which rules are evaluated.',
  purge: undefined,
};

/** What the digest of a plan covers: the call, the changes, and through them the state before. */
export function planFingerprint(plan: Plan): string {
  const hash = new JsonHash();
  hash.add({ tool: plan.tool, args: plan.args });
  for (const change of plan.changes) {
    hash.add({
      action: change.action,
      resource: change.resource,
      scope: change.scope.id,
      id: change.id,
      before: change.before,
      after: change.after,
      ...(change.place === undefined ? {} : { place: placeJson(change.place) }),
    });
  }
  return hash.digest();
}

/** Equal for calls that are the same. */
export function callFingerprint({ tool, args }: Pick<Plan, 'tool' | 'args'>): string {
  const hash = new JsonHash();
  hash.add({ tool, args });
  return hash.digest();
}

function placeJson({ before, after }: NonNullable<Change['place']>): JsonObject {
  return { before: before && { ...before }, after: after && { ...after } };
}
