import {
  type Change,
  changedMembers,
  holds,
  type JsonObject,
  type Reconciliation,
} from '@crunchtools/mcp-core';
import type { Kinds } from '../../api/kinds.ts';
import type { Post, PostsApi, Revision } from './api.ts';
import { revised, sameTexts, textIn } from './state.ts';

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
    return post.status === 'trash'
      ? { verdict: 'not_applied' }
      : appliedTo(post, { ...post.state, ...(after?.['comments'] && { comments: after['comments'] }) });
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
  const sent = changedMembers(before, after);
  const isThere = holds(post.state, sent);
  if (!isThere && post.version === version) return { verdict: 'not_applied' };
  if (sameTexts(before, after) || !post.kind.supports.has('revisions'))
    return isThere ? appliedTo(post, post.state) : { verdict: 'unknown' };
  const base = Number(/^r(\d+)-/u.exec(version ?? '')?.[1] ?? 0);
  const { revisions } = await api.revisions(post.kind, post.id, mostLooked);
  const found = revisions.find((revision) => revision.id > base && sameTexts({ ...revision }, after));
  const older = revisions.filter(({ id }) => found === undefined || id < found.id);
  if (isThere) return appliedTo(post, post.state, overwrittenNotes(older, base, before, sent));
  // Somebody wrote since. Whether this one did so before tells its revision.
  if (found !== undefined) return appliedTo(post, after, overwrittenNotes(older, base, before, sent));
  return { verdict: revisions.length < mostLooked ? 'not_applied' : 'unknown' };
}

/**
 * What is told of texts that others saved after the newest revision that was read, and before this write. What they changed in
 * other members than those that were sent is still there.
 */
export function overwrittenNotes(
  revisions: readonly Revision[],
  newest: number,
  before: JsonObject,
  sent: JsonObject,
): readonly string[] {
  const written = revised.filter((name) => sent[name] !== undefined);
  return revisions
    .filter(
      (revision) =>
        revision.id > newest &&
        written.some(
          (name) => revision[name] !== textIn(before, name) && revision[name] !== textIn(sent, name),
        ),
    )
    .map(
      ({ id }) =>
        `Somebody saved this in the moment before this write, which overwrote it: revision ${id} has that text. restore_revision with dry_run shows the difference.`,
    );
}

function appliedTo(
  { id, version }: Post,
  observed: JsonObject,
  warnings: readonly string[] = [],
): Reconciliation {
  return { verdict: 'applied', outcomes: [{ id: String(id), observed, version, warnings }] };
}
