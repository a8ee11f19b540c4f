import { untrusted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { shownId, shownWord, untrustedList } from '../../schema.ts';
import { defineAccountRead } from '../../tool.ts';

export const listAccounts = defineAccountRead({
  name: 'list_accounts',
  title: 'List accounts',
  description: 'Accounts that the token reaches; each owns zones. create_zone takes one.',
  toolset: 'zones',
  effect: 'read',
  permissions: ['Account Settings Read'],
  input: {},
  output: z.strictObject({
    accounts: z.array(
      z.strictObject({ id: shownId, name: untrusted(z.string()).optional(), type: shownWord.optional() }),
    ),
    untrusted: untrustedList,
  }),
  async run(_args, { services }) {
    return { accounts: [...(await services.api.accounts.reached(services.allowedZones))] };
  },
  example: {},
  hostile: { account: '../zones' },
  requests: ['GET /accounts'],
  scopes: 'answer',
});
