import { unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { shownId, shownTime, shownWord } from '../../schema.ts';
import { defineAccountRead } from '../../tool.ts';
import { verifyToken as verify } from './token.ts';

export const verifyToken = defineAccountRead({
  name: 'verify_token',
  title: 'Verify token',
  description: 'Whether the API token is active, who owns it (user or account), and when it expires.',
  toolset: 'zones',
  effect: 'read',
  permissions: [],
  input: {},
  output: z.strictObject({
    status: shownWord,
    owner: z.enum(['user', 'account']),
    token_id: shownId.optional(),
    expires_on: shownTime.optional(),
    not_before: unlisted(shownTime.optional()),
  }),
  async run(_args, { services }) {
    return verify(services.api);
  },
  example: {},
  hostile: { token: 'of-somebody-else' },
  requests: ['GET /user/tokens/verify'],
  scopes: 'none',
});
