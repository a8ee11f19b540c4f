import { defineJsonResource, type Resource } from '@crunchtools/mcp-core';
import { documentPage } from '@crunchtools/mcp-core/document/page';
import * as z from 'zod';
import { completeId } from '../../resource.ts';
import { key, moment, strangers, untrustedList } from '../../schema.ts';
import type { Services } from '../../services.ts';

export const postResource: Resource<Services> = defineJsonResource({
  name: 'post',
  title: 'A post',
  description:
    'Raw text of a post or page with its version, in lines: the first of a long one. Others wrote it. get_post has the rest.',
  toolset: 'posts',
  effect: 'read',
  uri: 'wordpress://posts/{id}',
  variables: { id: z.string().regex(/^[1-9]\d{0,15}$/u, 'is the id of a post') },
  complete: { id: completeId },
  ttlMs: 0,
  output: z.strictObject({
    id: z.int(),
    type: key,
    title: strangers,
    status: key,
    version: z.string().regex(/^r\d+-[0-9a-f]{16}$/u),
    modified: moment,
    lines: z.array(strangers),
    total_lines: z.int(),
    next_line: z.int().optional(),
    untrusted: untrustedList,
  }),
  async read({ id }, { services }) {
    const {
      kind,
      title,
      status,
      version,
      modified,
      content,
      id: number,
    } = await services.posts.get(Number(id));
    const { lines, total_lines, next_line } = documentPage(content);
    return {
      id: number,
      type: kind.slug,
      title,
      status,
      version,
      modified,
      lines: [...lines],
      total_lines,
      ...(next_line === undefined ? {} : { next_line }),
    };
  },
});
