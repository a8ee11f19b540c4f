import { ConflictError, defineWrite, InputError } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { setNote, withNotes } from '../../note.ts';
import { pageTitle, writing } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { requireAble } from './able.ts';
import { move } from './change.ts';

const input = {
  title: pageTitle,
  to: pageTitle,
  redirect: z.boolean().optional().describe('Default true: one stays at the old title.'),
  talk: z.boolean().optional().describe('Default true: the talk page moves along.'),
  subpages: z.boolean().optional(),
  ...writing,
};

export const movePage = defineWrite<Services, typeof input>({
  name: 'move_page',
  title: 'Move a page',
  description: 'Rename a page, with its history.',
  toolset: 'pages',
  effect: 'update',
  permissions: ['move'],
  input,
  async plan({ title, to, redirect = true, talk = true, subpages = false, ...words }, { services }) {
    setNote(services.note, words);
    const { namespaces, pages, connection } = services;
    const [page, target] = await pages.pair(title, to);
    const scope = await namespaces.require(page.ns);
    await namespaces.requireTarget(target.ns);
    requireAble(page);
    requireAble(target);
    if (page.title === target.title) throw new InputError('The page has that title already.');
    if (target.id !== undefined && !target.isRedirect)
      throw new ConflictError('There is a page at the new title already. Nothing was changed.', {
        nextStep: 'Choose another title.',
        details: { revision: target.revision.id },
      });
    const isIgnored = !redirect && connection.state?.rights.has('suppressredirect') === false;
    const notes = isIgnored ? ['This account may not leave out the redirect: the wiki will leave one.'] : [];
    const how = { redirect: redirect || isIgnored, talk, subpages };
    return { changes: [move(scope, page, target.title, how)], warnings: withNotes(notes, services.note) };
  },
  async example(apply) {
    const title = `Draft ${crypto.randomUUID()}`;
    await apply('create_page', { title, text: 'To move' });
    return { title, to: `${title} 2`, summary: 'Made by a test' };
  },
  hostile: { title: 'Beds', to: '' },
  requests: ['GET /api.php', 'POST /api.php'],
  scopes: 'content',
});
