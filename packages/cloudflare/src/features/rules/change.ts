import { createHash } from 'node:crypto';
import {
  type Change,
  canonicalJson,
  InputError,
  type JsonObject,
  NotFoundError,
  type Position,
  sameJson,
} from '@crunchtools/mcp-core';
import { type ZoneRef, zonePlanOf } from '../../zone.ts';
import type { Rule, RulePosition, RuleWrite } from './api.ts';
import { describeRule } from './codec.ts';
import { editedDefinition, newDefinition, placeIn, requireQuota } from './definition.ts';
import { type RulePhase, rulePhaseOf } from './phases.ts';
import type { PositionInput, RuleInput } from './rule-input.ts';
import type { PhaseRules } from './rulesets.ts';

export const resource = 'rule';

/** What a user can set of a rule, and the phase it is in. Where it stands is the place of a change. */
export function ruleState(phase: RulePhase, { ref, definition }: Rule): JsonObject {
  return { phase, ref, ...definition };
}

/** The rule as the API takes it. */
function definitionIn({ phase: _, ...definition }: JsonObject): JsonObject {
  return definition;
}

/** @throws {Error} for a state that is none of a rule: a defect. */
export function phaseIn(state: JsonObject | undefined): RulePhase {
  const phase = rulePhaseOf(state?.['phase']);
  if (phase === undefined) throw new Error('the state of a rule names no phase');
  return phase;
}

/** @param definition with a `ref`, by which the rule is found again when an answer is lost. */
export function createRuleChange(
  zone: ZoneRef,
  phase: RulePhase,
  definition: JsonObject,
  to: Position,
): Change {
  const after = { phase, ...definition };
  const summary = describeRule('create', undefined, after);
  return { action: 'create', resource, scope: zone, summary, after, place: { after: to } };
}

export function deleteRuleChange(zone: ZoneRef, phase: RulePhase, rule: Rule, from: Position): Change {
  const before = ruleState(phase, rule);
  const summary = describeRule('delete', before, undefined);
  return { action: 'delete', resource, scope: zone, id: rule.id, summary, before, place: { before: from } };
}

/** A new definition, a new place, or both at once; `undefined` when nothing changes. */
export function updateRuleChange(
  zone: ZoneRef,
  phase: RulePhase,
  rule: Rule,
  wished: {
    readonly definition?: JsonObject;
    readonly moved?: { readonly from: Position; readonly to: Position } | undefined;
  },
): Change | undefined {
  const before = ruleState(phase, rule);
  const after = wished.definition === undefined ? before : { phase, ref: rule.ref, ...wished.definition };
  const { moved } = wished;
  const isSame = sameJson(before, after);
  if (isSame && moved === undefined) return undefined;
  const action = isSame ? 'reorder' : 'update';
  const where = moved === undefined ? '' : `, from place ${moved.from.index} to ${moved.to.index}`;
  return {
    action,
    resource,
    scope: zone,
    id: rule.id,
    summary: `${describeRule(action, before, after)}${where}`,
    before,
    after,
    ...(moved === undefined ? {} : { place: { before: moved.from, after: moved.to } }),
  };
}

/**
 * The ref of a new rule: from what the rule is, so that the plan a person has approved and the plan that is carried
 * out name the same one. An equal rule that is there already has another.
 */
