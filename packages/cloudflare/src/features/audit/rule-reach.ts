import type { Expression } from '@crunchtools/rules-language';
import { evaluationOrder, shadowOf } from '../page-rules/pattern.ts';
import { type RulePhase, rulePhases } from '../rules/phases.ts';
import { SampleZone } from '../rules/scope/request.ts';
import { anyMatch, holdsFor, type Scope, scopeOf } from '../rules/scope/search.ts';
import { type TracedRule, textAt } from '../trace/configuration.ts';
import type { Finding, Outcome } from './finding.ts';
import type { Asking, Check, Work } from './question.ts';
import { isImpossible, isIncluded } from './rule-logic.ts';
import { proxiedIn, type ZoneFacts } from './zone-facts.ts';

/** More pairs of rules are not compared. */
const mostPairs = 5_000;

interface Judged {
  readonly rule: TracedRule;
  /** From 1. */
  readonly position: number;
  readonly scope: Scope;
  readonly expression: Expression;
}

/** Rules that no request matches, and rules behind one that answers everything that they match. */
export const checkRules: Check = (facts) => {
  const isProxied = proxiedIn(facts).length > 0;
  if (!isProxied) return facts.hasRules && facts.records !== undefined ? unreached(facts) : [];
  return [reach(facts)];
};

function unreached({ zone }: ZoneFacts): readonly Finding[] {
  if (zone.status !== 'active' || zone.paused) return [];
  return [{ id: 'rules-unreached', name: '@', evidence: 'the zone has rules, and no proxied record' }];
}

function* reach(facts: ZoneFacts): Work {
  const zone = new SampleZone(facts.zone.name);
  const outcomes: Outcome[] = [];
  let pairs = 0;
  for (const phase of rulePhases) {
    const before: Judged[] = [];
    for (const each of judgedIn(phase, facts)) {
      yield undefined;
      if (isImpossible(each.expression, zone)) {
        outcomes.push(finding(facts, each, 'rule-never-matches'));
        continue;
      }
      const possible = before.filter((other) => mayCover(other, each, zone));
      pairs += possible.length;
      if (pairs > mostPairs) {
        const because = `there are more than ${mostPairs} pairs that may be`;
        return [...outcomes, { unknown: 'whether more rules are shadowed', because }];
      }
      const shadow = yield* shadowing(each, possible, zone);
      if (shadow !== undefined) outcomes.push(finding(facts, each, 'rule-shadowed', shadow));
      if (answersAlone(each.rule)) before.push(each);
    }
  }
  return outcomes;
}

function judgedIn(phase: RulePhase, { rules }: ZoneFacts): readonly Judged[] {
  return rules
    .filter((rule) => rule.phase === phase)
    .flatMap((rule, index) => {
      const scope = scopeOf(rule.expression);
      const { expression } = scope;
      return rule.enabled && expression !== undefined
        ? [{ rule, position: index + 1, scope, expression }]
        : [];
    });
}

function* shadowing(each: Judged, before: readonly Judged[], zone: SampleZone): Asking<Judged | undefined> {
  for (const other of before) {
    yield undefined;
    if (isIncluded(each.expression, other.expression, zone)) return other;
  }
  return undefined;
}

/** Whether a rule gives an answer of its own, so that no later rule of the phase is reached. */
function answersAlone({ phase, action, action_parameters: parameters }: TracedRule): boolean {
  if (phase === 'redirect') return action === 'redirect';
  if (phase !== 'waf_custom') return false;
  return action === 'block' || (action === 'skip' && textAt(parameters, 'ruleset') === 'current');
}

/** A request that the later rule matches and the earlier one does not says at once that it may be reached. */
function mayCover(earlier: Judged, later: Judged, zone: SampleZone): boolean {
  const found = anyMatch(later.scope, zone);
  return found.kind !== 'some' || holdsFor(earlier.scope, found.facts) !== false;
}

function finding({ zone }: ZoneFacts, { rule, position }: Judged, id: Finding['id'], by?: Judged): Finding {
  const { phase, id: ruleId, expression, description } = rule;
  const behind = by === undefined ? '' : `; behind rule ${by.position}: ${by.rule.expression}`;
  return {
    id,
    name: `${phase} ${position}`,
    evidence: `${description === undefined ? '' : `${description}: `}${expression}${behind}`,
    repair: { tool: 'delete_rule', arguments: { zone: zone.name, phase, rule_id: ruleId } },
  };
}

/** Page Rules: that there are some, and those that never apply. */
export const checkPageRules: Check = (facts) => {
  const rules = evaluationOrder((facts.pageRules ?? []).filter(({ status }) => status === 'active'));
  if (rules.length === 0) return [];
  const { name } = facts.zone;
  const shadowed = rules.flatMap((rule, index) => {
    const by = shadowOf(rule, rules.slice(0, index));
    if (by === undefined) return [];
    const repair = { tool: 'delete_page_rule', arguments: { zone: name, rule_id: rule.id } };
    return [
      {
        id: 'page-rule-shadowed' as const,
        name: 'page rules',
        evidence: `${rule.url}; behind ${by.url}`,
        repair,
      },
    ];
  });
  const evidence = rules.map(({ url }) => url).join(', ');
  const repair = { tool: 'migrate_page_rules', arguments: { zone: name } };
  return [{ id: 'page-rules', name: 'page rules', evidence, repair }, ...shadowed];
};
