import { ConflictError, defineWrite } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { setNote, withNotes } from '../../note.ts';
import { pageTitle, writing } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { requireAble } from './able.ts';
import { pageCreation } from './change.ts';
import { toStore } from './plan.ts';

const input = { title: pageTitle, text: z.string().max(2_000_000), ...writing };

export const createPage = defineWrite<Services, typeof input>({
  name: 'create_page',
  title: 'Create a page',
  description: 'Create a page that does not exist yet; an existing one is never overwritten.',
  toolset: 'pages',
  effect: 'create',
  permissions: ['createpage'],
  input,
  async plan({ title, text, ...words }, { services }) {
    setNote(services.note, words);
    const found = await services.pages.find(title, 'edit');
    await services.namespaces.requireTarget(found.ns);
    if (found.id !== undefined)
      throw new ConflictError('There is a page of that title already. Nothing was changed.', {
        nextStep: 'get_page has its text, edit_page changes it.',
        details: { revision: found.revision.id },
      });
    requireAble(found);
    const stored = await toStore(found.title, text, services);
    const scope = await services.namespaces.scope(found.ns);
    const after = { title: found.title, text: stored.text };
    return { changes: [pageCreation(scope, after)], warnings: withNotes(stored.notes, services.note) };
  },
  example: {
    title: 'Seed exchange',
    text: 'Bring what you have too much of.\n\n[[Category:Garden]]',
    summary: 'Made by a test',
  },
  hostile: { title: 'Seed [exchange]', text: 'x' },
  requests: ['GET /api.php', 'POST /api.php'],
  scopes: 'content',
});
