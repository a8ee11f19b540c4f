import * as z from 'zod';
import { defineAccountWrite } from '../../tool.ts';
import { loosely } from '../rules/rule-input.ts';
import { accountArgument, csvArgument, listName, mostGiven } from './arguments.ts';
import { planRedirects } from './plan.ts';
import { statusCodes } from './redirect.ts';

const url = z.string().min(1).max(40_000);

const redirect = z.strictObject({
  source_url: url,
  target_url: url.optional(),
  status_code: z.union(statusCodes.map((code) => z.literal(code))).optional(),
  include_subdomains: z.boolean().optional(),
  subpath_matching: z.boolean().optional(),
  preserve_query_string: z.boolean().optional(),
  preserve_path_suffix: z.boolean().optional(),
  comment: z.string().max(500).optional(),
});

export const syncRedirects = defineAccountWrite({
  name: 'sync_redirects',
  title: 'Sync bulk redirects',
  description:
    'Make redirects be in a list, which may be new, and in use; others stay without prune or remove.',
  toolset: 'lists',
  effect: 'update',
  paged: true,
  permissions: ['Account Filter Lists Write', 'Account Rulesets Write'],
  scopes: 'content',
  input: {
    list: listName,
    redirects: z
      .array(loosely(redirect))
      .max(mostGiven)
      .optional()
      .describe(
        '[{source_url, target_url, status_code, include_subdomains, subpath_matching, preserve_query_string, preserve_path_suffix, comment}]',
      ),
    csv: csvArgument.describe('source,target,status,…'),
    prune: z.boolean().optional(),
    // Sources, as list_redirects has them.
    remove: z.array(url).max(mostGiven).optional(),
    account: accountArgument,
  },
  plan: ({ list, account, redirects, csv, prune = false, remove = [] }, context) =>
    planRedirects(context, { list, account, items: redirects, csv, prune, remove }),
  example: {
    list: 'old_catalogue',
    redirects: [
      { source_url: 'mapleandpine.net/catalogue/tables', target_url: 'https://shop.mapleandpine.com/tables' },
    ],
  },
  hostile: { list: '../rulesets', redirects: [] },
  requests: [
    'GET /accounts',
    'GET /accounts/{}/rules/lists',
    'GET /accounts/{}/rules/lists/{}',
    'GET /accounts/{}/rules/lists/{}/items',
    'GET /accounts/{}/rules/lists/bulk_operations/{}',
    'GET /accounts/{}/rulesets/phases/{}/entrypoint',
    'GET /zones',
    'GET /zones/{}/pagerules',
    'GET /zones/{}/rulesets/phases/{}/entrypoint',
    'POST /accounts/{}/rules/lists/{}/items',
  ],
});
