import {
  type Change,
  type ChangeSequence,
  DriftError,
  type Executor,
  type Guard,
  type GuardJudge,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Outcome,
  OutcomeUnknownError,
  oneByOne,
  type Position,
  type Reconciliation,
  RejectedError,
  type Subject,
  sameJson,
} from '@crunchtools/mcp-core';
import type { Rule } from './api.ts';
import { idsOf, phaseIn, resource, ruleNamed, ruleState, writeOf } from './change.ts';
import { describeRule } from './codec.ts';
import { type ListedState, PlanJudge } from './guard/judge.ts';
import { phaseGuards } from './guard/table.ts';
import type { RulePhase } from './phases.ts';
import type { PhaseRules, Rulesets } from './rulesets.ts';

/** As many rules as an answer shows of each kind. */
const mostShown = 10;

/** The ruleset is not the one that was planned from. */
function drift(planned: PhaseRules, now: PhaseRules): DriftError {
  return new DriftError(
    `The ${planned.phase} rules of this zone have changed since this was planned: version ${planned.version} has become ${now.version}. Nothing was overwritten.`,
    {
      nextStep: 'Make the same call again: it plans from the rules as they are now.',
      quotes: true,
      details: {
        planned_version: planned.version,
        found_version: now.version,
        ...differences(planned, now),
      },
    },
  );
}

/**
 * What is to be said when the version rose by more than the one of our write: others wrote in between. Both writes
 * took effect, because ours touches one rule only.
 */
function concurrentEdit(change: Change, now: PhaseRules, left: PhaseRules): string {
  const others = differences(without(now, change), without(left, change));
  return `Somebody else changed the ${now.phase} rules at the same moment: version ${now.version} has become ${left.version}, not ${now.version + 1}. Look at what else is different: ${JSON.stringify(others)}`;
}

function without(rules: PhaseRules, { id, after }: Change): PhaseRules {
  return { ...rules, rules: rules.rules.filter((rule) => rule.id !== id && rule.ref !== after?.['ref']) };
}

/** What became of the rules: added, removed, changed (both states), put into another order. */
function differences(before: PhaseRules, after: PhaseRules): JsonObject {
  const { phase } = before;
  const known = new Map(before.rules.map((rule) => [rule.id, rule]));
  const present = new Set(after.rules.map(({ id }) => id));
  const shown = (rules: readonly Rule[]): JsonObject[] =>
    rules.slice(0, mostShown).map((rule) => ({ id: rule.id, ...ruleState(phase, rule) }));
  const changed = after.rules.flatMap((rule) => {
    const old = known.get(rule.id);
    if (old === undefined || sameJson(ruleState(phase, old), ruleState(phase, rule))) return [];
    return [{ id: rule.id, planned_from: ruleState(phase, old), found: ruleState(phase, rule) }];
  });
  const isReordered = !sameJson(
    idsOf(before.rules).filter((id) => present.has(id)),
    idsOf(after.rules).filter((id) => known.has(id)),
  );
  return {
    added: shown(after.rules.filter(({ id }) => !known.has(id))),
    removed: shown(before.rules.filter(({ id }) => !present.has(id))),
    changed: changed.slice(0, mostShown),
    reordered: isReordered,
  };
}

/** An outcome together with what the reader should know of it. */
interface RuleOutcome extends Outcome {
  readonly warnings?: readonly string[];
}

/**
 * Reads, writes and reconciles rules, one request for each. The ruleset has to be as the plan found it, by its
 * version, right before every write; a version that rose by more than one afterwards betrays whoever wrote in
 * between. Nothing that others wrote is overwritten: no request of these replaces more than one rule.
 */
export class RuleExecutor implements Executor {
  readonly resource = resource;
  readonly identity = ['phase', 'description'];
  readonly guards: readonly Guard[] = phaseGuards;
  readonly orderText = 'It changes the order in which rules are evaluated.';
  readonly #rulesets: Rulesets;

  constructor(rulesets: Rulesets) {
    this.#rulesets = rulesets;
  }

  async read({ scope, id, before, after }: Subject): Promise<JsonObject | undefined> {
    const phase = phaseIn(after ?? before);
    const { rules } = await this.#rulesets.planned(scope.id, phase);
    const rule = rules.find((candidate) => candidate.id === id);
    return rule && ruleState(phase, rule);
  }

  async batchLimit(): Promise<number> {
    return 1;
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    return oneByOne(changes, (change) => {
      const phase = phaseIn(change.after ?? change.before);
      return this.#rulesets.inTurn(change.scope.id, phase, () => this.#applyOne(change, phase));
    });
  }

  async reconcile(changes: readonly Change[]): Promise<Reconciliation> {
    const outcomes: Outcome[] = [];
    for (const change of changes) {
      const phase = phaseIn(change.after ?? change.before);
      const now = await this.#rulesets.now(change.scope.id, phase);
      const outcome = doneIn(change, now);
      if (outcome !== undefined) outcomes.push(outcome);
      else if (!isUntouched(change, now)) return { verdict: 'unknown' };
    }
    if (outcomes.length === changes.length) return { verdict: 'applied', outcomes };
    return { verdict: outcomes.length === 0 ? 'not_applied' : 'unknown' };
  }

  async judge(changes: ChangeSequence): Promise<GuardJudge> {
    const own: Change[] = [];
    for (const change of changes) if (change.resource === resource) own.push(change);
    const rules = new Map<string, readonly ListedState[]>();
    for (const { scope, after } of own) {
      // What a plan deletes leaves no rule that could stand in the way of others.
      if (after === undefined) continue;
      const phase = phaseIn(after);
      const key = `${scope.id}/${phase}`;
      if (rules.has(key)) continue;
      const planned = await this.#rulesets.planned(scope.id, phase);
      rules.set(
        key,
        planned.rules.map((rule) => ({ id: rule.id, state: ruleState(phase, rule) })),
      );
    }
    const plan = new PlanJudge(own, (scopeId, phase) => rules.get(`${scopeId}/${phase}`) ?? []);
    return (change) => plan.steps(change);
  }

