import { unshaped, untrusted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { defineAccountRead } from '../../tool.ts';
import type { AccountList, ListItem } from './api.ts';
import { readingArguments, readingTotals } from './arguments.ts';
import type { Domains } from './domains.ts';
import type { Lists } from './lists.ts';
import { itemsOfPage, listNamed, pagingOf } from './reading.ts';
import { redirectOf, redirectState, sourceOf } from './redirect.ts';

const name = z.string().regex(/^[a-zA-Z0-9_]{1,50}$/u);

const shownRedirect = z.strictObject({
  source_url: untrusted(z.string()),
  target_url: untrusted(z.string()),
  status_code: z.int(),
  include_subdomains: z.boolean().optional(),
  subpath_matching: z.boolean().optional(),
  preserve_query_string: z.boolean().optional(),
  preserve_path_suffix: z.boolean().optional(),
  comment: untrusted(z.string()).optional(),
});

const shownList = z.strictObject({
  name,
  items: z.int().optional(),
  description: untrusted(z.string()).optional(),
  used: z.boolean(),
});

export const listRedirects = defineAccountRead({
  name: 'list_redirects',
  title: 'List bulk redirects',
  description:
    'Lists of redirects of an account; with list its redirects, 100 a page. They apply only if used by a rule.',
  toolset: 'lists',
  effect: 'read',
  permissions: ['Account Filter Lists Read', 'Account Rulesets Read'],
  scopes: 'answer',
  input: readingArguments,
  output: z.strictObject({
    lists: z.array(unshaped(shownList)).optional(),
    redirects: z.array(unshaped(shownRedirect)).optional(),
    ...readingTotals,
  }),
  async run({ list: wanted, search, account, page = 1 }, { services: { lists } }) {
    const { id } = await lists.account(account);
    if (wanted !== undefined) {
      const list = await listNamed(lists, id, wanted, ['redirect']);
      const { allowed } = lists;
      const keep = allowed && ((item: ListItem) => isInside(item, allowed));
      const found = await itemsOfPage(lists, id, list, { page, search, keep });
      const redirects = found.items.flatMap(({ value, comment }) => {
        const redirect = redirectOf(value, comment);
        if (redirect === undefined) return [];
        const { list: _, ...state } = redirectState(wanted, redirect);
        return [shownRedirect.parse(state)];
      });
      return { redirects, ...pagingOf(found) };
    }
    const all = await visible(lists, id);
    const { rules } = all.length === 0 ? { rules: [] } : await lists.redirectRules(id);
    const shown = all.map(({ name: own, items, description }) => ({
      name: own,
      // How many there are in zones that are hidden is not to be told.
      ...(lists.allowed === undefined
        ? { items, ...(description === undefined ? {} : { description }) }
        : {}),
      used: rules.some((rule) => rule.enabled && rule.list === own),
    }));
    return { lists: shown, total: shown.length, pages: 1 };
  },
  example: { list: 'old_catalogue' },
  hostile: { list: 'old_catalogue/items' },
  requests: ['GET /accounts', 'GET /accounts/{}/rules/lists', 'GET /accounts/{}/rules/lists/{}/items'],
});

/** The lists of redirects; of a part of the zones those that hold some of theirs. */
async function visible(lists: Lists, accountId: string): Promise<readonly AccountList[]> {
  const all = (await lists.all(accountId)).filter(({ kind }) => kind === 'redirect');
  const { allowed } = lists;
  if (allowed === undefined) return all;
  const held = await Promise.all(all.map((list) => lists.items(accountId, list)));
  return all.filter((_, index) => held[index]?.some((item) => isInside(item, allowed)));
}

function isInside({ value }: ListItem, allowed: Domains): boolean {
  const redirect = redirectOf(value, undefined);
  const source = redirect === undefined ? '' : sourceOf(redirect.source_url);
  return typeof source !== 'string' && allowed.zoneOf(source.host) !== undefined;
}
