import type { Change, JsonObject } from '@crunchtools/mcp-core';
import type { ZoneRef } from '../../zone.ts';
import type { PageRule } from '../page-rules/api.ts';
import { updatePageRuleChange as editPageRule } from '../page-rules/change.ts';
import type { Rule, RuleTrial } from '../rules/api.ts';
import { createRuleChange, currentDefinition, updateRuleChange } from '../rules/change.ts';
import { placeIn } from '../rules/definition.ts';
import type { PhaseRules } from '../rules/rulesets.ts';
import type { MigrationVerdict } from './migrate.ts';
import type { PlannedRule } from './rivals.ts';
import { type MigrationPhase, migrationPhases } from './types.ts';

export interface MigrationChanges {
  readonly changes: readonly Change[];
  /** For each phase that is written to, the list that results, for Cloudflare to check as a whole. */
  readonly trials: ReadonlyMap<MigrationPhase, RuleTrial>;
}

/**
 * The changes that carry a migration out, in an order in which every request is treated alike after each of them, so
 * that a migration that stops half-way harms nobody:
 *
 * - first the modern rules, those of the Page Rule that is tried first before others: they win over Page Rules;
 * - then the Page Rules go off, the one that is tried last first: none takes over from another.
 *
 * Modern rules that are there win over Page Rules and go on to win over what these become: redirects come behind
 * them, because the first redirect answers, and settings before them, because the last setting counts.
 *
 * @param verdicts in the order in which the Page Rules are tried.
 * @param disables whether the Page Rules go off; without, only the modern rules are made.
 */
export function migrationChanges(
  zone: ZoneRef,
  verdicts: readonly MigrationVerdict[],
  rules: readonly PageRule[],
  phases: ReadonlyMap<MigrationPhase, PhaseRules>,
  disables: boolean,
): MigrationChanges {
  const changes: Change[] = [];
  const trials = new Map<MigrationPhase, RuleTrial>();
  for (const phase of migrationPhases) {
    const now = phases.get(phase);
    const planned = verdicts.map((verdict) => verdict.rules.filter((rule) => rule.phase === phase));
    if (now === undefined || planned.flat().length === 0) continue;
    const written = rulesOfPhase(zone, now, planned);
    if (written.changes.length === 0) continue;
    changes.push(...written.changes);
    trials.set(phase, written.trial);
  }
  return { changes: disables ? [...changes, ...endings(zone, verdicts, rules)] : changes, trials };
}

/** A rule in the list that results: one there is, or a new one, known by its ref. */
interface Listed {
  readonly name: string;
  readonly ref: string;
  readonly definition: JsonObject;
  readonly id?: string;
}

/** @param planned the rules of one Page Rule after the other, in the order in which these are tried. */
function rulesOfPhase(
  zone: ZoneRef,
  now: PhaseRules,
  planned: readonly (readonly PlannedRule[])[],
): { readonly changes: readonly Change[]; readonly trial: RuleTrial } {
  const { phase, rulesetId } = now;
  const isRedirect = phase === 'redirect';
  // As they are to stand: the Page Rule that is tried first has the last word on settings.
  const wished = (isRedirect ? planned : planned.toReversed()).flat();
  const changes: Change[] = [];
  let list = now.rules.map((rule) => listed(now, rule));
  for (const rule of isRedirect ? wished : wished.toReversed()) {
    const found = now.rules.find(({ ref }) => ref === rule.ref);
    if (found !== undefined) {
      const change = switchOn(zone, now, found, rule);
      if (change !== undefined) changes.push(change);
      list = list.map((each) => (change !== undefined && each.id === found.id ? switchedOn(each) : each));
      continue;
    }
    const at = isRedirect ? placeOfRedirect(list, wished, rule) : placeOfSettings(list, wished, rule);
    list = list.toSpliced(at, 0, { name: rule.ref, ref: rule.ref, definition: rule.definition });
    const to = placeIn(
      list.map(({ name }) => name),
      at,
    );
    changes.push(createRuleChange(zone, phase, rule.definition, to));
  }
  const whole = list.map(({ id, definition }) => (id === undefined ? definition : { id, ...definition }));
  const trial: RuleTrial =
    rulesetId === undefined ? { kind: 'first', rules: whole } : { kind: 'replace', rulesetId, rules: whole };
  return { changes, trial };
}

function listed(now: PhaseRules, rule: Rule): Listed {
  return { name: rule.id, ref: rule.ref, id: rule.id, definition: currentDefinition(now, rule) };
}

/** Before the next redirect of this migration, so that the first Page Rule's answers; else the last of all. */
function placeOfRedirect(list: readonly Listed[], wished: readonly PlannedRule[], rule: PlannedRule): number {
  const behind = new Set(wished.slice(wished.indexOf(rule) + 1).map(({ ref }) => ref));
  const next = list.findIndex(({ ref }) => behind.has(ref));
  return next === -1 ? list.length : next;
}

/** Behind the previous rule of this migration; else the first of all. */
function placeOfSettings(list: readonly Listed[], wished: readonly PlannedRule[], rule: PlannedRule): number {
  const before = new Set(wished.slice(0, wished.indexOf(rule)).map(({ ref }) => ref));
  return list.findLastIndex(({ ref }) => before.has(ref)) + 1;
}

/** A rule that an earlier migration has made, switched off, is all there but for that. */
function switchOn(
  zone: ZoneRef,
  now: PhaseRules,
  found: Rule,
  { definition }: PlannedRule,
): Change | undefined {
  if (definition['enabled'] !== true || found.definition['enabled'] !== false) return undefined;
  return updateRuleChange(zone, now.phase, found, {
    definition: { ...currentDefinition(now, found), enabled: true },
  });
}

function switchedOn(rule: Listed): Listed {
  return { ...rule, definition: { ...rule.definition, enabled: true } };
}

/** Page Rules that go off, and those that keep what has no equivalent. */
function endings(
  zone: ZoneRef,
  verdicts: readonly MigrationVerdict[],
  rules: readonly PageRule[],
): readonly Change[] {
  return verdicts.toReversed().flatMap(({ rule: { id }, outcome, missing }) => {
    const rule = rules.find((candidate) => candidate.id === id);
    if (rule === undefined || outcome === 'kept') return [];
    if (outcome === 'migrated') return editPageRule(zone, rule, { status: 'disabled' }, rules) ?? [];
    const left = new Set(missing.map(({ action }) => action));
    const gone = Object.keys(rule.actions).filter((action) => !left.has(action));
    const actions = Object.fromEntries(gone.map((action) => [action, null]));
    return editPageRule(zone, rule, { actions }, rules) ?? [];
  });
}
