import { defineZoneWrite } from '../../tool.ts';
import { updatePageRuleChange } from './change.ts';
import { storedPattern } from './pattern.ts';
import {
  changedActions,
  examplePageRule,
  priorityArgument,
  ruleId,
  ruleIn,
  statusArgument,
  urlArgument,
  warningsFor,
} from './rule-shape.ts';

export const updatePageRule = defineZoneWrite({
  name: 'update_page_rule',
  title: 'Update Page Rule',
  description: 'Change the given fields, as in create_page_rule, of one Page Rule, and leave the rest.',
  toolset: 'page_rules',
  effect: 'update',
  permissions: ['Page Rules Write'],
  input: {
    rule_id: ruleId,
    url: urlArgument.optional(),
    actions: changedActions,
    priority: priorityArgument.describe('Higher wins.'),
    status: statusArgument,
  },
  async plan({ zone: _, rule_id: id, ...wished }, { zone, api }) {
    const rules = await api.pageRules.list(zone.id);
    const rule = ruleIn(rules, id);
    const change = updatePageRuleChange(zone, rule, wished, rules);
    if (change === undefined) return { changes: [], warnings: ['The rule is like this already.'] };
    const { priority = rule.priority, status = rule.status } = wished;
    const url = wished.url === undefined ? rule.url : storedPattern(wished.url, zone.name);
    const triedBefore = rules.filter((other) => other.id !== id && other.priority > priority);
    return { changes: [change], warnings: warningsFor({ url, status }, wished.url, triedBefore) };
  },
  example: examplePageRule({ status: 'disabled' }),
  hostile: { zone: 'mapleandpine.com', rule_id: '../../../user', priority: 1 },
  requests: ['GET /zones/{}/pagerules', 'PATCH /zones/{}/pagerules/{}'],
});
