import { defineZoneWrite } from '../../tool.ts';
import { planDeletion } from './change.ts';
import { rulePermissions } from './phases.ts';
import { checkedPlan } from './plan.ts';
import { exampleRule, knownPhase, ruleId } from './rule-shape.ts';

export const deleteRule = defineZoneWrite({
  name: 'delete_rule',
  title: 'Delete rule',
  description:
    'Delete one rule of a phase, not a Page Rule. The answer holds it, and undo_change brings it back to its old position.',
  toolset: 'rules',
  effect: 'delete',
  permissions: rulePermissions('Write'),
  input: { phase: knownPhase, rule_id: ruleId },
  async plan({ phase, rule_id: id }, { zone, rulesets, breath }) {
    const now = await rulesets.planned(zone.id, phase);
    return checkedPlan(zone, now, [planDeletion(zone, now, id)], { rulesets, breath });
  },
  example: exampleRule(),
  hostile: { zone: 'mapleandpine.com', phase: 'redirect', rule_id: '' },
  requests: ['DELETE /zones/{}/rulesets/{}/rules/{}', 'GET /zones/{}/rulesets/phases/{}/entrypoint'],
});
