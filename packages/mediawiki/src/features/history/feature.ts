import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { compareRevisions } from './compare-revisions.ts';
import { listRevisions } from './list-revisions.ts';
import { restoreRevision } from './restore-revision.ts';
import { undoEdit } from './undo-edit.ts';

export const history: Feature<Services> = {
  toolset: 'history',
  tools: [() => listRevisions, () => compareRevisions, () => restoreRevision, () => undoEdit],
};
