import { defineZoneWrite } from '../../tool.ts';
import { planCreation } from './change.ts';
import { rulePermissions } from './phases.ts';
import { checkedPlan } from './plan.ts';
import { positionShape, ruleShape } from './rule-input.ts';
import { phaseArgument, ruleOfExample } from './rule-shape.ts';

export const createRule = defineZoneWrite({
  name: 'create_rule',
  title: 'Create rule',
  description: 'Create one rule, by its phase. Of x and x_expression give one: fixed, or computed.',
  toolset: 'rules',
  effect: 'create',
  destructive: true,
  permissions: rulePermissions('Write'),
  input: { phase: phaseArgument, ...ruleShape, position: positionShape.optional() },
  async plan({ zone: _, phase, position, ...input }, { zone, rulesets, breath }) {
    const now = await rulesets.planned(zone.id, phase);
    return checkedPlan(zone, now, [planCreation(zone, now, input, position)], { rulesets, breath });
  },
  example: ruleOfExample,
  hostile: { ...ruleOfExample, redirect: { target_url: 'javascript:alert(1)' } },
  requests: ['GET /zones/{}/rulesets/phases/{}/entrypoint', 'POST /zones/{}/rulesets/{}/rules'],
});
