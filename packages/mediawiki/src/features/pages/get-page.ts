import { defineRead, InputError, NotFoundError, unlisted } from '@crunchtools/mcp-core';
import { pageInAnswer } from '@crunchtools/mcp-core/document/page';
import * as z from 'zod';
import {
  compact,
  flag,
  moment,
  pageTitle,
  remark,
  revisionId,
  strangers,
  untrustedList,
} from '../../schema.ts';
import type { Services } from '../../services.ts';
import type { Page } from './api.ts';

const input = {
  title: pageTitle.optional(),
  revision: revisionId.optional().describe('An older one.'),
  section: z.int().min(0).max(10_000).optional().describe('0: what precedes the first heading.'),
  first_line: z.int().min(1).optional().describe('From next_line.'),
};

const output = z.strictObject({
  title: strangers,
  revision: z.int(),
  user: remark,
  edited: moment,
  comment: remark,
  redirect: flag,
  model: unlisted(
    z
      .string()
      .regex(/^[\w.-]{1,40}$/u)
      .optional(),
  ),
  protection: unlisted(z.array(strangers).optional()),
  lines: z.array(strangers),
  first_line: z.int(),
  total_lines: z.int(),
  continued: unlisted(z.array(z.int()).optional()),
  line_ends: unlisted(z.literal('crlf').optional()),
  next_line: z.int().optional(),
  sections: unlisted(
    z.array(z.strictObject({ section: z.int(), level: z.int(), heading: strangers })).optional(),
  ),
  untrusted: untrustedList,
});

export const getPage = defineRead<Services, typeof input, typeof output>({
  name: 'get_page',
  title: 'Get a page',
  description:
    'Wikitext of a page, by title or revision, whole or one section, in lines; with the revision that edit_page needs.',
  toolset: 'pages',
  effect: 'read',
  permissions: ['read'],
  input,
  output,
  async run({ title, revision, section, first_line: first = 1 }, { services }) {
    if ((title === undefined) === (revision === undefined))
      throw new InputError('Give either title or revision.');
    const { pages } = services;
    const page =
      revision === undefined ? await existing(title ?? '', services) : await pages.atRevision(revision);
    await services.namespaces.require(page.ns);
    const text = section === undefined ? page.text : await pages.section(page.revision.id, section);
    const { user, time, comment, id } = page.revision;
    return {
      title: page.title,
      revision: id,
      edited: time,
      ...compact({ user, comment, redirect: page.isRedirect }),
      ...(page.model === 'wikitext' ? {} : { model: page.model }),
      ...(page.protection.length === 0 ? {} : { protection: [...page.protection] }),
      ...pageInAnswer(text, first),
      ...(section === undefined && first === 1 ? await sectionsOf(page, services) : {}),
    };
  },
  example: { title: 'Watering' },
  hostile: { title: 'Watering|Beds' },
  requests: ['GET /api.php'],
  scopes: 'content',
});

/** @throws {NotFoundError} that says when it was deleted, of namespaces that this process may see. */
async function existing(title: string, { pages, namespaces }: Services): Promise<Page> {
  const page = await pages.find(title);
  if (page.id !== undefined) return page;
  await namespaces.require(page.ns);
  const deletion = await pages.deletion(title);
  if (deletion === undefined) return pages.get(title);
  throw new NotFoundError(`There is no page of that title: it was deleted on ${deletion.day}.`, {
    nextStep: 'restore_page brings it back; search_pages and list_pages find other titles.',
  });
}

/** A page without a line that looks like a heading has none. */
async function sectionsOf({ text, model, revision }: Page, { site }: Services) {
  if (model !== 'wikitext' || !/^=.*=\s*$/mu.test(text)) return {};
  const found = await site.sections(revision.id);
  return { sections: found.map(({ number, level, heading }) => ({ section: number, level, heading })) };
}
