import { atOnce, type GuardReason, type JsonObject, sameJson } from '@crunchtools/mcp-core';
import { difference, overlap } from '../scope/index.ts';
import type { RuleView } from './effect.ts';
import { at, objectIn, parameter, textIn } from './json.ts';
import type { RuleJudge } from './judge.ts';
import { headerWrites } from './response-headers.ts';
import { ruleGuards } from './table.ts';

/** A rule of a phase in its order, as it is to be. */
export interface ListedState {
  readonly id: string;
  readonly state: JsonObject;
}

/** A rule that changes, and what stands around it. */
export interface Placed {
  readonly before: JsonObject | undefined;
  readonly after: JsonObject;
  readonly earlier: readonly ListedState[];
  readonly later: readonly ListedState[];
}

/** How many pairs of rules of one plan are held against each other; the rest is taken for the worst. */
const mostPairs = 200;

/**
 * Finds what a rule takes away from others by where it stands: where the last rule decides, it undoes earlier ones; where
 * the first one ends it, later ones are not reached. Nothing that it did before already.
 */
export class OrderJudge {
  readonly #judge: RuleJudge;
  #left = mostPairs;

  constructor(judge: RuleJudge) {
    this.#judge = judge;
  }

  reasons(placed: Placed): readonly GuardReason[] {
    return atOnce(this.steps(placed));
  }

  /** As `reasons`, one other rule a step. */
  *steps({ before, after, earlier, later }: Placed): Generator<void, readonly GuardReason[], void> {
    const [old, next] = [this.#judge.view(before), this.#judge.view(after)];
    if (next === undefined || old === next) return [];
    const undone = yield* this.#find(
      earlier,
      (other) => this.#overrides(next, other) && !(old && this.#overrides(old, other)),
    );
    const hidden = yield* this.#find(
      later,
      (other) => this.#hides(next, other) && !(old && this.#hides(old, other)),
    );
    return [
      ...(undone === undefined
        ? []
        : [reason('overrides', 'It undoes what an earlier rule protects, for requests that both match.')]),
      ...(hidden === undefined
        ? []
        : [
            reason(
              'shadow',
              hidden.definition['action'] === 'skip'
                ? 'It holds back requests that a later rule lets pass.'
                : 'It stands in front of a rule that is no longer reached.',
            ),
          ]),
    ];
  }

  *#find(
    rules: readonly ListedState[],
    is: (other: RuleView) => boolean,
  ): Generator<void, RuleView | undefined, void> {
    for (const { state } of rules) {
      yield;
      const view = this.#judge.view(state);
      if (view !== undefined && is(view)) return view;
    }
    return undefined;
  }

  #overrides(next: RuleView, other: RuleView): boolean {
    const touched = touchedBy(next);
    const kept = this.#judge.effects(next).protections;
    const lost = this.#judge.effects(other).protections.some((protection) => {
      if (!touched(protection.key)) return false;
      const same = kept.find(({ key }) => key === protection.key);
      return same === undefined || !protection.isKeptBy(same);
    });
    return lost && this.#meet(next, other);
  }

  #hides(next: RuleView, other: RuleView): boolean {
    if (next.phase === 'waf_custom')
      return (
        endsEvaluation.has(textIn(next.definition['action']) ?? '') &&
        other.definition['action'] === 'skip' &&
        this.#meet(next, other)
      );
    if (
      next.phase !== 'redirect' ||
      sameJson(next.definition['action_parameters'] ?? null, other.definition['action_parameters'] ?? null)
    )
      return false;
    if (this.#secures(other) && this.#judge.effects(next).leadsToHttps !== true)
      return this.#meet(next, other);
    return this.#spend() && difference(other.scope, next.scope, this.#judge.zone).kind === 'none';
  }

  #secures(view: RuleView): boolean {
    return this.#judge.effects(view).protections.some(({ key }) => key === 'https');
  }

  #meet(one: RuleView, other: RuleView): boolean {
    return !this.#spend() || overlap(one.scope, other.scope, this.#judge.zone).kind !== 'none';
  }

  #spend(): boolean {
    this.#left -= 1;
    return this.#left >= 0;
  }
}

const endsEvaluation: ReadonlySet<string> = new Set([
  'block',
  'challenge',
  'js_challenge',
  'managed_challenge',
]);

/** Which protections of earlier rules a rule decides anew. */
function touchedBy(view: RuleView): (key: string) => boolean {
  const { phase, definition } = view;
  if (phase === 'config') return (key) => parameter(definition, key) !== undefined;
  if (phase === 'request_headers' || phase === 'response_headers') {
    const names = new Set(
      headerWrites(view)
        .filter(({ operation }) => operation !== 'add')
        .map(({ name }) => name),
    );
    return (key) => names.has(key);
  }
  if (phase !== 'cache') return () => false;
  const parameters = objectIn(definition['action_parameters']);
  return (key) => {
    if (key === 'bypass') return parameters['cache'] === true;
    if (key === 'browser_bypass') return parameters['browser_ttl'] !== undefined;
    if (key === 'armor') return at(parameters['cache_key'], 'cache_deception_armor') === false;
    return at(parameters['cache_key'], 'custom_key') !== undefined;
  };
}

function reason(guard: 'overrides' | 'shadow', text: string): GuardReason {
  return { guard: ruleGuards[guard].id, text, kind: 'value' };
}
