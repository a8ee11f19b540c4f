import { NotFoundError } from '@crunchtools/mcp-core';
import type { Place } from '../../api/kinds.ts';
import type { Services } from '../../services.ts';
import type { Post } from '../posts/api.ts';
import { postChange } from '../posts/change.ts';
import type { Term } from './api.ts';

/** The change that gives a post terms and takes others from it. */
export function reassigned(post: Post, base: string, add: readonly number[], remove: readonly number[]) {
  const ids = post.state[base];
  const present = Array.isArray(ids) ? ids.map(Number) : [];
  const next = new Set([...present.filter((id) => !remove.includes(id)), ...add]);
  return postChange(post, { [base]: [...next].sort((one, other) => one - other) });
}

/** @throws {NotFoundError} */
export async function requireTerm(
  key: string,
  id: number,
  { kinds, terms }: Services,
): Promise<{ readonly place: Place; readonly term: Term }> {
  const place = await kinds.taxonomy(key);
  const term = await terms.find(place.taxonomy, id);
  if (term !== undefined) return { place, term };
  throw new NotFoundError(`There is no ${key} ${id}.`, { nextStep: 'list_terms finds ids.' });
}
