import { defineWrite } from '@crunchtools/mcp-core';
import { uploadedId } from '../../example.ts';
import { postId } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { mediaDeletion } from './change.ts';
import { requireMedia, usersOf } from './plan.ts';

const input = { id: postId };

export const deleteMedia = defineWrite<Services, typeof input>({
  name: 'delete_media',
  title: 'Delete a file for good',
  description: 'Delete a file of the library for good: media have no trash. Asks first.',
  toolset: 'media',
  effect: 'delete',
  permissions: ['delete_posts'],
  input,
  async plan({ id }, { services }) {
    const media = await requireMedia(id, services);
    const { posts, isCut } = await usersOf(media, services);
    const roles = await services.media.rolesOf(id);
    const shown = posts.slice(0, 10).map((post) => `${post.id} ${JSON.stringify(post.title)}`);
    return {
      changes: [mediaDeletion(media)],
      warnings: [
        ...roles.map((role) => `It is the ${role} of the site, which will have none.`),
        ...(posts.length === 0
          ? []
          : [
              `Shown by ${posts.length === 1 ? '1 post' : `${posts.length} posts`}, which will have a gap: ${shown.join(', ')}.`,
            ]),
        ...(isCut ? ['Not all posts were looked at.'] : []),
      ],
    };
  },
  async example(apply) {
    return { id: await uploadedId(apply) };
  },
  hostile: { id: 1, force: true },
  requests: [
    'GET /wp-json/wp/v2/media/{}',
    'GET /wp-json',
    'GET /wp-json/wp/v2/posts',
    'DELETE /wp-json/wp/v2/media/{}',
  ],
  scopes: 'content',
});
