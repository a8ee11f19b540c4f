import { defineWrite } from '@crunchtools/mcp-core';
import { setNote, withNotes } from '../../note.ts';
import { pageTitle, writing } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { requireAble } from './able.ts';
import { pageDeletion } from './change.ts';

const input = { title: pageTitle, ...writing };
const most = 11;

export const deletePage = defineWrite<Services, typeof input>({
  name: 'delete_page',
  title: 'Delete a page',
  description: 'Delete a page with its history; restore_page and undo_change bring both back.',
  toolset: 'pages',
  effect: 'delete',
  permissions: ['delete'],
  input,
  async plan({ title, ...words }, { services }) {
    setNote(services.note, words);
    const page = await services.pages.get(title, 'delete');
    const scope = await services.namespaces.require(page.ns);
    requireAble(page);
    const { items } = await services.search.pointingAt('links_to', page.title, {
      most,
      from: undefined,
      namespaces: undefined,
    });
    return {
      changes: [pageDeletion(scope, page)],
      warnings: withNotes(linksNote(items.length), services.note),
    };
  },
  async example(apply) {
    const title = `Draft ${crypto.randomUUID()}`;
    await apply('create_page', { title, text: 'To delete' });
    return { title, summary: 'Made by a test' };
  },
  hostile: { title: 'Beds', pageid: 1 },
  requests: ['GET /api.php', 'POST /api.php'],
  scopes: 'content',
});

function linksNote(count: number): readonly string[] {
  if (count === 0) return [];
  if (count === 1) return ['One page links to it.'];
  return [`${count === most ? 'More than 10' : count} pages link to it.`];
}
