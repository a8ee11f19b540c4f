import { changedMembers, defineWrite, InputError } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { leadsTo } from '../../ancestry.ts';
import { termId } from '../../example.ts';
import { postId, taxonomyName } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { given } from '../posts/fields.ts';
import { stateOf, termUpdate } from './change.ts';
import { termFields } from './fields.ts';
import { requireTerm } from './plan.ts';

const input = {
  taxonomy: taxonomyName,
  id: postId,
  name: z.string().trim().min(1).max(200).optional(),
  ...termFields,
};

export const updateTerm = defineWrite<Services, typeof input>({
  name: 'update_term',
  title: 'Update a term',
  description: 'Rename a category, tag or other term, or set its slug, description or parent.',
  toolset: 'terms',
  effect: 'update',
  permissions: ['manage_categories'],
  input,
  async plan({ taxonomy: key, id, ...wanted }, { services }) {
    if (Object.keys(wanted).length === 0) throw new InputError('Give what is to change.');
    const { place, term } = await requireTerm(key, id, services);
    const { taxonomy } = place;
    if (wanted.parent !== undefined && !taxonomy.isHierarchical)
      throw new InputError(`A ${taxonomy.slug} has no parent.`);
    if (wanted.parent === id) throw new InputError('A term cannot be its own parent.');
    if (wanted.parent !== undefined && wanted.parent !== 0) {
      await services.terms.require(taxonomy, [wanted.parent]);
      const above = (at: number) => services.terms.find(taxonomy, at).then((found) => found?.parent);
      if (await leadsTo(wanted.parent, id, above))
        throw new InputError(
          `${wanted.parent} is below ${id} itself, so it cannot be its parent. Nothing was changed.`,
        );
    }
    const changed = changedMembers(stateOf(term), given<string | number>(wanted));
    if (Object.keys(changed).length === 0)
      return { changes: [], warnings: ['The term is like that already.'] };
    return { changes: [termUpdate(place, term, changed)] };
  },
  async example(apply) {
    return { taxonomy: 'post_tag', id: await termId(apply), description: 'What stays in winter' };
  },
  hostile: { taxonomy: 'post_tag', id: 1, taxonomies: 'category' },
  requests: ['GET /wp-json/wp/v2/tags/{}', 'POST /wp-json/wp/v2/tags/{}'],
  scopes: 'content',
});
