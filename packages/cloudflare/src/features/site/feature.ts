import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { checkSite } from './check-site.ts';

export const site: Feature<Services> = {
  toolset: 'zones',
  tools: [() => checkSite],
};
