import { ChangeList, defineWrite, InputError, NotFoundError } from '@crunchtools/mcp-core';
import { isEditable } from '../../all-posts.ts';
import { draftId, uploadedId } from '../../example.ts';
import { postId } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { postChange } from '../posts/change.ts';
import { given } from '../posts/fields.ts';
import { mostPosts, requireMedia, usersOf } from './plan.ts';
import { withMedia } from './uses.ts';

const input = { id: postId, by: postId.describe('From upload_media.') };

export const replaceMedia = defineWrite<Services, typeof input>({
  name: 'replace_media',
  title: 'Replace a file in posts',
  description: 'Let all posts that show one file show another. The old file stays under its address.',
  toolset: 'media',
  effect: 'update',
  paged: true,
  permissions: ['edit_posts'],
  input,
  async plan({ id, by }, { services }) {
    if (id === by) throw new InputError('id and by are the same file.');
    const [old, present] = [await requireMedia(id, services), await requireMedia(by, services)];
    const { posts, isCut } = await usersOf(old, services);
    const mine = posts.filter((post) => isEditable(post, services.connection.known));
    const changes = await ChangeList.create(mine.length);
    for (const post of mine) {
      const featured = post.state['featured_media'] === old.id ? present.id : undefined;
      const content = withMedia(post.content, old, present);
      const changed = given<string | number>({
        content: content === post.content ? undefined : content,
        featured_media: featured,
      });
      changes.add(postChange(post, changed));
    }
    if (changes.length === 0)
      throw new NotFoundError('No post that this account may edit shows the file. Nothing was changed.');
    const [was, is] = [old.type.split('/')[0], present.type.split('/')[0]];
    return {
      changes,
      warnings: [
        ...(was === is
          ? []
          : ['The files are not of the same kind: blocks of the old one may not show the new one.']),
        ...(mine.length === posts.length
          ? []
          : [`This account may not edit ${posts.length - mine.length} more posts.`]),
        ...(isCut ? [`There are more posts: only the newest ${mostPosts} were looked at.`] : []),
      ],
    };
  },
  async example(apply) {
    const [id, by] = [await uploadedId(apply), await uploadedId(apply)];
    await draftId(apply, { content: `[gallery ids="${String(id)}"]` });
    return { id, by };
  },
  hostile: { id: 1, by: 0 },
  requests: ['GET /wp-json/wp/v2/media/{}', 'GET /wp-json/wp/v2/posts', 'POST /wp-json/wp/v2/posts/{}'],
  scopes: 'content',
});
