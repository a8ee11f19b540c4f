import {
  atOnce,
  type Change,
  canonicalJson,
  type GuardReason,
  type JsonObject,
  type JsonValue,
  sameJson,
} from '@crunchtools/mcp-core';
import { type RulePhase, rulePhaseOf } from '../phases.ts';
import { type Finding, SampleZone } from '../scope/request.ts';
import { anyMatch, difference, overlap, type Scope, scopeOf } from '../scope/search.ts';
import { type Breadth, breadthInSteps, breadthOf, dynamicMatch } from '../scope/visits.ts';
import { cacheEffects, configEffects, originEffects } from './cache.ts';
import {
  at,
  type Effects,
  example,
  type Harm,
  nothing,
  objectIn,
  type Protection,
  parameter,
  type RuleView,
} from './effect.ts';
import { errorEffects } from './errors.ts';
import { firewallEffects, rateLimitEffects } from './firewall.ts';
import { headerWrites, requestHeaderEffects, responseHeaderEffects } from './headers.ts';
import { managedEffects } from './managed.ts';
import { redirectEffects, rewriteEffects } from './redirect.ts';
import { ruleGuards } from './table.ts';

/** What a rule that is on does, and to which requests. */
export interface Side {
  readonly scope: Scope;
  readonly effects: Effects;
}

/** Finds what one scope matches and the other does not. */
export type Differ = (one: Scope, other: Scope, zone: SampleZone) => Finding;

/** What is lost and what is new, for any request; each reason once. */
export function reasonsOf(
  old: Side | undefined,
  next: Side | undefined,
  zone: SampleZone,
  differ: Differ = difference,
): readonly GuardReason[] {
  const reasons = [...lostProtection(old, next, zone, differ), ...gained(old, next, zone, differ)];
  return [...new Map(reasons.map((reason) => [`${reason.guard} ${reason.text}`, reason])).values()];
}

function lostProtection(
  old: Side | undefined,
  next: Side | undefined,
  zone: SampleZone,
  differ: Differ,
): readonly GuardReason[] {
  if (old === undefined) return [];
  const narrowing = foundOnce((after: Side) => differ(old.scope, after.scope, zone));
  const reasons = old.effects.protections.flatMap((protection) => lossOf(protection, next, narrowing));
  return reasons.length > 0 && anyMatch(old.scope, zone).kind === 'none' ? [] : reasons;
}

function gained(
  old: Side | undefined,
  next: Side | undefined,
  zone: SampleZone,
  differ: Differ,
): readonly GuardReason[] {
  if (next === undefined) return [];
  const widening = foundOnce((before: Side) => differ(next.scope, before.scope, zone));
  const reasons = next.effects.harms.filter((harm) => isNews(harm, old, widening)).map(reasonOf);
  return reasons.length > 0 && anyMatch(next.scope, zone).kind === 'none' ? [] : reasons;
}

/** To look for requests takes time: it is done when it is asked for, and once. */
function foundOnce(find: (side: Side) => Finding): (side: Side) => Finding {
  let found: Finding | undefined;
  return (side) => (found ??= find(side));
}

function lossOf(
  protection: Protection,
  next: Side | undefined,
  narrowing: (after: Side) => Finding,
): readonly GuardReason[] {
  const other = next?.effects.protections.find(({ key }) => key === protection.key);
  if (next === undefined || other === undefined) return [reasonOf({ ...protection, text: protection.ends })];
  if (!protection.isKeptBy(other))
    return [reasonOf({ ...protection, text: protection.weakens ?? protection.ends })];
  const narrowed = narrowing(next);
  if (narrowed.kind === 'none') return [];
  const text =
    narrowed.kind === 'some'
      ? `${protection.narrows}${example(narrowed.url)}.`
      : `${protection.narrows}; which ones cannot be told.`;
  return [reasonOf({ ...protection, text })];
}

function isNews(harm: Harm, old: Side | undefined, widening: (before: Side) => Finding): boolean {
  const known = old?.effects.harms.find(({ key }) => key === harm.key);
  if (old === undefined || known === undefined) return true;
  const isWorse = harm.isNews?.(known.value) ?? !sameJson(known.value ?? null, harm.value ?? null);
  return isWorse || widening(old).kind !== 'none';
}

function reasonOf({ guard, text }: { readonly guard: string; readonly text: string }): GuardReason {
  return { guard, text, kind: 'value' };
}

const effectsByPhase: Readonly<Record<RulePhase, (view: RuleView) => Effects>> = {
  redirect: redirectEffects,
  url_rewrite: rewriteEffects,
  config: configEffects,
  origin: originEffects,
  waf_custom: firewallEffects,
  rate_limit: rateLimitEffects,
  waf_managed: managedEffects,
  request_headers: requestHeaderEffects,
  cache: cacheEffects,
  custom_errors: errorEffects,
  response_headers: responseHeaderEffects,
  // How answers are compressed protects nobody.
  compression: () => nothing,
};

/** Phases whose rules are judged by how much they are for, whatever they do. */
const broadPhases: ReadonlySet<RulePhase> = new Set([
  'redirect',
  'url_rewrite',
  'waf_custom',
  'rate_limit',
  'custom_errors',
]);

/** Members of a rule that do not change what it does. */
const labels: ReadonlySet<string> = new Set(['description', 'enabled', 'ref', 'logging']);

