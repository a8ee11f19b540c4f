import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { PageRuleExecutor } from './change.ts';
import { createPageRule } from './create-page-rule.ts';
import { deletePageRule } from './delete-page-rule.ts';
import { listPageRules } from './list-page-rules.ts';
import { updatePageRule } from './update-page-rule.ts';

export const pageRules: Feature<Services> = {
  toolset: 'page_rules',
  tools: [() => listPageRules, () => createPageRule, () => updatePageRule, () => deletePageRule],
  executors: { page_rule: ({ api }) => new PageRuleExecutor(api.pageRules) },
  permissionProbes: { 'Page Rules Read': ({ api }, zoneId) => api.pageRules.list(zoneId) },
};