  irreversibleReason(): undefined {
    return undefined;
  }

  summarise(action: Change['action'], before: JsonObject | undefined, after: JsonObject | undefined): string {
    return describeRule(action, before, after);
  }

  async #applyOne(change: Change, phase: RulePhase): Promise<RuleOutcome> {
    const zoneId = change.scope.id;
    const planned = await this.#rulesets.planned(zoneId, phase);
    const now = await this.#rulesets.now(zoneId, phase);
    if (!this.#rulesets.onlyOwnWrites(planned, now) || !isUntouched(change, now)) {
      throw drift(planned, now);
    }
    const left = await this.#write(change, now);
    const outcome = writtenIn(change, now, left);
    if (change.replaces !== undefined && outcome.id !== undefined) {
      this.#rulesets.noteSuccessor(change.replaces, outcome.id);
    }
    if (left.version === now.version + 1) {
      this.#rulesets.noteOwnWrite(left);
      this.#rulesets.keep(zoneId, left);
      return outcome;
    }
    // The plan stays what the next change of this call is held against, so that it is refused.
    return { ...outcome, warnings: [concurrentEdit(change, now, left)] };
  }

  async #write(change: Change, now: PhaseRules): Promise<PhaseRules> {
    const write = writeOf(change, now, (name) => this.#find(now.rules, name));
    try {
      return await this.#rulesets.write(change.scope.id, now.phase, write);
    } catch (error) {
      if (write.kind === 'first' && error instanceof RejectedError) await this.#refuseSecond(change, now);
      if (!(error instanceof OutcomeUnknownError)) throw error;
      const left = await this.#left(change, now);
      if (left === undefined) throw error;
      return left;
    }
  }

  /**
   * Cloudflare refuses a second entry point of a phase, by a message only.
   * @throws {DriftError} when somebody else has made the first one meanwhile.
   */
  async #refuseSecond(change: Change, before: PhaseRules): Promise<void> {
    const now = await this.#rulesets.now(change.scope.id, before.phase);
    if (now.rulesetId !== undefined) throw drift(before, now);
  }

  /** The ruleset after a write without an answer, if it certainly took effect; core asks once more otherwise. */
  async #left(change: Change, { phase }: PhaseRules): Promise<PhaseRules | undefined> {
    try {
      const left = await this.#rulesets.now(change.scope.id, phase);
      return doneIn(change, left) === undefined ? undefined : left;
    } catch {
      return undefined;
    }
  }

  #find(rules: readonly Rule[], idOrRef: string): Rule | undefined {
    return ruleNamed(rules, this.#rulesets.successorOf(idOrRef) ?? idOrRef);
  }
}

/** The object of a change in the ruleset that Cloudflare answered the write with. */
function writtenIn({ action, id, after }: Change, now: PhaseRules, { phase, rules }: PhaseRules): Outcome {
  if (action === 'delete') return id === undefined ? {} : { id };
  const isNew = (rule: Rule): boolean => now.rules.every((old) => old.id !== rule.id);
  const rule =
    action === 'create'
      ? (rules.find(({ ref }) => ref === after?.['ref']) ?? rules.find(isNew))
      : rules.find((candidate) => candidate.id === id);
  return rule === undefined ? {} : { id: rule.id, observed: ruleState(phase, rule) };
}

/** What a change without an answer has come to, or `undefined` when it did not take effect. */
function doneIn(change: Change, now: PhaseRules): Outcome | undefined {
  const { action, id, before, after, place } = change;
  if (action === 'delete') {
    return id === undefined || now.rules.some((rule) => rule.id === id) ? undefined : { id };
  }
  const rule = now.rules.find((candidate) =>
    action === 'create' ? candidate.ref === after?.['ref'] : candidate.id === id,
  );
  if (rule === undefined) return undefined;
  const observed = ruleState(now.phase, rule);
  // What was to go is not missed by looking for what was to be there.
  if (action === 'update' && sameJson(observed, before)) return undefined;
  const isThere = action === 'create' || place?.after === undefined || isAt(place.after, rule, now.rules);
  return isThere && holds(observed, after) ? { id: rule.id, observed } : undefined;
}

/** Whether a rule stands directly behind the one it was to be put behind, or is the first. */
function isAt(place: Position, rule: Rule, rules: readonly Rule[]): boolean {
  const previous = rules[rules.indexOf(rule) - 1];
  if (place.after === null) return previous === undefined;
  const wished = ruleNamed(rules, place.after);
  return wished === undefined || previous === wished;
}

/** Whether the object of a change is still as it was planned from. */
function isUntouched({ action, id, before, after }: Change, { phase, rules }: PhaseRules): boolean {
  if (action === 'create') return rules.every(({ ref }) => ref !== after?.['ref']);
  const rule = rules.find((candidate) => candidate.id === id);
  return rule !== undefined && sameJson(ruleState(phase, rule), before);
}

/** Whether everything that was wished is there. More may be: defaults that Cloudflare fills in. */
function holds(found: JsonValue | undefined, wished: JsonValue | undefined): boolean {
  if (!isJsonObject(wished)) return sameJson(found, wished);
  return (
    isJsonObject(found) && Object.entries(wished).every(([member, value]) => holds(found[member], value))
  );
}