/** Judges the rules of one zone. Keeps what it found of filters, so that a plan of many rules costs little more. */
export class RuleJudge {
  readonly #zone: SampleZone;
  readonly #scopes = new Map<unknown, Scope>();
  readonly #breadths = new Map<string, Breadth | undefined>();
  readonly #views = new Map<string, RuleView | undefined>();
  readonly #effects = new Map<RuleView, Effects>();

  constructor(zoneName: string) {
    this.#zone = new SampleZone(zoneName);
  }

  /** Why a person should see this change; before **and** after count. No reason for what changes nothing. */
  reasons(before: JsonObject | undefined, after: JsonObject | undefined): readonly GuardReason[] {
    const [old, next] = [this.view(before), this.view(after)];
    if (old === next) return [];
    return reasonsOf(this.#side(old), this.#side(next), this.#zone);
  }

  /** Finds out in steps what `reasons` needs of a rule and takes long for: a filter of 4,000 characters has many parts. */
  *prepare(state: JsonObject | undefined): Generator<void, void, void> {
    const view = this.view(state);
    if (view === undefined) return;
    yield;
    const { scope, phase } = view;
    if (broadPhases.has(phase) && !this.#breadths.has(scope.normal))
      this.#breadths.set(scope.normal, yield* breadthInSteps(scope, this.#zone));
    anyMatch(scope, this.#zone);
    yield;
    this.effects(view);
    yield;
  }

  /** What a rule that is on does; `undefined` for one that is off, or not there. The same for rules that do the same. */
  view(state: JsonObject = {}): RuleView | undefined {
    const phase = rulePhaseOf(state['phase']);
    if (phase === undefined || state['enabled'] === false) return undefined;
    const scope = this.scope(state['expression']);
    const what = Object.entries(state).filter(([name]) => isEffective(name, state) && name !== 'expression');
    const key = canonicalJson([scope.normal, Object.fromEntries(what)]);
    if (!this.#views.has(key)) this.#views.set(key, this.#newView(phase, state, scope));
    return this.#views.get(key);
  }

  #newView(phase: RulePhase, definition: JsonObject, scope: Scope): RuleView {
    return { phase, definition, scope, zone: this.#zone, breadth: () => this.#breadth(scope) };
  }

  scope(source: unknown): Scope {
    const known = this.#scopes.get(source) ?? scopeOf(source);
    this.#scopes.set(source, known);
    return known;
  }

  effects(view: RuleView | undefined): Effects {
    if (view === undefined) return nothing;
    const known = this.#effects.get(view) ?? effectsByPhase[view.phase](view);
    this.#effects.set(view, known);
    return known;
  }

  #side(view: RuleView | undefined): Side | undefined {
    return view && { scope: view.scope, effects: this.effects(view) };
  }

  get zone(): SampleZone {
    return this.#zone;
  }

  #breadth(scope: Scope): Breadth | undefined {
    if (!this.#breadths.has(scope.normal)) this.#breadths.set(scope.normal, breadthOf(scope, this.#zone));
    return this.#breadths.get(scope.normal);
  }
}

/** Whether a request is logged matters where it is let past protection, and there alone. */
function isEffective(name: string, { action }: JsonObject): boolean {
  return !labels.has(name) || (name === 'logging' && action === 'skip');
}

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
class OrderJudge {
  readonly #judge: RuleJudge;
  #left = mostPairs;

  constructor(judge: RuleJudge) {
    this.#judge = judge;
  }

  /** One other rule a step. */
  *steps({ before, after, earlier, later }: Placed): Generator<void, readonly GuardReason[], void> {
    const [old, next] = [this.#judge.view(before), this.#judge.view(after)];
    if (next === undefined) return [];
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
        : [
            orderReason(
              'overrides',
              'It undoes what an earlier rule protects, for requests that both match.',
            ),
          ]),
      ...(hidden === undefined
        ? []
        : [
            orderReason(
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
        endsEvaluation.has(next.definition['action']) &&
        other.definition['action'] === 'skip' &&
        this.#meet(next, other)
      );
    if (
      next.phase !== 'redirect' ||
      sameJson(next.definition['action_parameters'] ?? null, other.definition['action_parameters'] ?? null)
    )
      return false;
    // All that a redirect protects is that http leads to https.
    const isHttps = this.#judge.effects(other).protections.length > 0;
    if (isHttps && this.#judge.effects(next).leadsToHttps !== true) return this.#meet(next, other);
    return this.#spend() && difference(other.scope, next.scope, this.#judge.zone).kind === 'none';
  }

  #meet(one: RuleView, other: RuleView): boolean {
    return !this.#spend() || overlap(one.scope, other.scope, this.#judge.zone).kind !== 'none';
  }

  #spend(): boolean {
    this.#left -= 1;
    return this.#left >= 0;
  }
}

const endsEvaluation: ReadonlySet<JsonValue | undefined> = new Set([
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
  // Files are the same for everybody, also where an earlier rule keeps a whole folder out of the cache.
  if (phase !== 'cache' || dynamicMatch(view.scope, view.zone) === undefined) return () => false;
  const parameters = objectIn(definition['action_parameters']);
  return (key) => {
    if (key === 'bypass') return parameters['cache'] === true;
    if (key === 'browser_bypass') return parameters['browser_ttl'] !== undefined;
    if (key === 'armor') return at(parameters['cache_key'], 'cache_deception_armor') === false;
    return at(parameters['cache_key'], 'custom_key') !== undefined;
  };
}

function orderReason(guard: 'overrides' | 'shadow', text: string): GuardReason {
  return { guard: ruleGuards[guard].id, text, kind: 'value' };
}

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
    yield* rule.prepare(change.before);
    yield* rule.prepare(change.after);
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
