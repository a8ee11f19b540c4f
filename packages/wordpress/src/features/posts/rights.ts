import { InputError, PermissionError } from '@crunchtools/mcp-core';
import type { Post, PostState } from './api.ts';
import { textIn } from './state.ts';

const forOthers = 'Somebody else who may has to do it; get_site shows what this account may do.';

/** What WordPress names among the links of a post that its account may do (REST API handbook, Posts; 6.1.9, run). */
const needs: readonly (readonly [
  action: string,
  isWanted: (changed: PostState) => boolean,
  what: string,
  nextStep: string,
])[] = [
  [
    'publish',
    ({ status }) => status === 'publish' || status === 'future' || status === 'private',
    'publish posts of this type, and so neither schedule them nor make them private',
    'update_post with status pending hands a draft in for review.',
  ],
  ['sticky', ({ sticky }) => sticky !== undefined, 'make posts sticky', forOthers],
  [
    'assign-author',
    ({ author }) => author !== undefined,
    'put posts under the name of another account',
    forOthers,
  ],
];

/** Whether its account may do something with a post; nothing where WordPress does not say. */
function may({ actions }: Post, action: string): boolean | undefined {
  return actions.size === 0 ? undefined : actions.has(action);
}

/**
 * Refuses what WordPress would refuse after a person has agreed to it, or drop without a word.
 * @param changed members that differ. @throws {PermissionError | InputError}
 */
export function requireRights(post: Post, changed: PostState): void {
  for (const [action, isWanted, what, nextStep] of needs)
    if (isWanted(changed) && may(post, action) === false)
      throw new PermissionError(`This account may not ${what}. Nothing was sent.`, { nextStep });
  if (textIn(changed, 'slug') !== '' && losesSlug(post, changed))
    throw new InputError(
      'WordPress lets no account that may not publish give a slug to a post that waits for review. Nothing was sent.',
      { nextStep: 'Leave it out: whoever publishes the post can give it one.' },
    );
}

/** What becomes of the slug of a draft that is handed in for review, which a person should know before. */
export function rightsNotes(post: Post, changed: PostState): readonly string[] {
  return changed['slug'] === undefined && post.slug !== '' && losesSlug(post, changed)
    ? ['WordPress takes the slug away: this account may not publish, and the post waits for review.']
    : [];
}

/** `wp_insert_post` empties it (6.1.9, read and run). */
function losesSlug(post: Post, changed: PostState): boolean {
  const status = textIn(changed, 'status') || post.status;
  return status === 'pending' && may(post, 'publish') === false;
}
