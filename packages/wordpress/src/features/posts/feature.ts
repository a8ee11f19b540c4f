import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { PostExecutor } from './change.ts';
import { createPost } from './create-post.ts';
import { deletePost } from './delete-post.ts';
import { editPost } from './edit-post.ts';
import { getPost } from './get-post.ts';
import { listPosts } from './list-posts.ts';
import { editDraft, preparePost } from './prompts.ts';
import { publishPost } from './publish-post.ts';
import { replaceText } from './replace-text.ts';
import { postResource } from './resources.ts';
import { restorePost } from './restore-post.ts';
import { unpublishPost } from './unpublish-post.ts';
import { updatePost } from './update-post.ts';

export const posts: Feature<Services> = {
  toolset: 'posts',
  tools: [
    () => listPosts,
    () => getPost,
    () => createPost,
    () => editPost,
    () => replaceText,
    () => updatePost,
    () => publishPost,
    () => unpublishPost,
    () => deletePost,
    () => restorePost,
  ],
  get prompts() {
    return [editDraft, preparePost];
  },
  get resources() {
    return [postResource];
  },
  executors: {
    post: ({ posts: api, kinds, comments, connection }) =>
      new PostExecutor(api, kinds, comments, () => connection.known),
  },
};
