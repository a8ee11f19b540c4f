import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { CachePurgeExecutor } from './change.ts';
import { purgeCache } from './purge-cache.ts';

export const cache: Feature<Services> = {
  toolset: 'cache',
  tools: [() => purgeCache],
  executors: { cache: ({ api }) => new CachePurgeExecutor(api.cache) },
};
