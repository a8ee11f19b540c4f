import { defineRead, unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { firstId } from '../../example.ts';
import { compact, flag, key, postId, remark, strangers, untrustedList } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { requireMedia, usersOf } from './plan.ts';
import { listedMedia, rowOf } from './shape.ts';

const input = { id: postId };

const output = listedMedia.extend({
  caption: remark,
  description: remark,
  sizes: unlisted(
    z.array(z.strictObject({ name: strangers, url: strangers, width: z.int(), height: z.int() })),
  ),
  used_by: z.array(
    z.strictObject({ id: z.int(), type: unlisted(key), title: strangers, status: unlisted(key) }),
  ),
  more_posts: unlisted(flag),
  untrusted: untrustedList,
});

export const getMedia = defineRead<Services, typeof input, typeof output>({
  name: 'get_media',
  title: 'Get a file of the media library',
  description: 'One file with caption, sizes, and the posts that use it.',
  toolset: 'media',
  effect: 'read',
  permissions: ['upload_files'],
  input,
  output,
  async run({ id }, { services }) {
    const media = await requireMedia(id, services);
    const { posts, isCut } = await usersOf(media, services);
    return {
      ...rowOf(media),
      ...compact({ caption: media.caption, description: media.description }),
      sizes: media.sizes.map((size) => ({ ...size })),
      used_by: posts.map(({ id: post, kind, title, status }) => ({
        id: post,
        type: kind.slug,
        title,
        status,
      })),
      ...(isCut ? { more_posts: true } : {}),
    };
  },
  async example(apply) {
    return { id: firstId((await apply('list_media', {}))['media']) };
  },
  hostile: { id: 1, url: 'https://elsewhere.example/x.png' },
  requests: ['GET /wp-json/wp/v2/media/{}', 'GET /wp-json/wp/v2/posts'],
  scopes: 'answer',
});
