import { defineRead, unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { compact, moment, pageTitle, remark, strangers, untrustedList } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { fileTitle } from './title.ts';

const input = { name: pageTitle.describe('Such as Plan.png.') };

const version = z.strictObject({
  time: moment,
  user: remark,
  comment: remark,
  size: z.int(),
  width: unlisted(z.int().optional()),
  height: unlisted(z.int().optional()),
  mime: z.string().regex(/^[\w.+-]{1,60}\/[\w.+-]{1,100}$/u),
  sha1: unlisted(
    z
      .string()
      .regex(/^[0-9a-f]{40}$/u)
      .optional(),
  ),
});

const output = z.strictObject({
  title: strangers,
  versions: z.array(version),
  used_by: z.array(strangers),
  untrusted: untrustedList,
});

export const getFile = defineRead<Services, typeof input, typeof output>({
  name: 'get_file',
  title: 'Get a file',
  description:
    'A file of the wiki: its versions, sizes, types, and the pages that use it. get_page has its description.',
  toolset: 'files',
  effect: 'read',
  permissions: ['read'],
  input,
  output,
  async run({ name }, { services }) {
    await services.namespaces.require(6);
    const { title, versions, usedBy } = await services.files.requireFile(fileTitle(name));
    return {
      title,
      versions: versions.map(({ time, user, comment, size, width, height, mime, sha1 }) => ({
        time,
        size,
        mime,
        ...compact({ user, comment, sha1 }),
        ...(width === 0 ? {} : { width, height }),
      })),
      used_by: [...usedBy],
    };
  },
  example: { name: 'Shed plan.png' },
  hostile: { name: '../../etc/passwd|x' },
  requests: ['GET /api.php'],
  scopes: 'content',
});
