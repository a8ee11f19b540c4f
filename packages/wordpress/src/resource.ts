import type { Completer } from '@crunchtools/mcp-core';
import { statuses } from './schema.ts';
import type { Services } from './services.ts';

/** As many are offered for what is typed. */
const mostOffered = 50;

/** Ids of the posts that were changed last. */
export const completeId: Completer<Services> = async (typed, _given, { services }) => {
  const [kind] = await services.kinds.all();
  const asked = statuses.filter((status) => status !== 'trash' && services.kinds.hasStatus(status));
  if (kind === undefined || asked.length === 0) return { values: [] };
  const query = { status: asked.join(','), orderby: 'modified', per_page: mostOffered };
  const { posts, pages } = await services.posts.list(kind, query);
  return { values: posts.map(({ id }) => String(id)).filter((id) => id.startsWith(typed)), more: pages > 1 };
};
