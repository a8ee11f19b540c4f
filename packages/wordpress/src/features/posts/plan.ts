import {
  ConflictError,
  changedMembers,
  InputError,
  NotFoundError,
  type PlannedChanges,
  textDifference,
} from '@crunchtools/mcp-core';
import { leadsTo } from '../../ancestry.ts';
import type { Kind } from '../../api/kinds.ts';
import type { Services } from '../../services.ts';
import { requireMedia } from '../media/plan.ts';
import type { Post, PostState, PostsApi, Revision } from './api.ts';
import { blocksOf } from './blocks.ts';
import { postChange } from './change.ts';
import { filteredOut } from './filtered.ts';
import { filteredFor } from './guard.ts';
import { oldAddressNote } from './redirect.ts';
import { requireRights, rightsNotes } from './rights.ts';
import { textIn } from './state.ts';

/** As many lines of a conflict are shown. */
const mostLines = 100;

/** The change of members of one post. Members that are so already are no change. */
export function postPlan(post: Post, wanted: PostState, services: Services): PlannedChanges {
  const changed = changedMembers(post.state, wanted);
  if (Object.keys(changed).length === 0)
    return { changes: [], warnings: [`The ${post.kind.noun} is like that already.`] };
  requireText(changed);
  requireRights(post, changed);
  return {
    changes: [postChange(post, changed)],
    warnings: [
      ...filterNotes(textIn(changed, 'content'), services),
      ...addressNotes(post, changed),
      ...rightsNotes(post, changed),
    ],
  };
}

/** What becomes of the old address of a public post, which a person should know before. */
function addressNotes(post: Post, changed: PostState): readonly string[] {
  const [isOtherSlug, isOtherParent] = [changed['slug'] !== undefined, changed['parent'] !== undefined];
  // Where addresses are ids, none changes.
  const isNamed = post.status === 'publish' && !post.link.includes('?');
  return isNamed && (isOtherSlug || isOtherParent) ? [oldAddressNote(post, isOtherSlug)] : [];
}

/** What is to be told of the HTML of this account before it is written. */
export function filterNotes(content: string, { connection }: Services): readonly string[] {
  const lost = filteredFor(connection.known, content);
  return lost.length === 0
    ? []
    : [
        `WordPress will take out, or break: ${lost.join(', ')}. The account lacks the capability unfiltered_html.`,
      ];
}

/** The same before a post is created: where this account has made none, another one tells what WordPress takes out. */
export async function creationNotes(
  kind: Kind,
  content: string,
  services: Services,
): Promise<readonly string[]> {
  if (filteredOut(content).length > 0 && filterNotes(content, services).length === 0)
    await services.posts.listWhole(kind, { per_page: 1 });
  return [...filterNotes(content, services), ...markNotes(content)];
}

/** What is to be told of a new text whose marks of blocks do not pair. */
function markNotes(content: string): readonly string[] {
  const { unpaired } = blocksOf(content);
  return unpaired.length === 0
    ? []
    : [
        `Marks of blocks have no partner, which the editor shows as broken: ${[...new Set(unpaired)].join(', ')}.`,
      ];
}

/** @throws {InputError} for what is no Unicode: WordPress refuses the whole request. */
export function requireText(state: PostState): void {
  const wrong = ['title', 'content', 'excerpt'].find((name) => /\p{Surrogate}/u.test(textIn(state, name)));
  if (wrong !== undefined)
    throw new InputError(`${wrong} holds half of a character (a lone surrogate), which no text can hold.`, {
      nextStep: 'Leave it out. Nothing was sent.',
    });
}

/** @throws {ConflictError} when the post was changed since, with the lines of its newest text that differ from the last revision. */
export async function requireVersion(post: Post, version: string, { posts }: Services): Promise<void> {
  if (post.version === version) return;
  const base = Number(/^r(\d+)-/u.exec(version)?.[1] ?? 0);
  const old = base === 0 || base > post.revisions.newest ? undefined : await kept(post, base, posts);
  throw new ConflictError(
    `The ${post.kind.noun} was changed since ${version}: its version is ${post.version}, of ${post.modified}. Nothing was changed.`,
    {
      nextStep: 'Look at what changed, read the post again, and make the edit from its present version.',
      quotes: true,
      details: {
        version: post.version,
        ...(old === undefined
          ? {}
          : { difference: textDifference(old.content, post.content).slice(0, mostLines) }),
      },
    },
  );
}

/** @returns nothing for a revision that the site keeps no longer, as those that keep the last few alone. */
async function kept({ kind, id }: Post, revision: number, posts: PostsApi): Promise<Revision | undefined> {
  try {
    return await posts.revision(kind, id, revision);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/**
 * WordPress takes a post of any type for a parent, which puts a page below the address of a post (6.1.9, run).
 * @param id of the post that gets the parent; nothing for a new one.
 * @throws {InputError} for a parent that cannot be one. @throws {NotFoundError} for one that is not there.
 */
export async function requireParent(
  parent: number,
  { kind, id }: { readonly kind: Kind; readonly id?: number },
  { posts, kinds }: Services,
): Promise<void> {
  if (!kind.isHierarchical) throw new InputError(`A ${kind.noun} has no parent.`);
  if (parent === 0) return;
  const found = await posts.find(kind, parent);
  if (found === undefined || found.status === 'trash' || !kinds.hasStatus(found.status))
    throw new NotFoundError(`There is no ${kind.noun} ${parent}. Nothing was changed.`, {
      nextStep: 'list_posts finds ids.',
    });
  const above = (at: number) => posts.find(kind, at).then((post) => Number(post?.state['parent'] ?? 0));
  if (id !== undefined && (await leadsTo(parent, id, above)))
    throw new InputError(`${parent} is below ${id} itself, so it cannot be its parent. Nothing was changed.`);
}

/** @throws {NotFoundError | InputError} Where it cannot show a file, WordPress takes the featured image that there is away (6.1.9, run). */
export async function requireFeatured(id: number, services: Services): Promise<void> {
  if (id === 0) return;
  const { type } = await requireMedia(id, services);
  // Not covered: a PDF of which WordPress could make an image.
  if (!type.startsWith('image/'))
    throw new InputError(`File ${id} is no image. Nothing was changed.`, {
      nextStep: 'list_media finds images.',
    });
}
