import {
  type Change,
  canonicalJson,
  InputError,
  type JsonObject,
  PermissionError,
  type PlannedChanges,
  sameJson,
} from '@crunchtools/mcp-core';
import type { ZoneContext } from '../../tool.ts';
import { type ZoneRef, zonePlanOf } from '../../zone.ts';
import type { ManagedRuleset, Rule, RuleTrial } from './api.ts';
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
  type DesiredRule,
  editedDefinition,
  isPlainly,
  newDefinition,
  type RuleStep,
  requireQuota,
  ruleWarnings,
  uncheckedDefinition,
} from './definition.ts';
import { newManagedNames, unknownNames } from './managed-rules.ts';
import { phaseFacts, type RulePhase, show } from './phases.ts';
import type { RuleInput } from './rule-input.ts';
import type { PhaseRules } from './rulesets.ts';

/** A rule of a wished list. With an id, or the ref of a rule there is, what is left out stays as it is. */
export type ListedRule = RuleInput & { readonly id?: string | undefined };

/** One rule as it is to be: one there is, or a new one. */
interface Item {
  readonly rule: Rule | undefined;
  readonly definition: JsonObject & { readonly ref: string };
  readonly isEdited: boolean;
}

/**
 * The fewest changes that make the rules of a phase into the wished list, in its order. Rules are recognised by id,
 * by ref, or by being equal; those that stay are not written. `trial` is the list that results, for Cloudflare to
 * check as a whole: one change at a time would be checked against rules that are about to change. One rule a step.
 *
 * @throws {InputError} for what is wrong with a rule of the list, for the plan's quota, and when a rule of a kind
 * that is not written here would be deleted because it is not listed.
 */
export function* planSetInSteps(
  zone: ZoneRef,
  now: PhaseRules,
  wished: readonly ListedRule[],
): Generator<void, { readonly changes: readonly Change[]; readonly trial: RuleTrial }, void> {
  const items = yield* itemsOf(zone, now, wished);
  requireListed(now, items);
  requireQuota(now.phase, zonePlanOf(zone), { now: now.rules.length, wished: items.length });
  const desired: DesiredRule[] = [];
  for (const { rule, definition, isEdited } of items) {
    desired.push(rule === undefined ? { newRef: definition.ref } : { id: rule.id, isEdited });
    yield;
  }
  const byId = new Map(now.rules.map((rule) => [rule.id, rule]));
  const changes: Change[] = [];
  for (const step of arrange(idsOf(now.rules), desired)) {
    const change = changeOf(zone, now.phase, { items, byId }, step);
    if (change !== undefined) changes.push(change);
    yield;
  }
  return {
    changes,
    get trial() {
      return trialOf(now, items);
    },
  };
}

