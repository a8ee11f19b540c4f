import { defineRead, InputError, unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { firstId } from '../../example.ts';
import {
  compact,
  flag,
  key,
  moment,
  postId,
  remark,
  strangers,
  typeName,
  untrustedList,
  versionShape,
} from '../../schema.ts';
import type { Services } from '../../services.ts';
import type { Post } from './api.ts';
import { blockText } from './blocks.ts';
import { shownText, textShape } from './outline.ts';
import { isPublic } from './state.ts';

const input = {
  id: postId,
  type: typeName,
  revision: postId.optional().describe('An older text, from list_revisions.'),
  block: z.int().min(1).max(100_000).optional().describe('Only this block.'),
  outline: z.boolean().optional().describe('With the list of blocks.'),
  first_line: z.int().min(1).optional().describe('From next_line.'),
};

const id = unlisted(z.int().optional());

const output = z.strictObject({
  id: unlisted(z.int()),
  type: unlisted(key),
  version: versionShape,
  title: strangers,
  status: key,
  slug: unlisted(strangers),
  date: unlisted(moment),
  modified: unlisted(moment),
  link: unlisted(strangers),
  preview_link: remark,
  excerpt: remark,
  author: id,
  parent: id,
  featured_media: id,
  template: remark,
  format: unlisted(key.optional()),
  comments: unlisted(key.optional()),
  sticky: flag,
  password_protected: flag,
  terms: unlisted(z.array(z.strictObject({ taxonomy: key, ids: z.array(z.int()) })).optional()),
  ...textShape,
  untrusted: untrustedList,
});

export const getPost = defineRead<Services, typeof input, typeof output>({
  name: 'get_post',
  title: 'Get a post',
  description:
    'Raw text of one post or page in lines, blocks and shortcodes as stored, with the version that edit_post needs.',
  toolset: 'posts',
  effect: 'read',
  permissions: ['edit_posts'],
  input,
  output,
  async run({ id: wanted, type, revision, block, outline = false, first_line: first = 1 }, { services }) {
    if (revision !== undefined && block !== undefined) throw new InputError('Give either revision or block.');
    const { posts } = services;
    const post = await posts.get(wanted, type);
    const old = revision === undefined ? undefined : await posts.revision(post.kind, post.id, revision);
    const text = old?.content ?? (block === undefined ? post.content : blockText(post.content, block));
    return {
      ...detailsOf(post),
      ...(old === undefined
        ? {}
        : { title: old.title, ...compact({ excerpt: old.excerpt }), modified: old.modified }),
      ...shownText(text, { first, outline }),
    };
  },
  async example(apply) {
    const { posts } = await apply('list_posts', { search: 'compost' });
    return { id: firstId(posts), outline: true };
  },
  hostile: { id: 1, type: '../users' },
  requests: ['GET /wp-json/wp/v2/posts/{}'],
  scopes: 'content',
});

function detailsOf(post: Post) {
  const { state, kind, link } = post;
  const text = (name: string): string => (typeof state[name] === 'string' ? state[name] : '');
  const count = (name: string): number | undefined => {
    const value = state[name];
    return typeof value === 'number' && value !== 0 ? value : undefined;
  };
  const terms = kind.taxonomies.flatMap(({ slug, base }) => {
    const ids = state[base];
    return Array.isArray(ids) && ids.length > 0 ? [{ taxonomy: slug, ids: ids.map(Number) }] : [];
  });
  return {
    id: post.id,
    type: kind.slug,
    version: post.version,
    title: post.title,
    status: post.status,
    slug: post.slug,
    date: post.date,
    modified: post.modified,
    link,
    ...compact({
      // A preview needs the login of a browser.
      preview_link:
        isPublic(state) || !kind.isViewable ? '' : `${link}${link.includes('?') ? '&' : '?'}preview=true`,
      excerpt: text('excerpt'),
      author: count('author'),
      parent: count('parent'),
      featured_media: count('featured_media'),
      template: text('template'),
      format: text('format') === 'standard' ? '' : text('format'),
      comments: text('comment_status') === 'closed' ? 'closed' : '',
      sticky: state['sticky'] === true,
      password_protected: post.isProtected,
    }),
    ...(terms.length === 0 ? {} : { terms }),
  };
}
