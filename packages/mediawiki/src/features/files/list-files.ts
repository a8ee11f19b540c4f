import { defineRead } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { cursor, limit, listing, moment, remark, strangers } from '../../schema.ts';
import type { Services } from '../../services.ts';

const input = { prefix: z.string().max(240).optional(), limit, cursor };

const output = z.strictObject({
  files: z.array(
    z.strictObject({
      title: strangers,
      size: z.int(),
      mime: z.string().regex(/^[\w.+-]{1,60}\/[\w.+-]{1,100}$/u),
      time: moment,
      user: remark,
    }),
  ),
  ...listing,
});

export const listFiles = defineRead<Services, typeof input, typeof output>({
  name: 'list_files',
  title: 'List files',
  description: 'Files that the wiki keeps, by name, with size and type.',
  toolset: 'files',
  effect: 'read',
  permissions: ['read'],
  input,
  output,
  async run({ prefix, limit: most = 50, cursor: from }, { services }) {
    await services.namespaces.require(6);
    const { items, next } = await services.files.list(prefix, most, from);
    return { files: items.map((file) => ({ ...file })), next };
  },
  example: {},
  hostile: { path: '/etc' },
  requests: ['GET /api.php'],
  scopes: 'answer',
});
