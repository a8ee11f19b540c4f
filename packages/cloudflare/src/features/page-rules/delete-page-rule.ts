import { defineZoneWrite } from '../../tool.ts';
import { deletePageRuleChange } from './change.ts';
import { examplePageRule, ruleId } from './rule-shape.ts';

export const deletePageRule = defineZoneWrite({
  name: 'delete_page_rule',
  title: 'Delete Page Rule',
  description:
    'Delete one Page Rule. The answer holds the deleted rule, and undo_change recreates it where it was.',
  toolset: 'page_rules',
  effect: 'delete',
  permissions: ['Page Rules Write'],
  input: { rule_id: ruleId },
  async plan({ rule_id: id }, { zone, api }) {
    return { changes: [deletePageRuleChange(zone, await api.pageRules.get(zone.id, id))] };
  },
  example: examplePageRule(),
  hostile: { zone: 'mapleandpine.com', rule_id: 'all' },
  requests: ['DELETE /zones/{}/pagerules/{}', 'GET /zones/{}/pagerules/{}'],
});