function changeOf(
  zone: ZoneRef,
  phase: RulePhase,
  { items, byId }: { readonly items: readonly Item[]; readonly byId: ReadonlyMap<string, Rule> },
  step: RuleStep,
): Change | undefined {
  if (step.action === 'create')
    return createRuleChange(zone, phase, items[step.item]?.definition ?? {}, step.to);
  const rule = byId.get(step.id);
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

function* itemsOf(
  zone: ZoneRef,
  now: PhaseRules,
  wished: readonly ListedRule[],
): Generator<void, readonly Item[], void> {
  const setting = { phase: now.phase, plan: zonePlanOf(zone), zoneName: zone.name };
  // Named ones first: an equal rule without a name must not take away what another one means.
  const { named, used } = namedRules(now, wished);
  const unnamed = new EqualRules(now, used);
  const taken = new Set(now.rules.map(({ ref }) => ref));
  const items: Item[] = [];
  for (const [index, { id: _, ...input }] of wished.entries()) {
    const subject = `Rule ${index + 1} of the list`;
    const rule =
      named[index] ?? unnamed.takeNext(input) ?? (yield* unnamed.take(uncheckedDefinition(input, now.phase)));
    if (rule === undefined) {
      const made = withRef(zone, now.phase, newDefinition(input, setting, subject), taken);
      taken.add(made.ref);
      items.push({ rule, definition: made, isEdited: false });
    } else if (named[index] === undefined) {
      // One without a name is meant because it is equal.
      items.push({ rule, definition: { ...rule.definition, ref: rule.ref }, isEdited: false });
    } else {
      const current = currentDefinition(now, rule);
      const edited = editedDefinition(current, input, setting, subject);
      const definition = { ...edited, ref: input.ref ?? rule.ref };
      items.push({ rule, definition, isEdited: !sameJson(current, definition) });
    }
    yield;
  }
  return items;
}

/** The rules that a list means by id or ref, by the place in the list. */
function namedRules(
  { phase, rules }: PhaseRules,
  wished: readonly ListedRule[],
): { readonly named: readonly (Rule | undefined)[]; readonly used: Set<Rule> } {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const byRef = new Map(rules.toReversed().map((rule) => [rule.ref, rule]));
  const used = new Set<Rule>();
  const named = wished.map(({ id, ref }, index) => {
    const rule = id === undefined ? byRef.get(ref ?? '') : byId.get(id);
    if (rule === undefined && id !== undefined)
      throw wrong(index, `there is no ${phase} rule ${id}; leave the id out of a new rule`);
    if (rule !== undefined && used.has(rule))
      throw wrong(index, `means the rule ${rule.id}, as an earlier one does`);
    if (rule !== undefined) used.add(rule);
    return rule;
  });
  return { named, used };
}

/** Finds the first rule that is like a wished one and is not meant by another. */
class EqualRules {
  readonly #now: PhaseRules;
  readonly #used: Set<Rule>;
  /** Before it, every rule is used. */
  #place = 0;
  /** Those that are left, by what they are. The ref does not count: a wished rule without one means whatever is like it. */
  #left: Map<string, Rule[]> | undefined;

  constructor(now: PhaseRules, used: Set<Rule>) {
    this.#now = now;
    this.#used = used;
  }

  /** The first rule that is left, when a glance tells that it is like the wished one. */
  takeNext(input: RuleInput): Rule | undefined {
    if (input.ref !== undefined) return undefined;
    const rule = this.#first();
    if (rule === undefined || !isPlainly(rule.definition, input, this.#now.phase)) return undefined;
    this.#used.add(rule);
    return rule;
  }

  *take({ ref, ...wished }: JsonObject): Generator<void, Rule | undefined, void> {
    if (ref !== undefined) return undefined;
    const rule = this.#next(wished) ?? (yield* this.#anywhere(wished));
    if (rule !== undefined) this.#used.add(rule);
    return rule;
  }

  /** The first rule that is left, when it is like the wished one: so it is with each of a list that changes nothing. */
  #next(wished: JsonObject): Rule | undefined {
    const rule = this.#first();
    if (rule === undefined) return undefined;
    const { ref: _, ...current } = rule.definition;
    return sameJson(current, wished) ? rule : undefined;
  }

  /** Nothing once they were sorted by what they are. */
  #first(): Rule | undefined {
    if (this.#left !== undefined) return undefined;
    const { rules } = this.#now;
    let rule = rules[this.#place];
    for (; rule !== undefined && this.#used.has(rule); rule = rules[this.#place]) this.#place += 1;
    return rule;
  }

  *#anywhere(wished: JsonObject): Generator<void, Rule | undefined, void> {
    this.#left ??= yield* this.#byContent();
    return this.#left.get(canonicalJson(wished))?.shift();
  }

  *#byContent(): Generator<void, Map<string, Rule[]>, void> {
    const left = new Map<string, Rule[]>();
    for (const rule of this.#now.rules) {
      yield;
      if (this.#used.has(rule)) continue;
      const { ref: _, ...current } = currentDefinition(this.#now, rule);
      const key = canonicalJson(current);
      left.set(key, [...(left.get(key) ?? []), rule]);
    }
    return left;
  }
}

/** Whoever lists rules to have does not think of those that something else has put there. */
function requireListed({ phase, rules }: PhaseRules, items: readonly Item[]): void {
  const { actions } = phaseFacts(phase);
  const listed = new Set(items.map(({ rule }) => rule));
  const foreign = rules.filter(
    (rule) => actions.every((action) => action !== rule.definition['action']) && !listed.has(rule),
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
 * What overrides and exceptions name that their managed rulesets do not have. A tag may come to be; nothing has it now.
 * @throws {InputError} for a rule that is not there.
 */
async function managedWarnings(
  zone: ZoneRef,
  changes: readonly Change[],
  rulesets: Pick<ZoneContext['rulesets'], 'managed'>,
): Promise<readonly string[]> {
  const named = changes.flatMap(({ before, after }) =>
    after === undefined ? [] : newManagedNames(before, after),
  );
  const warnings: string[] = [];
  for (const names of named) {
    const ruleset = await managedOrRefusal(zone, names.ruleset, rulesets);
    if (ruleset === undefined || ruleset instanceof PermissionError) {
      const why =
        ruleset === undefined ? 'this zone has no such managed ruleset.' : 'the token may not read it.';
      warnings.push(
        `Whether the ruleset ${names.ruleset} has the rules and tags that are named is not known: ${why}`,
      );
      continue;
    }
    const unknown = unknownNames(names, ruleset);
    if (unknown.rules.length > 0) throw unknownRules(names.ruleset, unknown.rules);
    for (const { tag, like } of unknown.tags) {
      const hint = like === undefined ? '' : ` Did you mean ${like}?`;
      warnings.push(
        `No rule of the managed ruleset has the tag ${show(tag)}, so this override changes nothing.${hint}`,
      );
    }
  }
  return warnings;
}

async function managedOrRefusal(
  zone: ZoneRef,
  id: string,
  rulesets: Pick<ZoneContext['rulesets'], 'managed'>,
): Promise<ManagedRuleset | PermissionError | undefined> {
  try {
    return await rulesets.managed(zone, id);
  } catch (error) {
    if (error instanceof PermissionError) return error;
    throw error;
  }
}

function unknownRules(ruleset: string, rules: readonly string[]): InputError {
  const all = rules.length === 1 ? `no rule ${rules.join('')}` : `none of the rules ${rules.join(', ')}`;
  return new InputError(`The managed ruleset ${ruleset} has ${all}.`, {
    nextStep: `Call list_rules with ruleset: ${ruleset}, and search for what the rule is about. Nothing was sent.`,
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
  { rulesets, breath }: Pick<ZoneContext, 'rulesets' | 'breath'>,
  trial?: RuleTrial,
): Promise<PlannedChanges> {
  const [first, ...others] = changes;
  if (first === undefined) return { changes };
  const warnings = new Set(now.phase === 'waf_managed' ? await managedWarnings(zone, changes, rulesets) : []);
  const single = others.length === 0 || trial === undefined ? writeOf(first, now) : trial;
  await rulesets.check(zone.id, now.phase, single);
  for await (const { action, after = {} } of breath.over(changes)) {
    if (action !== 'create' && action !== 'update') continue;
    for (const warning of ruleWarnings(now.phase, after, zone.name)) warnings.add(warning);
  }
  return {
    changes,
    population: now.rules.length,
    ...(warnings.size === 0 ? {} : { warnings: [...warnings] }),
  };
}
