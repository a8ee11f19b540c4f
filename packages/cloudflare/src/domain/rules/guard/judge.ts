import type { GuardReason, JsonObject } from '@crunchtools/mcp-core';
import { type RulePhase, rulePhaseOf } from '../phases.ts';
import { type Breadth, breadthOf, SampleZone, type Scope, scopeOf } from '../scope/index.ts';
import { cacheEffects } from './cache.ts';
import { reasonsOf, type Side } from './compare.ts';
import { type Effects, nothing, type RuleView } from './effect.ts';
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
    return reasonsOf(this.#side(old), this.#side(next), this.#zone);
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
