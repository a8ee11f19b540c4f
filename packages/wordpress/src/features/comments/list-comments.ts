import { defineRead, NotFoundError } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { limit, listedPage, listing, page, postId, untrustedList } from '../../schema.ts';
import type { Services } from '../../services.ts';
import type { Comment } from './api.ts';
import { listedComment, rowOf } from './shape.ts';

const input = {
  status: z
    .enum(['all', 'approved', 'hold', 'spam', 'trash', 'post-trashed'])
    .optional()
    .describe('Default all: approved and held.'),
  post: postId.optional(),
  search: z.string().min(1).max(200).optional(),
  limit,
  page,
};

const output = z.strictObject({
  comments: z.array(listedComment),
  ...listing,
  untrusted: untrustedList,
});

export const listComments = defineRead<Services, typeof input, typeof output>({
  name: 'list_comments',
  title: 'List comments',
  description: 'Comments by status, newest first, whole.',
  toolset: 'comments',
  effect: 'read',
  permissions: ['moderate_comments'],
  input,
  output,
  async run({ status = 'all', post, search, limit: most = 20, page: at = 1 }, { services }) {
    if (post !== undefined) await services.posts.get(post);
    const { comments, ...more } = await services.comments.list({
      status: status === 'approved' ? 'approve' : status,
      post,
      search,
      per_page: most,
      page: at,
    });
    const shown = services.kinds.isLimited ? await existing(comments, services) : comments;
    return {
      comments: shown.map(rowOf),
      // With those of posts that do not exist for this server, but where it is one post's alone.
      ...listedPage(more, at, post !== undefined || !services.kinds.isLimited),
    };
  },
  example: { status: 'hold' },
  hostile: { status: 'all', author_email: 'a@example.org' },
  requests: ['GET /wp-json/wp/v2/comments'],
  scopes: 'answer',
});

/** Those of posts that exist for this server. */
async function existing(comments: readonly Comment[], { posts }: Services): Promise<readonly Comment[]> {
  const found = new Set<number>();
  for (const id of new Set(comments.map(({ post }) => post))) {
    try {
      found.add((await posts.get(id)).id);
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
    }
  }
  return comments.filter(({ post }) => found.has(post));
}
