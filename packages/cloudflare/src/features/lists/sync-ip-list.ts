import * as z from 'zod';
import { defineAccountWrite } from '../../tool.ts';
import { loosely } from '../rules/rule-input.ts';
import { accountArgument, csvArgument, listName, mostGiven } from './arguments.ts';
import { planAddresses } from './plan.ts';

const item = z.strictObject({ ip: z.string().min(2).max(50), comment: z.string().max(500).optional() });

export const syncIpList = defineAccountWrite({
  name: 'sync_ip_list',
  title: 'Sync IP list',
  description: 'Make addresses be in a list, which may be new; others stay without prune or remove.',
  toolset: 'lists',
  effect: 'update',
  paged: true,
  permissions: ['Account Filter Lists Write'],
  scopes: 'content',
  input: {
    list: listName,
    items: z.array(loosely(item)).max(mostGiven).optional().describe('[{ip: "192.0.2.0/24", comment}]'),
    csv: csvArgument.describe('address,comment'),
    prune: z.boolean().optional(),
    remove: z.array(z.string().min(2).max(50)).max(mostGiven).optional(),
    account: accountArgument,
  },
  plan: ({ list, account, items, csv, prune = false, remove = [] }, context) =>
    planAddresses(context, { list, account, items, csv, prune, remove }),
  example: { list: 'office', items: [{ ip: '198.51.100.7', comment: 'branch' }] },
  hostile: { list: 'office', items: [{ ip: '198.51.100.7/../8' }] },
  requests: [
    'GET /accounts',
    'GET /accounts/{}/rules/lists',
    'GET /accounts/{}/rules/lists/{}',
    'GET /accounts/{}/rules/lists/{}/items',
    'GET /accounts/{}/rules/lists/bulk_operations/{}',
    'POST /accounts/{}/rules/lists/{}/items',
  ],
});
