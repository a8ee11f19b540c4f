import { type Change, InputError, type JsonObject, NotFoundError, type Place } from '@crunchtools/mcp-core';
import type { Rule } from '../api/rulesets.ts';
import {
  editedDefinition,
  newDefinition,
  type PositionInput,
  placeIn,
  type RuleInput,
  requireQuota,
} from '../domain/rules/index.ts';
import type { PhaseRules } from '../rulesets.ts';
import { planOf, type ZoneRef } from '../zone.ts';
import { creation, definitionIn, deletion, edit, lastPlace, refFor, ruleNamed, stateOf } from './rule.ts';

/** @throws {InputError} that names every problem of the rule, a position that is none, or the plan's quota. */
export function planCreation(
  zone: ZoneRef,
  now: PhaseRules,
  input: RuleInput,
  position: PositionInput | undefined,
): Change {
  const { phase, rules } = now;
  const plan = planOf(zone);
  const definition = newDefinition(input, { phase, plan, zoneName: zone.name });
  requireQuota(phase, plan, { now: rules.length, wished: rules.length + 1 });
  const to = position === undefined ? lastPlace(rules) : placeFor(position, rules);
  return creation(zone, phase, withRef(zone, now, definition), to);
}

/**
 * @returns `undefined` when the rule is like this already.
 * @throws {NotFoundError} @throws {InputError} as `planCreation`.
 */
export function planEdit(
  zone: ZoneRef,
  now: PhaseRules,
  ruleId: string,
  input: RuleInput,
  position: PositionInput | undefined,
): Change | undefined {
  const { phase, rules } = now;
  const rule = requireRule(now, ruleId);
  const setting = { phase, plan: planOf(zone), zoneName: zone.name };
  const definition = editedDefinition(currentDefinition(now, rule), input, setting);
  const from = placeIn(idsOf(rules), rules.indexOf(rule));
  const to = position && placeFor(position, rules, rule);
  const moved = to === undefined || to.index === from.index ? undefined : { from, to };
  return edit(zone, phase, rule, { definition, moved });
}

/** @throws {NotFoundError} */
export function planDeletion(zone: ZoneRef, now: PhaseRules, ruleId: string): Change {
  const rule = requireRule(now, ruleId);
  return deletion(zone, now.phase, rule, placeIn(idsOf(now.rules), now.rules.indexOf(rule)));
}

export function currentDefinition({ phase }: PhaseRules, rule: Rule): JsonObject {
  return definitionIn(stateOf(phase, rule));
}

export function idsOf(rules: readonly Rule[]): readonly string[] {
  return rules.map(({ id }) => id);
}

/**
 * The definition with a ref to find it by, when the caller named none.
 * @param alsoTaken refs of rules that are made together with this one.
 * @throws {InputError} when another rule has the ref.
 */
export function withRef(
  zone: ZoneRef,
  { phase, rules }: PhaseRules,
  definition: JsonObject,
  alsoTaken: Iterable<string> = [],
): JsonObject & { readonly ref: string } {
  const taken = new Set([...rules.map(({ ref }) => ref), ...alsoTaken]);
  const { ref } = definition;
  if (typeof ref !== 'string') return { ...definition, ref: refFor(zone, phase, definition, taken) };
  if (!taken.has(ref)) return { ...definition, ref };
  throw new InputError(`ref: ${JSON.stringify(ref)} belongs to another ${phase} rule of this zone.`, {
    nextStep: 'Update that rule, or leave ref out.',
  });
}

function requireRule({ phase, rules }: PhaseRules, ruleId: string): Rule {
  const rule = rules.find(({ id }) => id === ruleId);
  if (rule !== undefined) return rule;
  throw new NotFoundError(`There is no ${phase} rule ${ruleId} in this zone.`, {
    nextStep: 'Call list_rules for the rules there are; without a phase it lists all of them.',
  });
}

/**
 * Where a rule comes to stand.
 * @param moving the rule itself, when it is there already.
 * @throws {InputError} when the position is none, or names a rule that is not there.
 */
function placeFor(position: PositionInput, rules: readonly Rule[], moving?: Rule): Place {
  const { before, after, index } = position;
  if ([before, after, index].filter((given) => given !== undefined).length !== 1) {
    throw wrongPosition('needs exactly one of before, after and index');
  }
  const others = rules.filter((rule) => rule !== moving);
  const at =
    index === undefined
      ? neighbour(before ?? after ?? '', others) + (before === undefined ? 1 : 0)
      : index - 1;
  if (at > others.length)
    throw wrongPosition(`index ${index} is behind the end: at most ${others.length + 1}`);
  return placeIn(idsOf(others).toSpliced(at, 0, moving?.id ?? ''), at);
}

function neighbour(idOrRef: string, others: readonly Rule[]): number {
  const rule = ruleNamed(others, idOrRef);
  if (rule !== undefined) return others.indexOf(rule);
  throw wrongPosition(`there is no other rule ${JSON.stringify(idOrRef)} here`);
}

function wrongPosition(problem: string): InputError {
  return new InputError(`position: ${problem}.`, {
    nextStep: 'Call list_rules for the order and the ids. Nothing was sent.',
  });
}
