import { unshaped, untrusted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { defineAccountRead } from '../../tool.ts';
import { readingArguments, readingTotals } from './arguments.ts';
import { itemsOfPage, listNamed, pagingOf } from './reading.ts';

const kinds = ['ip', 'hostname', 'asn'] as const;

const shownList = z.strictObject({
  name: z.string().regex(/^[a-zA-Z0-9_]{1,50}$/u),
  kind: z.enum(kinds),
  items: z.int(),
  description: untrusted(z.string()).optional(),
  /** How many name it. */
  rules: z.int(),
});

const shownItem = z.strictObject({ value: untrusted(z.string()), comment: untrusted(z.string()).optional() });

export const listIpLists = defineAccountRead({
  name: 'list_ip_lists',
  title: 'List IP lists',
  description: 'Lists that expressions name as $list; with list its items, 100 a page.',
  toolset: 'lists',
  effect: 'read',
  permissions: ['Account Filter Lists Read'],
  scopes: 'none',
  input: readingArguments,
  output: z.strictObject({
    lists: z.array(unshaped(shownList)).optional(),
    items: z.array(unshaped(shownItem)).optional(),
    ...readingTotals,
  }),
  async run({ list: wanted, search, account, page = 1 }, { services: { lists } }) {
    const { id } = await lists.account(account);
    if (wanted !== undefined) {
      const list = await listNamed(lists, id, wanted, kinds);
      const found = await itemsOfPage(lists, id, list, { page, search, keep: undefined });
      const items = found.items.map(({ value, comment }) => ({
        value: textOf(value),
        ...(comment === undefined ? {} : { comment }),
      }));
      return { items, ...pagingOf(found) };
    }
    const shown = (await lists.all(id)).flatMap(({ name, kind: given, items, description, references }) => {
      const kind = kinds.find((known) => known === given);
      if (kind === undefined) return [];
      return [
        { name, kind, items, rules: references, ...(description === undefined ? {} : { description }) },
      ];
    });
    return { lists: shown, total: shown.length, pages: 1 };
  },
  example: { list: 'office' },
  hostile: { list: 'office?search=' },
  requests: ['GET /accounts', 'GET /accounts/{}/rules/lists', 'GET /accounts/{}/rules/lists/{}/items'],
});

/** An address, a number, or the name in `{url_hostname}`. */
function textOf(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const name = typeof value === 'object' && value !== null ? Reflect.get(value, 'url_hostname') : undefined;
  return typeof name === 'string' ? name : '';
}
