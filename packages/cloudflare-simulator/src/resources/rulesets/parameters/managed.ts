/**
 * Managed rulesets that an entry point executes, with overrides, and exceptions: ruleset-engine/managed-rulesets,
 * waf/managed-rules/waf-exceptions/define-api.
 */

import { managedRules, managedRulesets } from '../managed.ts';
import { invalid } from '../refusals.ts';
import type { Scene } from '../scene.ts';
import {
  all,
  below,
  type Check,
  excludes,
  flag,
  list,
  mapping,
  membersOf,
  object,
  oneOf,
  someOf,
  text,
  textOf,
  whole,
} from '../shape.ts';
import { execute } from './security.ts';

/** waf/managed-rules/reference/owasp-core-ruleset/configure-api, "The available actions". */
const ACTIONS = ['block', 'challenge', 'js_challenge', 'log', 'managed_challenge'];

const OVERRIDE = {
  action: oneOf(ACTIONS),
  enabled: flag,
  sensitivity_level: oneOf(['default', 'medium', 'low', 'eoff']),
};

const parameters = object(
  {
    id: text(),
    version: text(),
    matched_data: object({ public_key: text() }, ['public_key']),
    overrides: object({
      ...OVERRIDE,
      categories: list(object({ ...OVERRIDE, category: text() }, ['category'])),
      rules: list(object({ ...OVERRIDE, id: text(), score_threshold: whole(0) }, ['id'])),
    }),
  },
  ['id'],
);

/** A managed ruleset that the plan has, or a custom ruleset of the phase. That rules which do not exist are refused is assumed. */
export const executeManaged: Check = (value, pointer, scene) => {
  parameters(value, pointer, scene);
  const { id, overrides } = membersOf(value, pointer);
  const ruleset = textOf(id, below(pointer, 'id'));
  if (!isManaged(ruleset, scene)) {
    execute({ id }, pointer, scene);
    return;
  }
  if (overrides === undefined) return;
  const place = below(pointer, 'overrides');
  const { rules = [] } = membersOf(overrides, place);
  if (!Array.isArray(rules)) return;
  for (const [index, rule] of rules.entries()) {
    const at = below(below(place, 'rules'), index);
    requireRule(ruleset, membersOf(rule, at)['id'], below(at, 'id'));
  }
};

const identifier = text();

/** "The rules in the `rules` object must belong to the specified managed rulesets, otherwise you will get an error." */
const ruleOfManaged: Check = (value, pointer, scene) => {
  for (const [ruleset, rules] of Object.entries(membersOf(value, pointer))) {
    const place = below(pointer, ruleset);
    list(identifier, { least: 1 })(rules, place, scene);
    if (!Array.isArray(rules)) continue;
    for (const [index, rule] of rules.entries()) requireRule(ruleset, rule, below(place, index));
  }
};

/** The combinations that the types of the API exclude. */
export const skipManaged: Check = all(
  object({
    ruleset: oneOf(['current']),
    rulesets: list(identifier, { least: 1 }),
    rules: all(mapping(identifier, list(identifier)), ruleOfManaged),
  }),
  someOf('ruleset', 'rulesets', 'rules'),
  excludes('ruleset', 'rulesets', 'rules'),
);

function isManaged(id: string, { plan, owner }: Scene): boolean {
  return managedRulesets(owner === 'account' ? 'enterprise' : plan).some(
    (ruleset) => ruleset.id === id && ruleset.phase === 'http_request_firewall_managed',
  );
}

function requireRule(ruleset: string, id: unknown, pointer: string): void {
  if (managedRules(ruleset).some((rule) => rule.id === id)) return;
  throw invalid(id, 'id', `there is no such rule in the ruleset ${ruleset}`, pointer);
}
