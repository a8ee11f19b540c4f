import {
  atOnce,
  type Change,
  type GuardReason,
  isJsonObject,
  type JsonObject,
  sameJson,
} from '@crunchtools/mcp-core';
import {
  difference,
  type Effects,
  type Finding,
  RuleJudge,
  reasonsOf,
  type Scope,
} from '../../rules/index.ts';
import { coversPattern } from '../match.ts';
import { effectsOf, expressionOf, globsOf } from './effects.ts';
import { patternsMeet } from './meet.ts';
import { pageRuleGuards } from './table.ts';

/** A Page Rule as it is, with its id. */
export interface KnownPageRule {
  readonly id: string;
  readonly state: JsonObject;
}

/** A Page Rule that is active: what it does, for which requests, and before which others. */
interface Active {
  readonly url: string;
  readonly scope: Scope;
  readonly effects: Effects;
  readonly priority: number;
  readonly actions: JsonObject;
}

/** More changes than this are asked about for their number alone; their order is not looked at. */
const mostPlaced = 20;

/** Judges the changes of Page Rules of one plan. */
export class PageRuleJudge {
  readonly #active = new Map<string, ActiveRules>();
  readonly #changes: ReadonlyMap<string, Change>;
  readonly #rulesOf: (scopeId: string) => readonly KnownPageRule[];
  readonly #isShort: boolean;

  /**
   * @param changes those of Page Rules, of the whole plan.
   * @param rulesOf the Page Rules of a zone before the plan.
   */
  constructor(changes: readonly Change[], rulesOf: (scopeId: string) => readonly KnownPageRule[]) {
    this.#changes = new Map(
      changes.flatMap((change) => (change.id === undefined ? [] : [[change.id, change]])),
    );
    this.#rulesOf = rulesOf;
    this.#isShort = changes.length <= mostPlaced;
  }

  reasons(change: Change): readonly GuardReason[] {
    return atOnce(this.steps(change));
  }

  /** As `reasons`, one other Page Rule a step. */
  *steps(change: Change): Generator<void, readonly GuardReason[], void> {
    const active = this.#activeOf(change);
    const [old, next] = [active.of(change.before), active.of(change.after)];
    const { zone } = active.judge;
    const covers = (wide: Scope, narrow: Scope): boolean =>
      coversPattern(patternOf(wide, old, next), patternOf(narrow, old, next));
    const differ = (one: Scope, other: Scope): Finding =>
      covers(other, one) ? { kind: 'none' } : difference(one, other, zone);
    const own = reasonsOf(old, next, zone, differ);
    yield;
    return [...own, ...(yield* this.#fromOrder(change, old, next, active))];
  }

  #activeOf({ scope: { id, name } }: Change): ActiveRules {
    const active = this.#active.get(id) ?? new ActiveRules(name);
    this.#active.set(id, active);
    return active;
  }

  *#fromOrder(
    change: Change,
    old: Active | undefined,
    next: Active | undefined,
    active: ActiveRules,
  ): Generator<void, readonly GuardReason[], void> {
    if (next === undefined || !this.#isShort || isOnlyNamed(old, next)) return [];
    for (const { id, state } of this.#rulesOf(change.scope.id)) {
      if (id === change.id) continue;
      yield;
      const planned = this.#changes.get(id);
      const other = active.of(planned === undefined ? state : planned.after);
      if (other === undefined || !takesFrom(other, old, next)) continue;
      const text = 'It changes which of several Page Rules applies to a request; only the first one does.';
      return [{ guard: pageRuleGuards.shadow.id, text, kind: 'value' }];
    }
    return [];
  }
}

/** Page Rules of one zone, as they are judged. What they do is looked at when it is asked for, and once. */
class ActiveRules {
  readonly judge: RuleJudge;
  readonly #effects = new Map<string, Effects>();

  constructor(zoneName: string) {
    this.judge = new RuleJudge(zoneName);
  }

  of(state: JsonObject | undefined): Active | undefined {
    const { url, actions, status, priority } = state ?? {};
    if (status !== 'active' || typeof url !== 'string') return undefined;
    const what = isJsonObject(actions) ? actions : {};
    const effects = (): Effects => this.#effectsOf(url, what);
    return {
      url,
      scope: this.judge.scope(expressionOf(url)),
      get effects() {
        return effects();
      },
      priority: typeof priority === 'number' ? priority : 1,
      actions: what,
    };
  }

  #effectsOf(url: string, actions: JsonObject): Effects {
    const key = JSON.stringify([url, actions]);
    const known = this.#effects.get(key) ?? effectsOf(url, actions, this.judge);
    this.#effects.set(key, known);
    return known;
  }
}

function patternOf(scope: Scope, old: Active | undefined, next: Active | undefined): string {
  return (scope === old?.scope ? old.url : next?.url) ?? '';
}

function isOnlyNamed(old: Active | undefined, next: Active): boolean {
  return (
    old !== undefined &&
    old.scope === next.scope &&
    old.priority === next.priority &&
    sameJson(old.actions, next.actions)
  );
}

/**
 * Whether another rule loses requests to this one, or takes them from it, and does otherwise with them. A rule that is
 * put where another is comes behind it; one that moves up comes before it, because that one moves down.
 */
function takesFrom(other: Active, old: Active | undefined, next: Active): boolean {
  const wasFirst = old !== undefined && old.priority > other.priority;
  const isRaised = old !== undefined && next.priority > old.priority;
  const isFirst = isRaised ? next.priority >= other.priority : next.priority > other.priority;
  if (!meet(next, other)) return false;
  if (old !== undefined && wasFirst !== isFirst) return !sameJson(other.actions, next.actions);
  if (!isFirst || !losesTo(other, next)) return false;
  if (old === undefined || !losesTo(other, old)) return true;
  return !meet(old, other);
}

function meet(one: Active, other: Active): boolean {
  return globsOf(one.url).some((left) => globsOf(other.url).some((right) => patternsMeet(left, right)));
}

function losesTo(other: Active, next: Active): boolean {
  return other.effects.protections.some((protection) => {
    const kept = next.effects.protections.find(({ key }) => key === protection.key);
    return kept === undefined || !protection.isKeptBy(kept);
  });
}
