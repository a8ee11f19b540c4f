import {
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
  readonly #judges = new Map<string, RuleJudge>();
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
    const judge = this.#judgeOf(change);
    const [old, next] = [activeRule(change.before, judge), activeRule(change.after, judge)];
    const covers = (wide: Scope, narrow: Scope): boolean =>
      coversPattern(patternOf(wide, old, next), patternOf(narrow, old, next));
    const differ = (one: Scope, other: Scope): Finding =>
      covers(other, one) ? { kind: 'none' } : difference(one, other, judge.zone);
    return [...reasonsOf(old, next, judge.zone, differ), ...this.#fromOrder(change, old, next, judge)];
  }

  #judgeOf({ scope: { id, name } }: Change): RuleJudge {
    const judge = this.#judges.get(id) ?? new RuleJudge(name);
    this.#judges.set(id, judge);
    return judge;
  }

  #fromOrder(
    change: Change,
    old: Active | undefined,
    next: Active | undefined,
    judge: RuleJudge,
  ): readonly GuardReason[] {
    if (next === undefined || !this.#isShort || isOnlyNamed(old, next)) return [];
    const others = this.#rulesOf(change.scope.id).flatMap(({ id, state }) => {
      const planned = this.#changes.get(id);
      const other =
        id === change.id ? undefined : activeRule(planned === undefined ? state : planned.after, judge);
      return other === undefined ? [] : [other];
    });
    const isHidden = others.some((other) => takesFrom(other, old, next));
    if (!isHidden) return [];
    const text = 'It changes which of several Page Rules applies to a request; only the first one does.';
    return [{ guard: pageRuleGuards.shadow.id, text, kind: 'value' }];
  }
}

function activeRule(state: JsonObject | undefined, judge: RuleJudge): Active | undefined {
  const { url, actions, status, priority } = state ?? {};
  if (status !== 'active' || typeof url !== 'string') return undefined;
  const what = isJsonObject(actions) ? actions : {};
  return {
    url,
    scope: judge.scope(expressionOf(url)),
    effects: effectsOf(url, what, judge),
    priority: typeof priority === 'number' ? priority : 1,
    actions: what,
  };
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
