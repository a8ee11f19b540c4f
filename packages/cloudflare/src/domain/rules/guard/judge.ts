import { type GuardReason, type JsonObject, sameJson } from '@crunchtools/mcp-core';
import { type RulePhase, rulePhaseOf } from '../phases.ts';
import {
  anyMatch,
  type Breadth,
  breadthOf,
  difference,
  type Finding,
  SampleZone,
  type Scope,
  scopeOf,
} from '../scope/index.ts';
import { cacheEffects } from './cache.ts';
import { type Effects, example, type Harm, nothing, type Protection, type RuleView } from './effect.ts';
import { firewallEffects, rateLimitEffects } from './firewall.ts';
import { redirectEffects } from './redirect.ts';
import { requestHeaderEffects } from './request-headers.ts';
import { responseHeaderEffects } from './response-headers.ts';
import { configEffects, originEffects } from './settings.ts';
import { rewriteEffects } from './transform.ts';

const effectsByPhase: Readonly<Record<RulePhase, (view: RuleView) => Effects>> = {
  redirect: redirectEffects,
  url_rewrite: rewriteEffects,
  config: configEffects,
  origin: originEffects,
  waf_custom: firewallEffects,
  rate_limit: rateLimitEffects,
  request_headers: requestHeaderEffects,
  cache: cacheEffects,
  response_headers: responseHeaderEffects,
  // How answers are compressed protects nobody.
  compression: () => nothing,
};

/** Members of a rule that do not change what it does. */
const labels: ReadonlySet<string> = new Set(['description', 'enabled', 'ref', 'logging', 'phase']);

/** Judges the rules of one zone. Keeps what it found of filters, so that a plan of many rules costs little more. */
export class RuleJudge {
  readonly #zone: SampleZone;
  readonly #scopes = new Map<string, Scope>();
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
    const reasons = [...this.#lost(old, next), ...this.#gained(old, next)];
    const texts = new Map(reasons.map((reason) => [`${reason.guard} ${reason.text}`, reason]));
    return [...texts.values()];
  }

  /** What a rule that is on does; `undefined` for one that is off, or not there. The same for rules that do the same. */
  view(state: JsonObject | undefined): RuleView | undefined {
    const phase = rulePhaseOf(state?.['phase']);
    if (state === undefined || phase === undefined || state['enabled'] === false) return undefined;
    const scope = this.scope(state['expression']);
    const what = Object.entries(state).filter(([name]) => isEffective(name, state) && name !== 'expression');
    const key = JSON.stringify([
      phase,
      scope.normal,
      what.toSorted(([one], [other]) => (one < other ? -1 : 1)),
    ]);
    if (!this.#views.has(key)) this.#views.set(key, this.#newView(phase, state, scope));
    return this.#views.get(key);
  }

  #newView(phase: RulePhase, definition: JsonObject, scope: Scope): RuleView {
    return { phase, definition, scope, zone: this.#zone, breadth: () => this.#breadth(scope) };
  }

  scope(source: unknown): Scope {
    const text = typeof source === 'string' ? source : '';
    const known = this.#scopes.get(text) ?? scopeOf(text);
    this.#scopes.set(text, known);
    return known;
  }

  effects(view: RuleView | undefined): Effects {
    if (view === undefined) return nothing;
    const known = this.#effects.get(view) ?? effectsByPhase[view.phase](view);
    this.#effects.set(view, known);
    return known;
  }

  get zone(): SampleZone {
    return this.#zone;
  }

  #breadth(scope: Scope): Breadth | undefined {
    if (!this.#breadths.has(scope.normal)) this.#breadths.set(scope.normal, breadthOf(scope, this.#zone));
    return this.#breadths.get(scope.normal);
  }

  #lost(old: RuleView | undefined, next: RuleView | undefined): readonly GuardReason[] {
    const { protections } = this.effects(old);
    if (old === undefined || protections.length === 0) return [];
    const kept = this.effects(next).protections;
    const narrowed = next === undefined ? undefined : difference(old.scope, next.scope, this.#zone);
    const reasons = protections.flatMap((protection) => lossOf(protection, kept, narrowed));
    return reasons.length > 0 && anyMatch(old.scope, this.#zone).kind === 'none' ? [] : reasons;
  }

  #gained(old: RuleView | undefined, next: RuleView | undefined): readonly GuardReason[] {
    const { harms } = this.effects(next);
    if (next === undefined || harms.length === 0) return [];
    const known = this.effects(old).harms;
    const widened = old === undefined ? undefined : difference(next.scope, old.scope, this.#zone);
    const reasons = harms.filter((harm) => isNews(harm, known, widened)).map(reasonOf);
    return reasons.length > 0 && anyMatch(next.scope, this.#zone).kind === 'none' ? [] : reasons;
  }
}

/** Whether a request is logged matters where it is let past protection, and there alone. */
function isEffective(name: string, { action }: JsonObject): boolean {
  return !labels.has(name) || (name === 'logging' && action === 'skip');
}

function lossOf(
  protection: Protection,
  kept: readonly Protection[],
  narrowed: Finding | undefined,
): readonly GuardReason[] {
  const other = kept.find(({ key }) => key === protection.key);
  if (other === undefined) return [reasonOf({ ...protection, text: protection.ends })];
  if (!protection.isKeptBy(other))
    return [reasonOf({ ...protection, text: protection.weakens ?? protection.ends })];
  if (narrowed === undefined || narrowed.kind === 'none') return [];
  const url = narrowed.kind === 'some' ? narrowed.url : undefined;
  const text =
    narrowed.kind === 'some'
      ? `${protection.narrows}${example(url)}.`
      : `${protection.narrows}; which ones cannot be told.`;
  return [reasonOf({ ...protection, text })];
}

function isNews(harm: Harm, known: readonly Harm[], widened: Finding | undefined): boolean {
  const old = known.find(({ key }) => key === harm.key);
  if (old === undefined) return true;
  const isWorse = harm.isNews?.(old.value) ?? !sameJson(old.value, harm.value);
  return isWorse || (widened !== undefined && widened.kind !== 'none');
}

function reasonOf({ guard, text }: { readonly guard: string; readonly text: string }): GuardReason {
  return { guard, text, kind: 'value' };
}