export function refFor(
  zone: ZoneRef,
  phase: RulePhase,
  definition: JsonObject,
  taken: ReadonlySet<string>,
): string {
  for (let copy = 0; ; copy += 1) {
    const text = canonicalJson([zone.id, phase, definition, copy]);
    const ref = `mcp_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
    if (!taken.has(ref)) return ref;
  }
}

/** The request that makes a change, given the rules as they are. `find` looks a neighbour up. */
export function writeOf(
  { action, id = '', before, after, place }: Change,
  now: PhaseRules,
  find: (idOrRef: string) => Rule | undefined = (name) => ruleNamed(now.rules, name),
): RuleWrite {
  const { rulesetId } = now;
  if (rulesetId === undefined) return { kind: 'first', rules: [definitionIn(after ?? {})] };
  if (action === 'delete') return { kind: 'remove', rulesetId, ruleId: id };
  const others = now.rules.filter((rule) => rule.id !== id);
  const position = place?.after && positionOf(place.after, others, find);
  const where = position === undefined ? {} : { position };
  if (action === 'create') {
    // The end is where Cloudflare puts it anyway, also behind what others have added meanwhile.
    const isLast = place?.after?.before === null && isEnd(position, others);
    return { kind: 'add', rulesetId, rule: definitionIn(after ?? {}), ...(isLast ? {} : where) };
  }
  const rule = sameJson(before, after) ? {} : { rule: definitionIn(after ?? {}) };
  return { kind: 'edit', rulesetId, ruleId: id, ...rule, ...where };
}

/** A rule by its id, or else by its ref, which a rule keeps when it is deleted and made again. */
export function ruleNamed(rules: readonly Rule[], idOrRef: string): Rule | undefined {
  return rules.find(({ id }) => id === idOrRef) ?? rules.find(({ ref }) => ref === idOrRef);
}

/**
 * Behind the rule that was in front of it, else in front of the one that was behind it, else where the index says.
 * @param others all rules but the one that is placed.
 */
function positionOf(
  place: Position,
  others: readonly Rule[],
  find: (idOrRef: string) => Rule | undefined,
): RulePosition {
  if (place.after === null) return { index: 1 };
  const previous = find(place.after);
  if (previous !== undefined) return { after: previous.id };
  const next = place.before === null ? undefined : find(place.before);
  if (next !== undefined) return { before: next.id };
  return { index: Math.min(Math.max(place.index, 1), others.length + 1) };
}

function isEnd(position: RulePosition | undefined, others: readonly Rule[]): boolean {
  if (position === undefined) return true;
  if ('index' in position) return position.index > others.length;
  return 'after' in position && position.after === others.at(-1)?.id;
}

/** The place behind the last rule. */
function lastPlace(rules: readonly Rule[]): Position {
  const ids = rules.map(({ id }) => id);
  return placeIn([...ids, ''], ids.length);
}

/** @throws {InputError} that names every problem of the rule, a position that is none, or the plan's quota. */
export function planCreation(
  zone: ZoneRef,
  now: PhaseRules,
  input: RuleInput,
  position: PositionInput | undefined,
): Change {
  const { phase, rules } = now;
  const plan = zonePlanOf(zone);
  const definition = newDefinition(input, { phase, plan, zoneName: zone.name });
  requireQuota(phase, plan, { now: rules.length, wished: rules.length + 1 });
  const to = position === undefined ? lastPlace(rules) : placeFor(position, rules);
  const taken = new Set(rules.map(({ ref }) => ref));
  return createRuleChange(zone, phase, withRef(zone, phase, definition, taken), to);
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
  const setting = { phase, plan: zonePlanOf(zone), zoneName: zone.name };
  const definition = editedDefinition(currentDefinition(now, rule), input, setting);
  const from = placeIn(idsOf(rules), rules.indexOf(rule));
  const to = position && placeFor(position, rules, rule);
  const moved = to === undefined || to.index === from.index ? undefined : { from, to };
  return updateRuleChange(zone, phase, rule, { definition, moved });
}

/** @throws {NotFoundError} */
export function planDeletion(zone: ZoneRef, now: PhaseRules, ruleId: string): Change {
  const rule = requireRule(now, ruleId);
  return deleteRuleChange(zone, now.phase, rule, placeIn(idsOf(now.rules), now.rules.indexOf(rule)));
}

export function currentDefinition({ phase }: PhaseRules, rule: Rule): JsonObject {
  return definitionIn(ruleState(phase, rule));
}

export function idsOf(rules: readonly Rule[]): readonly string[] {
  return rules.map(({ id }) => id);
}

/**
 * The definition with a ref to find it by, when the caller named none.
 * @param taken refs of the rules there are, and of those that are made together with this one.
 * @throws {InputError} when another rule has the ref.
 */
export function withRef(
  zone: ZoneRef,
  phase: RulePhase,
  definition: JsonObject,
  taken: ReadonlySet<string>,
): JsonObject & { readonly ref: string } {
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
function placeFor(position: PositionInput, rules: readonly Rule[], moving?: Rule): Position {
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
