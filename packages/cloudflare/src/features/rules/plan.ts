import {
  type Change,
  InputError,
  type JsonObject,
  type PlannedChanges,
  sameJson,
} from '@crunchtools/mcp-core';
import { type ZoneRef, zonePlanOf } from '../../zone.ts';
import type { Rule, RuleTrial } from './api.ts';
import {
  createRuleChange,
  currentDefinition,
  deleteRuleChange,
  idsOf,
  updateRuleChange,
  withRef,
  writeOf,
} from './change.ts';
import {
  arrange,
  editedDefinition,
  newDefinition,
  type RuleStep,
  requireQuota,
  ruleWarnings,
} from './definition.ts';
import { phaseFacts } from './phases.ts';
import type { RuleInput } from './rule-input.ts';
import type { PhaseRules, Rulesets } from './rulesets.ts';

/** A rule of a wished list. With an id, or the ref of a rule there is, what is left out stays as it is. */
export type ListedRule = RuleInput & { readonly id?: string | undefined };

/** One rule as it is to be: one there is, or a new one. */
interface Item {
  readonly rule: Rule | undefined;
  readonly definition: JsonObject & { readonly ref: string };
}

/**
 * The fewest changes that make the rules of a phase into the wished list, in its order. Rules are recognised by id,
 * by ref, or by being equal; those that stay are not written. `trial` is the list that results, for Cloudflare to
 * check as a whole: one change at a time would be checked against rules that are about to change.
 *
 * @throws {InputError} for what is wrong with a rule of the list, for the plan's quota, and when a rule of a kind
 * that is not written here would be deleted because it is not listed.
 */
export function planSet(
  zone: ZoneRef,
  now: PhaseRules,
  wished: readonly ListedRule[],
): { readonly changes: readonly Change[]; readonly trial: RuleTrial } {
  const items = itemsOf(zone, now, wished);
  requireListed(now, items);
  requireQuota(now.phase, zonePlanOf(zone), { now: now.rules.length, wished: items.length });
  const steps = arrange(
    idsOf(now.rules),
    items.map(({ rule, definition }) =>
      rule === undefined
        ? { newRef: definition.ref }
        : { id: rule.id, isEdited: !sameJson(currentDefinition(now, rule), definition) },
    ),
  );
  return {
    changes: steps.flatMap((step) => changeOf(zone, now, items, step) ?? []),
    trial: trialOf(now, items),
  };
}

function changeOf(
  zone: ZoneRef,
  { phase, rules }: PhaseRules,
  items: readonly Item[],
  step: RuleStep,
): Change | undefined {
  if (step.action === 'create')
    return createRuleChange(zone, phase, items[step.item]?.definition ?? {}, step.to);
  const rule = rules.find(({ id }) => id === step.id);
  if (rule === undefined) return undefined;
  if (step.action === 'delete') return deleteRuleChange(zone, phase, rule, step.from);
  const definition = items[step.item]?.definition ?? rule.definition;
  return updateRuleChange(zone, phase, rule, { definition, moved: step.moved });
}

function trialOf({ rulesetId }: PhaseRules, items: readonly Item[]): RuleTrial {
  const rules = items.map(({ rule, definition }) =>
    rule === undefined ? definition : { id: rule.id, ...definition },
  );
  return rulesetId === undefined ? { kind: 'first', rules } : { kind: 'replace', rulesetId, rules };
}

function itemsOf(zone: ZoneRef, now: PhaseRules, wished: readonly ListedRule[]): readonly Item[] {
  const used = new Set<Rule>();
  const newRefs = new Set<string>();
  // Named ones first: an equal rule without a name must not take away what another one means.
  const named = wished.map((input, index) => {
    const rule = namedRule(now, input, index);
    if (rule !== undefined && used.has(rule))
      throw wrong(index, `means the rule ${rule.id}, as an earlier one does`);
    if (rule !== undefined) used.add(rule);
    return rule;
  });
  return wished.map(({ id: _, ...input }, index) => {
    const setting = { phase: now.phase, plan: zonePlanOf(zone), zoneName: zone.name };
    const subject = `Rule ${index + 1} of the list`;
    const rule = named[index];
    if (rule !== undefined) {
      const definition = editedDefinition(currentDefinition(now, rule), input, setting, subject);
      return { rule, definition: { ...definition, ref: input.ref ?? rule.ref } };
    }
    const definition = newDefinition(input, setting, subject);
    const equal = now.rules.find((candidate) => !used.has(candidate) && isEqual(now, candidate, definition));
    if (equal !== undefined) {
      used.add(equal);
      return { rule: equal, definition: { ...currentDefinition(now, equal), ref: equal.ref } };
    }
    const made = withRef(zone, now, definition, newRefs);
    newRefs.add(made.ref);
    return { rule: undefined, definition: made };
  });
}

function namedRule({ phase, rules }: PhaseRules, { id, ref }: ListedRule, index: number): Rule | undefined {
  if (id === undefined) return rules.find((rule) => rule.ref === ref);
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule === undefined)
    throw wrong(index, `there is no ${phase} rule ${id}; leave the id out of a new rule`);
  return rule;
}

/** The ref does not count: a wished rule without one means whatever is like it. */
function isEqual(now: PhaseRules, rule: Rule, { ref, ...wished }: JsonObject): boolean {
  const { ref: _, ...current } = currentDefinition(now, rule);
  return ref === undefined && sameJson(current, wished);
}

/** Whoever lists rules to have does not think of those that something else has put there. */
function requireListed({ phase, rules }: PhaseRules, items: readonly Item[]): void {
  const { actions } = phaseFacts(phase);
  const foreign = rules.filter(
    (rule) =>
      actions.every((action) => action !== rule.definition['action']) &&
      items.every((item) => item.rule !== rule),
  );
  if (foreign.length === 0) return;
  const named = foreign
    .map(({ id, definition }) => `${id} (${JSON.stringify(definition['action'])})`)
    .join(', ');
  throw new InputError(`The list leaves out rules of a kind that is not written here: ${named}.`, {
    nextStep: 'List each as {"id": …} to keep it where it stands in the list; delete_rule takes one away.',
    quotes: true,
  });
}

function wrong(index: number, problem: string): InputError {
  return new InputError(`Rule ${index + 1} of the list: ${problem}.`, {
    nextStep: 'Call list_rules for the rules there are. Nothing was sent.',
  });
}

/**
 * A plan that Cloudflare has checked: expressions, parameters, permission, plan and quota.
 * @param trial what leads to the same as all changes together; not needed for a single one.
 */
export async function checkedPlan(
  zone: ZoneRef,
  now: PhaseRules,
  changes: readonly Change[],
  rulesets: Rulesets,
  trial?: RuleTrial,
): Promise<PlannedChanges> {
  const [first, ...others] = changes;
  if (first === undefined) return { changes };
  const single = others.length === 0 || trial === undefined ? writeOf(first, now) : trial;
  await rulesets.check(zone.id, now.phase, single);
  const warnings = changes
    .filter(({ action }) => action === 'create' || action === 'update')
    .flatMap(({ after = {} }) => ruleWarnings(now.phase, after, zone.name));
  return {
    changes,
    population: now.rules.length,
    ...(warnings.length === 0 ? {} : { warnings: [...new Set(warnings)] }),
  };
}
