import * as z from 'zod';
import { defineZoneWrite } from '../../tool.ts';
import { rulePermissions } from './phases.ts';
import { checkedPlan, planSetInSteps } from './plan.ts';
import { ruleShape } from './rule-input.ts';
import { knownPhase, likeCreateRule, ruleId } from './rule-shape.ts';

const listedRule = z.strictObject({ id: ruleId.optional(), ...ruleShape });

export const setRules = defineZoneWrite({
  name: 'set_rules',
  title: 'Set rules',
  description:
    'Make the rules of a phase exactly the given list, in its order, by the fewest changes. Rules that are not listed are deleted.',
  toolset: 'rules',
  effect: 'update',
  permissions: rulePermissions('Write'),
  input: {
    phase: knownPhase,
    rules: z
      .array(likeCreateRule(listedRule))
      .max(1_000)
      .describe('Members of create_rule. With the id of a rule, what is left out stays: {id} keeps it.'),
  },
  async plan({ phase, rules }, { zone, rulesets, breath }) {
    const now = await rulesets.planned(zone.id, phase);
    const { changes, trial } = await breath.through(planSetInSteps(zone, now, rules));
    if (changes.length === 0) return { changes, warnings: ['The rules are like this already.'] };
    return checkedPlan(zone, now, changes, { rulesets, breath }, trial);
  },
  example: {
    zone: 'mapleandpine.net',
    phase: 'compression',
    rules: [{ expression: 'http.host eq "mapleandpine.net"', compression: ['zstd', 'auto'] }],
  },
  hostile: { zone: 'mapleandpine.net', phase: 'compression', rules: 'none' },
  requests: ['GET /zones/{}/rulesets/phases/{}/entrypoint', 'POST /zones/{}/rulesets'],
});
