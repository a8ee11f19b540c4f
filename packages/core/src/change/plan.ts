import type { JsonObject } from '../json.ts';
import { JsonHash } from '../json-hash.ts';
import { atOnce, Breath } from '../tool/breath.ts';
import type { Change, ChangeSequence } from './change.ts';
import type { ExecutorSet } from './executor.ts';
import { coreReasons, type GuardJudge, type GuardReason } from './guard.ts';

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

/** A change whose value is the danger: it has to be shown whole, with its reasons. */
export interface GuardedChange {
  /** Where it stands in the plan, from 0. */
  readonly index: number;
  /** Sentences. */
  readonly reasons: readonly string[];
}

export interface Plan extends PlannedChanges {
  readonly tool: string;
  /** The checked arguments, without `dry_run` and `confirm`. */
  readonly args: JsonObject;
  /** Why approval is needed, each sentence once; empty when the plan may be applied at once. */
  readonly guards: readonly string[];
  /** The changes that are guarded for their value, in the order of the plan; of very many the first 5,000. */
  readonly guarded: readonly GuardedChange[];
  /** Those of the guards that come from earlier calls; absent when there are none. */
  readonly history?: readonly string[];
  /** Why it cannot be taken back; empty when it can. */
  readonly irreversible: readonly string[];
}

/** What of a plan is still told once it is carried out. The arguments may be large. */
export type PlanOutline = Omit<Plan, 'args'>;

/** More objects than this in one plan ask for approval. */
export const fewObjects = 5;
/** The share rule: at least this many objects in the scope, and more than this part of them touched. */
export const shareRule = { population: 10, share: 0.3 } as const;

/** So many cannot be shown to a person, so the plan is refused before one more would matter. */
const mostGuarded = 5_000;

export async function makePlan(
  tool: string,
  args: JsonObject,
  planned: PlannedChanges,
  executors: ExecutorSet,
  breath: Breath = Breath.uncancelled(),
): Promise<Plan> {
  /** One for each kind of object, made when the first of it is met: to go through a long plan takes time. */
  const judges = new Map<string, GuardJudge>();
  const irreversible = new Set<string>();
  const reasons = new Set<string>();
  const guarded: GuardedChange[] = [];
  let touched = 0;
  let index = 0;
  for await (const change of breath.over(planned.changes)) {
    const executor = executors.for(change.resource);
    const final =
      executor.irreversibleReason(change) ?? sent(change) ?? (await executor.undoProblem?.(change));
    if (final !== undefined) irreversible.add(final);
    const judge = judges.get(change.resource) ?? (await executor.judge(planned.changes));
    judges.set(change.resource, judge);
    const found = judge(change);
    const own = judged(change, 'next' in found ? await breath.through(found) : found, executor.orderText);
    for (const { text } of own) reasons.add(text);
    const isWhole = own.some(({ kind }) => kind === 'value');
    if (isWhole && guarded.length < mostGuarded) guarded.push({ index, reasons: textsOf(own) });
    // Neither takes anything away, so they do not count towards the share.
    if (change.action !== 'create' && change.action !== 'send') touched += 1;
    index += 1;
  }
  for (const reason of reasonsOfSize(planned, touched)) reasons.add(reason);
  return { ...planned, tool, args, guards: [...reasons], guarded, irreversible: [...irreversible] };
}

function sent({ action }: Change): string | undefined {
  return action === 'send' ? 'what was sent to people stays with them' : undefined;
}

/** What the executor knows of a change says more than what core says of all of its kind. */
function judged(
  change: Change,
  own: readonly GuardReason[],
  orderText: string | undefined,
): readonly GuardReason[] {
  const general = coreReasons(change, orderText).filter(({ kind }) => kind === 'value' || own.length === 0);
  return [...own, ...general];
}

function textsOf(reasons: readonly GuardReason[]): readonly string[] {
  return [...new Set(reasons.map(({ text }) => text))];
}

function reasonsOfSize({ changes, population }: PlannedChanges, touched: number): readonly string[] {
  const reasons: string[] = [];
  if (changes.length > fewObjects) reasons.push(`It changes ${changes.length} objects at once.`);
  if (population !== undefined && population >= shareRule.population) {
    const share = touched / population;
    if (share > shareRule.share) {
      reasons.push(`It changes ${Math.round(share * 100)} % of the ${population} objects there.`);
    }
  }
  return reasons;
}

/** Of plans that were gone through already: of the whole, and of the call alone. */
const fingerprints = new WeakMap<object, string>();
const callFingerprints = new WeakMap<object, string>();

/** What the digest of a plan covers: the call, the changes, and through them the state before. */
export function planFingerprint(plan: Pick<Plan, 'tool' | 'args' | 'changes'>): string {
  const known = fingerprints.get(plan);
  if (known !== undefined) return known;
  const fingerprint = atOnce(fingerprintInSteps(plan));
  fingerprints.set(plan, fingerprint);
  return fingerprint;
}

/** Goes through a plan and its arguments, which may be long, so that both fingerprints are known at once later. */
export async function prepareFingerprint(plan: Plan, breath: Breath): Promise<void> {
  fingerprints.set(plan, await breath.through(fingerprintInSteps(plan)));
  callFingerprints.set(plan, await breath.through(callFingerprintInSteps(plan)));
}

function* fingerprintInSteps(plan: Pick<Plan, 'tool' | 'args' | 'changes'>): Generator<void, string, void> {
  const hash = new JsonHash();
  yield* hash.addInSteps({ tool: plan.tool, args: plan.args });
  for (const change of plan.changes) {
    hash.add({
      action: change.action,
      resource: change.resource,
      scope: change.scope.id,
      id: change.id,
      ...(change.version === undefined ? {} : { version: change.version }),
      before: change.before,
      after: change.after,
      ...(change.place === undefined ? {} : { place: placeJson(change.place) }),
    });
    yield;
  }
  return hash.digest();
}

/** As much of a fingerprint as is shown, and can be asked for. */
export function shortFingerprint(fingerprint: string): string {
  return fingerprint.slice(0, 16);
}

/** Equal for calls that are the same. */
export function callFingerprint(plan: Pick<Plan, 'tool' | 'args'>): string {
  return callFingerprints.get(plan) ?? atOnce(callFingerprintInSteps(plan));
}

function* callFingerprintInSteps({ tool, args }: Pick<Plan, 'tool' | 'args'>): Generator<void, string, void> {
  const hash = new JsonHash();
  yield* hash.addInSteps({ tool, args });
  return hash.digest();
}

function placeJson({ before, after }: NonNullable<Change['place']>): JsonObject {
  return { before: before && { ...before }, after: after && { ...after } };
}
