import type { Change, JsonObject, Reconciliation } from '@crunchtools/mcp-core';
import type { Kinds } from '../../api/kinds.ts';
import type { Post, PostsApi } from './api.ts';
import { changedMembers, holds, sameTexts, textIn } from './state.ts';

/** As many of the posts that this account made last are looked through for a new one, and for one like it before it is made. */
export const mostLooked = 20;

/**
 * Finds out by reading what became of a write of a post that got no answer. Never by the time: clocks of two machines differ.
 *
 * Not covered: somebody else who makes the very same change meanwhile, which is taken for this one.
 */
export async function reconcilePost(change: Change, api: PostsApi, kinds: Kinds): Promise<Reconciliation> {
  const { action, id, replaces, scope, after } = change;
  const kind = await kinds.get(scope.id);
  if (action === 'create' && replaces === undefined)
    return created(after ?? {}, await api.newestOwn(kind, mostLooked));
  const post = await api.find(kind, Number(id ?? replaces));
  if (action === 'delete')
    return post === undefined || post.status === 'trash'
      ? { verdict: 'applied', outcomes: [{ id: id ?? '' }] }
      : { verdict: 'not_applied' };
  // It was there a moment ago: whoever took it away may have done so before or after.
  if (post === undefined) return { verdict: 'unknown' };
  if (action === 'create')
    return post.status === 'trash' ? { verdict: 'not_applied' } : appliedTo(post, post.state);
  return updated(change, post, api);
}

/** A creation is planned only where there is no post like it, so that one that is there now is this one. */
function created(after: JsonObject, own: readonly Post[]): Reconciliation {
  const same = own.find(({ state }) => isAlike(state, after));
  if (same !== undefined) return appliedTo(same, same.state);
  // What WordPress filtered may have another text than was sent.
  return { verdict: own.some(({ title }) => title === textIn(after, 'title')) ? 'unknown' : 'not_applied' };
}

/** Whether a post that is there has the title and the text of one that is to be made. */
export function isAlike(there: JsonObject, wanted: JsonObject): boolean {
  return ['title', 'content'].every((name) => textIn(there, name) === textIn(wanted, name));
}

async function updated(
  { before = {}, after = {}, version }: Change,
  post: Post,
  api: PostsApi,
): Promise<Reconciliation> {
  const wanted = changedMembers(before, after);
  if (holds(post.state, wanted)) return appliedTo(post, post.state);
  if (post.version === version) return { verdict: 'not_applied' };
  if (sameTexts(before, after) || !post.kind.supports.has('revisions')) return { verdict: 'unknown' };
  // Somebody wrote since. Whether this one did so before tells its revision.
  const base = Number(/^r(\d+)-/u.exec(version ?? '')?.[1] ?? 0);
  const { revisions } = await api.revisions(post.kind, post.id, mostLooked);
  const found = revisions.find((revision) => revision.id > base && sameTexts({ ...revision }, after));
  if (found !== undefined) return appliedTo(post, after);
  return { verdict: revisions.length < mostLooked ? 'not_applied' : 'unknown' };
}

function appliedTo({ id, version }: Post, observed: JsonObject): Reconciliation {
  return { verdict: 'applied', outcomes: [{ id: String(id), observed, version }] };
}
