import { defineRead, InputError, unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { compact, cursor, flag, limit, listing, namespaceNames, pageTitle, strangers } from '../../schema.ts';
import type { Services } from '../../services.ts';
import type { Listed, ListPage, Pointing, Range, Report, SearchApi } from './api.ts';

const reportNames = [
  'orphans',
  'dead_ends',
  'uncategorized',
  'oldest',
  'short',
  'broken_redirects',
  'wanted_pages',
  'wanted_categories',
] as const satisfies readonly Report[];

const input = {
  prefix: z.string().max(255).optional(),
  in_category: pageTitle.optional(),
  links_to: pageTitle.optional(),
  uses_template: pageTitle.optional(),
  uses_file: pageTitle.optional(),
  report: z.enum(reportNames).optional(),
  watched: z.boolean().optional().describe('The watch list of this account.'),
  namespaces: namespaceNames,
  limit,
  cursor,
};

const output = z.strictObject({
  pages: z.array(
    z.strictObject({
      title: strangers,
      redirect: flag,
      value: unlisted(
        z
          .string()
          .regex(/^[\d:TZ-]{1,40}$/u)
          .optional(),
      ),
    }),
  ),
  ...listing,
});

const pointers: readonly Pointing[] = ['in_category', 'links_to', 'uses_template', 'uses_file'];
/** What the wiki wants before the name, where it is left out. */
const prefixes: Readonly<Record<Pointing, string>> = {
  in_category: 'Category',
  links_to: '',
  uses_template: 'Template',
  uses_file: 'File',
};

export const listPages = defineRead<Services, typeof input, typeof output>({
  name: 'list_pages',
  title: 'List pages',
  description:
    'Titles by one property: prefix, members of a category, backlinks, uses of a template or file, a maintenance report such as orphans, or the watch list.',
  toolset: 'search',
  effect: 'read',
  permissions: ['read'],
  input,
  output,
  async run({ namespaces, limit: most = 50, cursor: from, ...about }, { services }) {
    const wanted = await services.namespaces.wanted(namespaces);
    const { items, next } = await listed(services.search, about, { most, from, namespaces: wanted });
    const isWanted = new Set(wanted?.split('|').map(Number));
    const shown = wanted === undefined ? items : items.filter(({ ns }) => isWanted.has(ns));
    return { pages: shown.map(({ title, redirect, value }) => compact({ title, redirect, value })), next };
  },
  example: { in_category: 'Garden' },
  hostile: { in_category: 'Garden|Category:Secret' },
  requests: ['GET /api.php'],
  scopes: 'answer',
});

type About = Pick<z.output<z.ZodObject<typeof input>>, Pointing | 'prefix' | 'report' | 'watched'>;

/** @throws {InputError} for more than one property. */
function listed(search: SearchApi, about: About, range: Range): Promise<ListPage<Listed>> {
  const { prefix, report, watched = false } = about;
  const given = pointers.flatMap((how) => (about[how] === undefined ? [] : [[how, about[how]] as const]));
  if (given.length + [prefix !== undefined, report !== undefined, watched].filter(Boolean).length > 1)
    throw new InputError(
      'Give one of prefix, in_category, links_to, uses_template, uses_file, report and watched.',
    );
  const [pointing] = given;
  if (pointing !== undefined) return search.pointingAt(pointing[0], withNamespace(pointing), range);
  if (report !== undefined) return search.report(report, range);
  return watched ? search.watched(range) : byPrefix(search, prefix, range);
}

function withNamespace([how, title]: readonly [Pointing, string]): string {
  const prefix = prefixes[how];
  // A colon may be part of the name: then it is written with its namespace, in whatever language.
  return prefix === '' || title.includes(':') ? title : `${prefix}:${title}`;
}

function byPrefix(search: SearchApi, prefix: string | undefined, range: Range): Promise<ListPage<Listed>> {
  const [ns = '0', second] = range.namespaces?.split('|') ?? [];
  if (second !== undefined)
    throw new InputError('By prefix, one namespace is listed at a time: name it in namespaces.');
  return search.withPrefix(prefix, Number(ns), range);
}
