import type { Feature, PermissionProbe } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { checkExpression } from './check-expression.ts';
import { createRule } from './create-rule.ts';
import { deleteRule } from './delete-rule.ts';
import { RuleExecutor } from './executor.ts';
import { listRules } from './list-rules.ts';
import { phaseFacts, type RulePhase, rulePhases } from './phases.ts';
import { rulesResource } from './resources.ts';
import { setRules } from './set-rules.ts';
import { updateRule } from './update-rule.ts';

export const rules: Feature<Services> = {
  toolset: 'rules',
  tools: [
    () => listRules,
    () => createRule,
    () => updateRule,
    () => deleteRule,
    () => setRules,
    () => checkExpression,
  ],
  executors: { rule: ({ rulesets }) => new RuleExecutor(rulesets) },
  get resources() {
    return [rulesResource];
  },
  permissionProbes: Object.fromEntries(rulePhases.map(probeOf)),
};

/** Each phase has a permission of its own. */
function probeOf(phase: RulePhase): [string, PermissionProbe<Services>] {
  return [`${phaseFacts(phase).permission} Read`, ({ rulesets }, zoneId) => rulesets.now(zoneId, phase)];
}
