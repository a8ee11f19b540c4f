import { ConflictError, defineWrite, InputError } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { taxonomyName } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { termCreation } from './change.ts';
import { termFields } from './fields.ts';

const input = { taxonomy: taxonomyName, name: z.string().trim().min(1).max(200), ...termFields };

export const createTerm = defineWrite<Services, typeof input>({
  name: 'create_term',
  title: 'Create a term',
  description: 'Create a category, tag or other term; one of that name is not made twice.',
  toolset: 'terms',
  effect: 'create',
  permissions: ['manage_categories'],
  input,
  async plan({ taxonomy: key, name, slug, description = '', parent = 0 }, { services }) {
    const place = await services.kinds.taxonomy(key);
    const { taxonomy } = place;
    if (parent !== 0 && !taxonomy.isHierarchical) throw new InputError(`A ${taxonomy.slug} has no parent.`);
    if (parent !== 0) await services.terms.require(taxonomy, [parent]);
    const same = await services.terms.named(taxonomy, name, parent);
    if (same !== undefined)
      throw new ConflictError(`There is a ${taxonomy.slug} of that name: ${same.id}. Nothing was created.`, {
        nextStep: 'Use that one.',
        details: { id: same.id },
      });
    const own = { taxonomy: taxonomy.slug, name, description, ...(slug === undefined ? {} : { slug }) };
    return { changes: [termCreation(place, { ...own, ...(taxonomy.isHierarchical ? { parent } : {}) })] };
  },
  example: { taxonomy: 'post_tag', name: 'Perennials' },
  hostile: { taxonomy: 'post_tag', name: 'x', count: 5 },
  requests: ['GET /wp-json/wp/v2/tags', 'POST /wp-json/wp/v2/tags'],
  scopes: 'content',
});
