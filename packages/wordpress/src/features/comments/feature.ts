import { type Feature, ObjectExecutor } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { commentStore } from './change.ts';
import { getComment } from './get-comment.ts';
import { listComments } from './list-comments.ts';
import { moderateComments } from './moderate-comments.ts';
import { replyComment } from './reply-comment.ts';

export const comments: Feature<Services> = {
  toolset: 'comments',
  tools: [() => listComments, () => getComment, () => moderateComments, () => replyComment],
  executors: { comment: ({ comments: api }) => new ObjectExecutor(commentStore(api)) },
};
