import { defineZoneWrite } from '../../tool.ts';
import { createPageRuleChange } from './change.ts';
import { storedPattern } from './pattern.ts';
import { defaultPriority } from './rule.ts';
import {
  newActions,
  priorityArgument,
  requireRoom,
  statusArgument,
  urlArgument,
  warningsFor,
} from './rule-shape.ts';

export const createPageRule = defineZoneWrite({
  name: 'create_page_rule',
  title: 'Create Page Rule',
  description:
    'Create one Page Rule. forwarding_url ($1 is the first *) and always_use_https stand alone. Page Rules are deprecated: prefer create_rule.',
  toolset: 'page_rules',
  effect: 'create',
  destructive: true,
  permissions: ['Page Rules Write'],
  input: {
    url: urlArgument.describe('www.example.com/images/*: at most 4 *; no scheme means both.'),
    actions: newActions,
    priority: priorityArgument.describe('Higher wins; default 1.'),
    status: statusArgument,
  },
  async plan({ zone: _, ...wished }, context) {
    const rules = await context.api.pageRules.list(context.zone.id);
    const { priority = defaultPriority, status = 'active', url: asked } = wished;
    const change = createPageRuleChange(context.zone, wished, rules);
    await requireRoom(rules.length, context);
    // A rule that is put where another is moves that one up.
    const triedBefore = rules.filter((other) => other.priority >= priority);
    const url = storedPattern(asked, context.zone.name);
    return { changes: [change], warnings: warningsFor({ url, status }, asked, triedBefore) };
  },
  example: {
    zone: 'mapleandpine.net',
    url: 'mapleandpine.net/images/*',
    actions: { cache_level: 'cache_everything' },
  },
  hostile: { zone: 'mapleandpine.net', url: 'javascript:alert(1)', actions: { cache_level: 'bypass' } },
  requests: ['GET /zones/{}/pagerules', 'POST /zones/{}/pagerules'],
});
