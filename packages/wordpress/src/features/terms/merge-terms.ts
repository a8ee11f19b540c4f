import { ChangeList, defineWrite, InputError, PermissionError } from '@crunchtools/mcp-core';
import { isEditable, wholePosts } from '../../all-posts.ts';
import { termId } from '../../example.ts';
import { postId, statuses, taxonomyName } from '../../schema.ts';
import type { Services } from '../../services.ts';
import type { Post } from '../posts/api.ts';
import type { Term } from './api.ts';
import { termDeletion } from './change.ts';
import { reassigned, requireTerm } from './plan.ts';

const input = { taxonomy: taxonomyName, from: postId, into: postId };

/** Posts of one plan. */
const mostPosts = 500;

export const mergeTerms = defineWrite<Services, typeof input>({
  name: 'merge_terms',
  title: 'Merge two terms',
  description: 'Give all posts of one term another, and delete the first for good. Asks first.',
  toolset: 'terms',
  effect: 'delete',
  paged: true,
  permissions: ['manage_categories'],
  input,
  async plan({ taxonomy: key, from, into }, { services }) {
    if (from === into) throw new InputError('from and into are the same term.');
    const { place, term } = await requireTerm(key, from, services);
    const { taxonomy } = place;
    const target = await requireTerm(key, into, services);
    if ((await services.terms.defaultCategory()) === from && taxonomy.slug === 'category')
      throw new InputError('That is the default category, which cannot be deleted. Nothing was changed.', {
        nextStep: 'update_settings sets another default_category.',
      });
    const { posts, isCut, isWhole } = await wholePosts(services, {
      types: (await services.kinds.all())
        .filter((kind) => kind.taxonomies.some(({ slug }) => slug === taxonomy.slug))
        .map(({ slug }) => slug),
      statuses,
      query: { [taxonomy.base]: from },
      most: mostPosts,
    });
    if (isCut)
      throw new InputError(`More than ${mostPosts} posts have the term. Nothing was changed.`, {
        nextStep: 'assign_terms takes some of them at a time.',
      });
    // The term is deleted from these, too.
    if (!isWhole || !services.kinds.seesAllWith(taxonomy))
      throw new PermissionError(
        'There may be posts with the term that this server does not see. Nothing was changed.',
        {
          nextStep: 'assign_terms changes those that list_posts shows; a person can delete the term.',
        },
      );
    const foreign = posts.find((post) => !isEditable(post, services.connection.known));
    if (foreign !== undefined)
      throw new PermissionError(
        `This account may not edit all posts of the term, such as ${foreign.id}. Nothing was changed.`,
      );
    const changes = await ChangeList.create(posts.length + 1);
    for (const post of posts) changes.add(reassigned(post, taxonomy.base, [target.term.id], [from]));
    changes.add(termDeletion(place, term));
    return {
      changes,
      warnings: [
        ...((await services.terms.hasBelow(term)) ? ['Terms below it move up to where it was.'] : []),
        ...unseenNotes(term, posts),
      ],
    };
  },
  async example(apply) {
    return { taxonomy: 'post_tag', from: await termId(apply), into: await termId(apply) };
  },
  hostile: { taxonomy: 'post_tag', from: 1, into: -1 },
  requests: ['GET /wp-json/wp/v2/tags/{}', 'GET /wp-json/wp/v2/posts', 'DELETE /wp-json/wp/v2/tags/{}'],
  scopes: 'content',
});

/** Posts of types or statuses of plugins that the interface does not show count all the same. */
function unseenNotes({ count }: Term, posts: readonly Post[]): readonly string[] {
  const unseen = count - posts.filter(({ status }) => status === 'publish').length;
  return unseen > 0
    ? [`${unseen} more public posts have the term, which this server does not see: they lose it.`]
    : [];
}
