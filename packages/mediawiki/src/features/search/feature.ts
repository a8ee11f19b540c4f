import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { listContributions } from './list-contributions.ts';
import { listPages } from './list-pages.ts';
import { listRecentChanges } from './list-recent-changes.ts';
import { searchPages } from './search-pages.ts';

export const search: Feature<Services> = {
  toolset: 'search',
  tools: [() => searchPages, () => listPages, () => listRecentChanges, () => listContributions],
};
