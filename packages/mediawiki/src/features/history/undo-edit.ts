import { ConflictError, defineWrite, InputError, NotFoundError } from '@crunchtools/mcp-core';
import { mergedText } from '@crunchtools/mcp-core/document/merge';
import * as z from 'zod';
import { setNote } from '../../note.ts';
import { revisionId, writing } from '../../schema.ts';
import type { Services } from '../../services.ts';
import type { Page } from '../pages/api.ts';
import { textPlan } from '../pages/plan.ts';

const input = {
  revision: revisionId.describe('The edit to take out.'),
  all_by_author: z
    .boolean()
    .optional()
    .describe('With all edits of its author that follow each other at the top (rollback).'),
  ...writing,
};

export const undoEdit = defineWrite<Services, typeof input>({
  name: 'undo_edit',
  title: 'Undo an edit',
  description:
    'Take an edit of anybody out of a page again, and keep what others changed since in other lines.',
  toolset: 'history',
  effect: 'update',
  permissions: ['edit'],
  input,
  async plan({ revision, all_by_author: all = false, ...words }, { services }) {
    const { pages, note } = services;
    const undone = await pages.atRevision(revision);
    const page = await pages.get(undone.title, 'edit');
    if (page.id !== undone.id)
      throw new InputError('That revision is of a page that was moved or deleted meanwhile.');
    const parent = all ? await beforeAuthor(undone, page, services) : undone.revision.parent;
    if (parent === 0)
      throw new InputError('That edit created the page: nothing stood there before.', {
        nextStep: 'delete_page takes the page away.',
      });
    const before = await pages.atRevision(parent);
    const by = undone.revision.user === undefined ? '' : ` by ${undone.revision.user}`;
    setNote(note, {
      summary: all ? `Rolled back to revision ${parent}` : `Undid revision ${revision}${by}`,
      ...words,
    });
    const text = all ? before.text : mergedText(undone.text, before.text, page.text);
    if (text === undefined)
      throw new ConflictError('Others have since changed the same lines. Nothing was changed.', {
        nextStep: `compare_revisions shows the edit (${parent} and ${revision}) and what came after; take it out with edit_page.`,
        details: { before: parent, revision, newest: page.revision.id },
      });
    return textPlan(page, text, services);
  },
  async example(apply) {
    const { revisions } = await apply('list_revisions', { title: 'Compost' });
    const newest = Array.isArray(revisions) ? revisions[0] : undefined;
    return {
      revision:
        typeof newest === 'object' && newest !== null && 'revision' in newest
          ? (newest['revision'] ?? null)
          : null,
    };
  },
  hostile: { revision: 1, all_by_author: 'yes' },
  requests: ['GET /api.php', 'POST /api.php'],
  scopes: 'content',
});

/** The newest revision that somebody else made, before all those at the top that are of one author. */
async function beforeAuthor(undone: Page, page: Page, { pages }: Services): Promise<number> {
  const author = undone.revision.user;
  const { revisions } = await pages.revisions(page.title, { most: 500 });
  const other = revisions.findIndex(({ user }) => user !== author);
  const isAtTop = revisions
    .slice(0, other === -1 ? revisions.length : other)
    .some(({ id }) => id === undone.revision.id);
  if (!isAtTop)
    throw new ConflictError(
      'Somebody else has edited the page since: there is nothing to roll back. Nothing was changed.',
      {
        nextStep: 'Undo that one edit, without all_by_author.',
        details: { newest: page.revision.id },
      },
    );
  const found = revisions[other];
  if (found === undefined)
    throw new NotFoundError('All its revisions are by one author: there is none to go back to.');
  return found.id;
}
