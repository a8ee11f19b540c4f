import { ChangeList, defineWrite, InputError, NotFoundError, PermissionError } from '@crunchtools/mcp-core';
import { edited } from '@crunchtools/mcp-core/document/edit';
import * as z from 'zod';
import { setNote, withNotes } from '../../note.ts';
import { namespaceNames, pageTitle, writing } from '../../schema.ts';
import type { Services } from '../../services.ts';
import type { Page } from './api.ts';
import { textChange } from './change.ts';
import { toStore } from './plan.ts';

const input = {
  find: z.string().min(1).max(10_000).describe('Exact, with case.'),
  replace: z.string().max(10_000),
  titles: z.array(pageTitle).min(1).max(200).optional(),
  in_category: pageTitle.optional(),
  search: z.string().min(1).max(300).optional().describe('Words that the pages hold.'),
  namespaces: namespaceNames,
  minor: z.boolean().optional(),
  ...writing,
};

/** Pages that are looked at in one call. */
const mostPages = 200;

export const replaceText = defineWrite<Services, typeof input>({
  name: 'replace_text',
  title: 'Replace text in pages',
  description:
    'Replace one text by another on many pages, as one plan: those named by titles, in_category or search.',
  toolset: 'pages',
  effect: 'update',
  paged: true,
  permissions: ['edit'],
  input,
  async plan(
    { find, replace, titles, in_category: category, search, namespaces, ...words },
    { services, signal },
  ) {
    if ([titles, category, search].filter((each) => each !== undefined).length !== 1)
      throw new InputError('Give one of titles, in_category and search.');
    setNote(services.note, words);
    const wanted = await services.namespaces.wanted(namespaces);
    const found =
      titles === undefined
        ? await candidates({ category, search }, wanted, services)
        : { titles, isCut: false };
    const changes = await ChangeList.create(found.titles.length);
    const notes = new Set<string>();
    const closed: string[] = [];
    let without = 0;
    for (let at = 0; at < found.titles.length && !signal.aborted; at += 50) {
      for (const page of await services.pages.byTitles(found.titles.slice(at, at + 50), 'edit')) {
        if (
          page.id === undefined ||
          !page.text.includes(find) ||
          !(await services.namespaces.exists(page.ns))
        ) {
          without += 1;
          continue;
        }
        if (page.hindrances.length > 0) {
          closed.push(page.title);
          continue;
        }
        const stored = await toStore(page.title, edited(page.text, [{ find, replace, all: true }]), services);
        for (const note of stored.notes) notes.add(note);
        if (stored.text !== page.text) changes.add(await changeOf(page, stored.text, services));
      }
    }
    if (changes.length === 0 && closed.length > 0)
      throw new PermissionError(`This account may not edit ${titlesOf(closed)}. Nothing was changed.`, {
        nextStep: 'get_page says who alone may edit a page.',
        quotes: true,
      });
    if (changes.length === 0)
      throw new NotFoundError('None of these pages has that text. Nothing was changed.', {
        nextStep: 'The text is looked for as it is, with its case; get_page shows how it is written.',
      });
    return {
      changes,
      warnings: withNotes(
        [
          ...(closed.length === 0 ? [] : [`This account may not edit ${titlesOf(closed)}: left as it is.`]),
          ...(without === 0 ? [] : [`${without} of the pages do not have the text.`]),
          ...(found.isCut ? [`There are more pages: only the first ${mostPages} were looked at.`] : []),
          ...notes,
        ],
        services.note,
      ),
    };
  },
  example: { find: 'Citrus peel', replace: 'Orange peel', in_category: 'How to', summary: 'Made by a test' },
  hostile: { find: '', replace: 'x', titles: ['Beds'] },
  requests: ['GET /api.php', 'POST /api.php'],
  scopes: 'content',
});

/** The first of them by name. */
function titlesOf(titles: readonly string[]): string {
  const named = titles.slice(0, 10).join(', ');
  return titles.length > 10 ? `${named} and ${titles.length - 10} more pages` : named;
}

async function changeOf(page: Page, text: string, { namespaces }: Services) {
  return textChange(await namespaces.scope(page.ns), page, text);
}

async function candidates(
  { category, search }: { readonly category: string | undefined; readonly search: string | undefined },
  namespaces: string | undefined,
  { search: api }: Services,
): Promise<{ readonly titles: readonly string[]; readonly isCut: boolean }> {
  const range = { most: mostPages, from: undefined, namespaces };
  const { items, next } =
    category === undefined
      ? await api.search(search ?? '', 'text', range)
      : await api.pointingAt(
          'in_category',
          category.includes(':') ? category : `Category:${category}`,
          range,
        );
  return { titles: items.map(({ title }) => title), isCut: next !== undefined };
}
