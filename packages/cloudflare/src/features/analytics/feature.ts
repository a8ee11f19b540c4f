import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { getAnalytics } from './get-analytics.ts';
import { investigateTraffic } from './prompts.ts';

export const analytics: Feature<Services> = {
  toolset: 'analytics',
  tools: [() => getAnalytics],
  get prompts() {
    return [investigateTraffic];
  },
  permissionProbes: { 'Analytics Read': ({ api }, zoneId) => api.analytics.limits(zoneId) },
};
