import { NotFoundError } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import type { Post } from '../posts/api.ts';
import type { Comment } from './api.ts';

/** @throws {NotFoundError} for a comment of a post that does not exist for this server, too. */
export async function requireComment(
  id: number,
  { comments, posts }: Services,
): Promise<{ readonly comment: Comment; readonly post: Post }> {
  const comment = await comments.find(id);
  try {
    if (comment !== undefined) return { comment, post: await posts.get(comment.post) };
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
  throw new NotFoundError(`There is no comment ${id}.`, { nextStep: 'list_comments finds ids.' });
}
