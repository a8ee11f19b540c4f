import { defineRead, unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { compact, cursor, flag, limit, listing, moment, pageTitle, remark, strangers } from '../../schema.ts';
import type { Services } from '../../services.ts';

const input = { title: pageTitle, user: z.string().max(255).optional(), limit, cursor };

const output = z.strictObject({
  title: strangers,
  revisions: z.array(
    z.strictObject({
      revision: z.int(),
      user: remark,
      time: moment,
      size: z.int(),
      comment: remark,
      minor: flag,
      tags: unlisted(z.array(strangers).optional()),
    }),
  ),
  ...listing,
});

export const listRevisions = defineRead<Services, typeof input, typeof output>({
  name: 'list_revisions',
  title: 'List revisions',
  description: 'The history of one page, newest first: who changed it when, by how much, with which comment.',
  toolset: 'history',
  effect: 'read',
  permissions: ['read'],
  input,
  output,
  async run({ title, user, limit: most = 50, cursor: from }, { services }) {
    const { page, revisions, next } = await services.pages.revisions(title, { most, from, user });
    await services.namespaces.require(page.ns);
    return {
      title: page.title,
      revisions: revisions.map(({ id, time, size, user: by, comment, minor, tags }) => ({
        revision: id,
        time,
        size,
        ...compact({ user: by, comment, minor }),
        ...(tags.length === 0 ? {} : { tags: [...tags] }),
      })),
      next,
    };
  },
  example: { title: 'Compost' },
  hostile: { title: 'Compost|Beds' },
  requests: ['GET /api.php'],
  scopes: 'content',
});
