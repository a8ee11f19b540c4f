import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { listRevisions } from './list-revisions.ts';
import { restoreRevision } from './restore-revision.ts';

export const history: Feature<Services> = {
  toolset: 'history',
  tools: [() => listRevisions, () => restoreRevision],
};
