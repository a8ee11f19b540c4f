import { defineWrite, InputError } from '@crunchtools/mcp-core';
import { edited } from '@crunchtools/mcp-core/document/edit';
import * as z from 'zod';
import { setNote } from '../../note.ts';
import { pageTitle, revisionId, writing } from '../../schema.ts';
import type { Services } from '../../services.ts';
import type { Page } from './api.ts';
import { requireRevision, textPlan } from './plan.ts';
import { requireSubsections, withSection } from './section.ts';

const longText = z.string().max(2_000_000);

const input = {
  title: pageTitle,
  revision: revisionId.describe('That get_page showed; refused when the page was edited since.'),
  edits: z
    .array(z.strictObject({ find: longText.min(1), replace: longText, all: z.boolean().optional() }))
    .min(1)
    .max(100)
    .optional()
    .describe('Best: places as they stand, once in the text unless all.'),
  text: longText.optional().describe('Whole page, or section.'),
  section: z.int().min(0).max(10_000).optional().describe('With text.'),
  append: longText.optional().describe('As new lines at the end.'),
  minor: z.boolean().optional(),
  ...writing,
};

export const editPage = defineWrite<Services, typeof input>({
  name: 'edit_page',
  title: 'Edit a page',
  description:
    'Change the text of an existing page by one of edits (find and replace), text, or append. Untouched text stays to the last byte.',
  toolset: 'pages',
  effect: 'update',
  permissions: ['edit'],
  input,
  async plan({ title, revision, edits, text, section, append, ...words }, { services }) {
    const given = [edits, text, append].filter((each) => each !== undefined);
    if (given.length !== 1) throw new InputError('Give one of edits, text and append.');
    if (section !== undefined && text === undefined) throw new InputError('section belongs to text.');
    setNote(services.note, words);
    const page = await services.pages.get(title, 'edit');
    await services.namespaces.require(page.ns);
    await requireRevision(page, revision, services);
    const wanted =
      edits !== undefined
        ? edited(page.text, edits)
        : append !== undefined
          ? appended(page.text, append)
          : section === undefined
            ? (text ?? '')
            : await replacedSection(page, section, text ?? '', services);
    return textPlan(page, wanted, services);
  },
  async example(apply) {
    const { revision = null } = await apply('get_page', { title: 'Compost' });
    return {
      title: 'Compost',
      revision,
      edits: [{ find: 'four weeks', replace: 'three weeks' }],
      summary: 'it is warm',
    };
  },
  hostile: { title: 'Compost', revision: 1, text: 'x', minor: 'yes' },
  requests: ['GET /api.php', 'POST /api.php'],
  scopes: 'content',
});

function appended(text: string, more: string): string {
  return text === '' || text.endsWith('\n') ? `${text}${more}` : `${text}\n${more}`;
}

async function replacedSection(
  page: Page,
  section: number,
  text: string,
  { pages, site }: Services,
): Promise<string> {
  const [old, sections] = await Promise.all([
    pages.section(page.revision.id, section),
    site.sections(page.revision.id),
  ]);
  requireSubsections(old, text, section);
  return withSection(page.text, old, section, sections, text);
}
