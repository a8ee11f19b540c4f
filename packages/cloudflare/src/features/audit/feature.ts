import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { auditZone } from './audit-zone.ts';
import { auditPrompt } from './prompts.ts';

export const audit: Feature<Services> = {
  toolset: 'zones',
  tools: [() => auditZone],
  get prompts() {
    return [auditPrompt];
  },
};
