import { defineRead, unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { firstId } from '../../example.ts';
import {
  limit,
  listedPage,
  listing,
  moment,
  page,
  postId,
  strangers,
  typeName,
  untrustedList,
} from '../../schema.ts';
import type { Services } from '../../services.ts';

const input = { id: postId, type: typeName, limit, page };

const output = z.strictObject({
  revisions: z.array(
    z.strictObject({
      revision: z.int(),
      author: unlisted(z.int()),
      modified: moment,
      title: strangers,
      characters: unlisted(z.int()),
    }),
  ),
  ...listing,
  untrusted: untrustedList,
});

export const listRevisions = defineRead<Services, typeof input, typeof output>({
  name: 'list_revisions',
  title: 'List revisions',
  description: 'Earlier texts of a post, newest first; get_post with revision shows one.',
  toolset: 'history',
  effect: 'read',
  permissions: ['edit_posts'],
  input,
  output,
  async run({ id, type, limit: most = 20, page: at = 1 }, { services }) {
    const { posts } = services;
    const post = await posts.get(id, type);
    if (!post.kind.supports.has('revisions')) return { revisions: [], total: 0 };
    const { revisions, ...more } = await posts.revisions(post.kind, post.id, most, at);
    return {
      revisions: revisions.map(({ id: revision, author, modified, title, content }) => ({
        revision,
        author,
        modified,
        title,
        characters: content.length,
      })),
      ...listedPage(more, at),
    };
  },
  async example(apply) {
    const { posts } = await apply('list_posts', { search: 'compost' });
    return { id: firstId(posts) };
  },
  hostile: { id: 1, page: 0 },
  requests: ['GET /wp-json/wp/v2/posts/{}', 'GET /wp-json/wp/v2/posts/{}/revisions'],
  scopes: 'content',
});
