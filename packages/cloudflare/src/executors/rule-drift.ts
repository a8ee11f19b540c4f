import { type Change, DriftError, type JsonObject, sameJson } from '@crunchtools/mcp-core';
import type { Rule } from '../api/rulesets.ts';
import { stateOf } from '../changes/rule.ts';
import { idsOf } from '../changes/rule-plan.ts';
import type { PhaseRules } from '../rulesets.ts';

/** As many rules as an answer shows of each kind. */
const mostShown = 10;

/** The ruleset is not the one that was planned from. */
export function drift(planned: PhaseRules, now: PhaseRules): DriftError {
  return new DriftError(
    `The ${planned.phase} rules of this zone have changed since this was planned: version ${planned.version} has become ${now.version}. Nothing was overwritten.`,
    {
      nextStep: 'Make the same call again: it plans from the rules as they are now.',
      quotes: true,
      details: {
        planned_version: planned.version,
        found_version: now.version,
        ...differences(planned, now),
      },
    },
  );
}

/**
 * What is to be said when the version rose by more than the one of our write: others wrote in between. Both writes
 * took effect, because ours touches one rule only.
 */
export function concurrentEdit(change: Change, now: PhaseRules, left: PhaseRules): string {
  const others = differences(without(now, change), without(left, change));
  return `Somebody else changed the ${now.phase} rules at the same moment: version ${now.version} has become ${left.version}, not ${now.version + 1}. Look at what else is different: ${JSON.stringify(others)}`;
}

function without(rules: PhaseRules, { id, after }: Change): PhaseRules {
  return { ...rules, rules: rules.rules.filter((rule) => rule.id !== id && rule.ref !== after?.['ref']) };
}

/** What became of the rules: added, removed, changed (both states), put into another order. */
function differences(before: PhaseRules, after: PhaseRules): JsonObject {
  const { phase } = before;
  const known = new Map(before.rules.map((rule) => [rule.id, rule]));
  const present = new Set(after.rules.map(({ id }) => id));
  const shown = (rules: readonly Rule[]): JsonObject[] =>
    rules.slice(0, mostShown).map((rule) => ({ id: rule.id, ...stateOf(phase, rule) }));
  const changed = after.rules.flatMap((rule) => {
    const old = known.get(rule.id);
    if (old === undefined || sameJson(stateOf(phase, old), stateOf(phase, rule))) return [];
    return [{ id: rule.id, planned_from: stateOf(phase, old), found: stateOf(phase, rule) }];
  });
  const isReordered = !sameJson(
    idsOf(before.rules).filter((id) => present.has(id)),
    idsOf(after.rules).filter((id) => known.has(id)),
  );
  return {
    added: shown(after.rules.filter(({ id }) => !known.has(id))),
    removed: shown(before.rules.filter(({ id }) => !present.has(id))),
    changed: changed.slice(0, mostShown),
    reordered: isReordered,
  };
}
