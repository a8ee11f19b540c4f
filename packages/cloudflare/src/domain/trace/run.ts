import { type Application, type Flow, isAnswered, type Reach, type RuleResult, withResult } from './flow.ts';
import { holds } from './judge.ts';
import { reasons } from './reasons.ts';
import type { RequestState } from './request-state.ts';
import type { TracedRule } from './rule.ts';

/** What a rule that applies, or may apply, does to the flow, and the same in words. */
export type Effect = (
  flow: Flow,
  rule: TracedRule,
  application: Application,
) => { readonly flow: Flow; readonly does: string };

/**
 * Takes a flow through the rules of one phase. All of them see the request as it was before the phase: fields do
 * not change within one (developers.cloudflare.com/ruleset-engine/about/rules, field values).
 */
export function* throughRules(
  flow: Flow,
  rules: readonly TracedRule[],
  effect: Effect,
): Generator<void, Flow, void> {
  const { request } = flow;
  let after = flow;
  for (const [index, rule] of rules.entries()) {
    const { outcome, because, application } = decide(after, rule, request);
    const applied =
      application === undefined ? { flow: after, does: undefined } : effect(after, rule, application);
    const result = {
      stage: rule.phase,
      id: rule.id,
      position: index + 1,
      outcome,
      because,
      does: applied.does,
    };
    after = withResult(applied.flow, result);
    yield;
  }
  return after;
}

interface Decision {
  readonly outcome: RuleResult['outcome'];
  readonly because: readonly string[];
  readonly application?: Application;
}

function decide(flow: Flow, rule: TracedRule, request: RequestState): Decision {
  if (!rule.enabled) return { outcome: 'disabled', because: [] };
  if (isAnswered(flow)) return { outcome: 'not_reached', because: [] };
  if (flow.reach.kind === 'skipped') return { outcome: 'skipped', because: [flow.reach.by] };
  const match = holds(rule.expression, request);
  if (match.known && !match.value) return { outcome: 'no_match', because: [] };
  const because = reasons(match.known ? [] : match.because, doubtsAbout(flow.reach));
  const certain = match.known && flow.reach.kind === 'certain';
  return {
    outcome: certain ? 'match' : 'unknown',
    because,
    application: { by: rule.id, certain, because },
  };
}

function doubtsAbout(reach: Reach): readonly string[] {
  return reach.kind === 'possible' ? reach.because : [];
}
