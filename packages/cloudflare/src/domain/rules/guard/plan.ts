import { atOnce, type Change, type GuardReason } from '@crunchtools/mcp-core';
import { type RulePhase, rulePhaseOf } from '../phases.ts';
import { RuleJudge } from './judge.ts';
import { type ListedState, OrderJudge } from './order.ts';

/** More changes than this are asked about for their number alone; each is judged, but not against every other rule. */
const mostPlaced = 20;

/** Rules of one phase, as they are before the plan. */
export type RulesOfPhase = (scopeId: string, phase: RulePhase) => readonly ListedState[];

/** Judges the changes of rules of one plan, in one zone or in several. */
export class PlanJudge {
  readonly #judges = new Map<string, { readonly rule: RuleJudge; readonly order: OrderJudge }>();
  readonly #changes: ReadonlyMap<string, Change>;
  readonly #rulesOf: RulesOfPhase;
  readonly #isShort: boolean;

  /** @param changes those of rules, of the whole plan. */
  constructor(changes: readonly Change[], rulesOf: RulesOfPhase) {
    this.#changes = new Map(
      changes.flatMap((change) => (change.id === undefined ? [] : [[change.id, change]])),
    );
    this.#rulesOf = rulesOf;
    this.#isShort = changes.length <= mostPlaced;
  }

  reasons(change: Change): readonly GuardReason[] {
    return atOnce(this.steps(change));
  }

  /** As `reasons`: where a phase has hundreds of rules, to hold one against all of them takes a second. */
  *steps(change: Change): Generator<void, readonly GuardReason[], void> {
    const { rule } = this.#judgeOf(change);
    const own = rule.reasons(change.before, change.after);
    yield;
    return [...own, ...(yield* this.#fromOrder(change))];
  }

  #judgeOf({ scope: { id, name } }: Change): { readonly rule: RuleJudge; readonly order: OrderJudge } {
    const known = this.#judges.get(id);
    if (known !== undefined) return known;
    const rule = new RuleJudge(name);
    const made = { rule, order: new OrderJudge(rule) };
    this.#judges.set(id, made);
    return made;
  }

  *#fromOrder(change: Change): Generator<void, readonly GuardReason[], void> {
    const { id, before, after, place, scope } = change;
    const phase = rulePhaseOf(after?.['phase']);
    if (after === undefined || phase === undefined || !this.#isShort) return [];
    const rules = this.#rulesOf(scope.id, phase);
    const others = this.#asPlanned(rules.filter((rule) => rule.id !== id));
    const now = rules.findIndex((rule) => rule.id === id);
    const index = place?.after === undefined ? (now === -1 ? others.length : now) : place.after.index - 1;
    const [earlier, later] = [others.slice(0, index), others.slice(index)];
    return yield* this.#judgeOf(change).order.steps({ before, after, earlier, later });
  }

  /** As this plan makes them; what it deletes is off. */
  #asPlanned(rules: readonly ListedState[]): readonly ListedState[] {
    return rules.map((rule) => {
      const change = this.#changes.get(rule.id);
      return change === undefined ? rule : { id: rule.id, state: change.after ?? {} };
    });
  }
}
