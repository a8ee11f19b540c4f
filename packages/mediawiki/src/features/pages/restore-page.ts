import { ConflictError, defineWrite, NotFoundError } from '@crunchtools/mcp-core';
import { setNote, withNotes } from '../../note.ts';
import { pageTitle, writing } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { requireAble } from './able.ts';
import type { Deletion } from './api.ts';
import { pageCreation, restoredFrom } from './change.ts';

const input = { title: pageTitle, ...writing };

export const restorePage = defineWrite<Services, typeof input>({
  name: 'restore_page',
  title: 'Restore a deleted page',
  description: 'Bring a deleted page back with its whole history, whoever deleted it.',
  toolset: 'pages',
  effect: 'create',
  permissions: ['undelete'],
  input,
  async plan({ title, ...words }, { services }) {
    setNote(services.note, words);
    const found = await services.pages.deleted(title);
    await services.namespaces.require(found.ns);
    requireAble(found);
    const [newest] = found.revisions;
    if (found.exists)
      throw new ConflictError(
        'There is a page of that title: its deleted history would be mixed into it. Nothing was changed.',
        {
          nextStep: 'Move the present page away first.',
        },
      );
    if (newest?.text === undefined)
      throw new NotFoundError('There is no deleted page of that title.', {
        nextStep: 'list_recent_changes shows deletions.',
      });
    const scope = await services.namespaces.scope(found.ns);
    const change = pageCreation(scope, { title: found.title, text: newest.text }, restoredFrom(newest.id));
    const deletion = await services.pages.deletion(found.title);
    return { changes: [change], warnings: withNotes(deletionNote(deletion), services.note) };
  },
  async example(apply) {
    const title = `Draft ${crypto.randomUUID()}`;
    await apply('create_page', { title, text: 'To restore' });
    await apply('delete_page', { title });
    return { title, summary: 'Made by a test' };
  },
  hostile: { title: '' },
  requests: ['GET /api.php', 'POST /api.php'],
  scopes: 'content',
});

function deletionNote(deletion: Deletion | undefined): readonly string[] {
  if (deletion === undefined) return [];
  const { day, user, comment = '' } = deletion;
  const by = user === undefined ? 'It was deleted' : `${user} deleted it`;
  return [`${by} on ${day}${comment === '' ? '.' : `: ${comment}`}`];
}
