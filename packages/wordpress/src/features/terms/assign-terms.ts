import { ChangeList, defineWrite, InputError, sameJson } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { draftId, termId } from '../../example.ts';
import { postId, taxonomyName, typeName } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { reassigned } from './plan.ts';

const ids = z.array(postId).max(100);

const input = {
  posts: ids.min(1).describe('Ids.'),
  type: typeName,
  taxonomy: taxonomyName,
  add: ids.optional().describe('Ids of terms.'),
  remove: ids.optional().describe('Too.'),
};

export const assignTerms = defineWrite<Services, typeof input>({
  name: 'assign_terms',
  title: 'Assign terms to posts',
  description: 'Give posts categories, tags or other terms, or take some from them.',
  toolset: 'terms',
  effect: 'update',
  paged: true,
  permissions: ['edit_posts'],
  input,
  async plan({ posts, type, taxonomy: key, add = [], remove = [] }, { services }) {
    if (add.length + remove.length === 0) throw new InputError('Give add or remove.');
    const { taxonomy } = await services.kinds.taxonomy(key);
    // WordPress leaves out what there is not, without a word (6.1.9, run).
    await services.terms.require(taxonomy, add);
    const changes = await ChangeList.create(posts.length);
    let alike = 0;
    for (const id of new Set(posts)) {
      const post = await services.posts.get(id, type);
      if (post.state[taxonomy.base] === undefined)
        throw new InputError(`A ${post.kind.noun} (${id}) has no ${taxonomy.slug}.`);
      const change = reassigned(post, taxonomy.base, add, remove);
      if (sameJson(change.before, change.after)) alike += 1;
      else changes.add(change);
    }
    return {
      changes,
      warnings:
        alike === 0
          ? []
          : [
              alike === 1
                ? '1 of the posts is like that already.'
                : `${alike} of the posts are like that already.`,
            ],
    };
  },
  async example(apply) {
    return { posts: [await draftId(apply)], taxonomy: 'post_tag', add: [await termId(apply)] };
  },
  hostile: { posts: [], taxonomy: 'post_tag', add: [1] },
  requests: ['GET /wp-json/wp/v2/tags', 'GET /wp-json/wp/v2/posts/{}', 'POST /wp-json/wp/v2/posts/{}'],
  scopes: 'content',
});
