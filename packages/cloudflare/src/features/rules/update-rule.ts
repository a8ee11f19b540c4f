import { defineZoneWrite } from '../../tool.ts';
import { planEdit } from './change.ts';
import { rulePermissions } from './phases.ts';
import { checkedPlan } from './plan.ts';
import { positionShape, ruleInput } from './rule-input.ts';
import { exampleRule, knownPhase, likeCreateRule, ruleId } from './rule-shape.ts';

export const updateRule = defineZoneWrite({
  name: 'update_rule',
  title: 'Update rule',
  description:
    'Change one rule of a phase (not a Page Rule), its position, or both. Members of change replace those of the rule as a whole; the others stay.',
  toolset: 'rules',
  effect: 'update',
  permissions: rulePermissions('Write'),
  input: {
    phase: knownPhase,
    rule_id: ruleId,
    change: likeCreateRule(ruleInput).optional().describe('Members of create_rule: {enabled: false}.'),
    position: positionShape.optional().describe('As in create_rule.'),
  },
  async plan({ phase, rule_id: id, change = {}, position }, { zone, rulesets, breath }) {
    const now = await rulesets.planned(zone.id, phase);
    const planned = planEdit(zone, now, id, change, position);
    if (planned === undefined) return { changes: [], warnings: ['The rule is like this already.'] };
    return checkedPlan(zone, now, [planned], { rulesets, breath });
  },
  example: exampleRule({ change: { enabled: false }, position: { index: 1 } }),
  hostile: { zone: 'mapleandpine.com', phase: 'redirect', rule_id: '*', change: { enabled: false } },
  requests: ['GET /zones/{}/rulesets/phases/{}/entrypoint', 'PATCH /zones/{}/rulesets/{}/rules/{}'],
});
