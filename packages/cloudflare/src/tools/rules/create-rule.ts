import { planCreation } from '../../changes/rule-plan.ts';
import { positionShape, rulePermissions, ruleShape } from '../../domain/rules/index.ts';
import { defineZoneWrite } from '../define.ts';
import { checkedPlan } from './checked-plan.ts';
import { phaseArgument } from './rule-shape.ts';

export const createRule = defineZoneWrite({
  name: 'create_rule',
  title: 'Create rule',
  description:
    'Create one Redirect, Transform, Config, Origin, WAF, rate limiting, Cache or Compression Rule, by its phase. Of x and x_expression give one: fixed, or computed.',
  toolset: 'rules',
  effect: 'create',
  destructive: true,
  permissions: rulePermissions('Write'),
  input: { phase: phaseArgument, ...ruleShape, position: positionShape.optional() },
  async plan({ zone: _, phase, position, ...input }, { zone, rulesets }) {
    const now = await rulesets.planned(zone.id, phase);
    return checkedPlan(zone, now, [planCreation(zone, now, input, position)], rulesets);
  },
});
