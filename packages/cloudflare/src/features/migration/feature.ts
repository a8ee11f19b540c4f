import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { migratePageRules } from './migrate-page-rules.ts';
import { migratePageRules as migratePageRulesPrompt } from './prompts.ts';

export const migration: Feature<Services> = {
  toolset: 'page_rules',
  tools: [() => migratePageRules],
  get prompts() {
    return [migratePageRulesPrompt];
  },
};
