import { defineWrite, InputError } from '@crunchtools/mcp-core';
import { setNote } from '../../note.ts';
import { revisionId, writing } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { textPlan } from '../pages/plan.ts';

const input = { revision: revisionId.describe('From list_revisions.'), ...writing };

export const restoreRevision = defineWrite<Services, typeof input>({
  name: 'restore_revision',
  title: 'Restore a revision',
  description:
    'Give a page the text of one of its older revisions again; what came after stays in the history.',
  toolset: 'history',
  effect: 'update',
  permissions: ['edit'],
  input,
  async plan({ revision, ...words }, { services }) {
    const { pages, note } = services;
    const old = await pages.atRevision(revision);
    setNote(note, { summary: `Restored revision ${revision}`, ...words });
    const page = await pages.get(old.title, 'edit');
    if (page.id !== old.id)
      throw new InputError('That revision is of a page that was moved or deleted meanwhile.');
    return textPlan(page, old.text, services);
  },
  async example(apply) {
    const { revisions } = await apply('list_revisions', { title: 'Compost' });
    const oldest = Array.isArray(revisions) ? revisions.at(-1) : undefined;
    return {
      revision:
        typeof oldest === 'object' && oldest !== null && 'revision' in oldest
          ? (oldest['revision'] ?? null)
          : null,
    };
  },
  hostile: { revision: -1 },
  requests: ['GET /api.php', 'POST /api.php'],
  scopes: 'content',
});
