import {
  isJsonObject,
  type JsonObject,
  NotFoundError,
  PermissionError,
  RejectedError,
  toSafeError,
} from '@crunchtools/mcp-core';
import type { CommentRow, CommentsApi } from '../comments/api.ts';
import { textIn } from './state.ts';

/**
 * WordPress gives all comments of a post that goes to the trash the status `post-trashed`. Its interface never gives back the one that
 * they had, nor shows it (6.1.9, recorded), so this server reads them before, and sets them again afterwards.
 *
 * Not covered: somebody who brings the post back, moderates its comments and trashes it again before this server brings it back: they
 * get the statuses from before this server trashed it.
 */

/** As many come back with their post: one request lists them, and each takes one more. */
const mostRows = 100;

const earlier = ['approved', 'hold', 'spam', 'trash'] as const;

type Earlier = (typeof earlier)[number];

const words: Readonly<Record<Earlier, string>> = {
  approved: 'approved',
  hold: 'held',
  spam: 'spam',
  trash: 'in the trash',
};

/** The comments of a post by status, as they are before it goes to the trash. */
export interface CommentsThere {
  /** Of each status the newest `mostRows` at most. */
  readonly rows: readonly CommentRow[];
  readonly total: number;
  readonly counts: Readonly<Record<Earlier, number>>;
}

/** @returns nothing where the site or the rights of the account do not let them be read. */
export async function commentsOf(api: CommentsApi, post: number): Promise<CommentsThere | undefined> {
  try {
    const lists = [
      await api.rows(post, 'approve', mostRows),
      await api.rows(post, 'hold', mostRows),
      await api.rows(post, 'spam', mostRows),
      await api.rows(post, 'trash', mostRows),
    ];
    const [approved = 0, hold = 0, spam = 0, trash = 0] = lists.map(({ total }) => total);
    return {
      rows: lists.flatMap(({ rows }) => rows),
      total: approved + hold + spam + trash,
      counts: { approved, hold, spam, trash },
    };
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** How many comments are hidden with a post; nothing where that cannot be read. */
export async function hiddenWith(api: CommentsApi, post: number): Promise<number | undefined> {
  try {
    return (await api.rows(post, 'post-trashed', mostRows)).total;
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** Plugins close this part of the interface; a post can be trashed all the same. */
function isRefusal(error: unknown): boolean {
  return error instanceof NotFoundError || error instanceof PermissionError || error instanceof RejectedError;
}

/** The member of a state that an undo of the trash goes by: ids by status. None for a post without comments. */
export function recordOf(there: CommentsThere | undefined): JsonObject {
  if (there === undefined || there.rows.length === 0) return {};
  const idsOf = (wanted: Earlier): string =>
    there.rows
      .filter(({ status }) => status === wanted)
      .map(({ id }) => id)
      .join(' ');
  const entries = earlier.map((status) => [status, idsOf(status)] as const).filter(([, ids]) => ids !== '');
  return { comments: Object.fromEntries(entries) };
}

/** What each comment was, by its id, as a state holds it. */
function recorded(state: JsonObject): ReadonlyMap<number, Earlier> {
  const { comments } = state;
  const record = isJsonObject(comments) ? comments : {};
  const pairs = earlier.flatMap((status) =>
    textIn(record, status)
      .split(' ')
      .map((id) => [Number(id), status] as const),
  );
  return new Map(pairs);
}

function counted(counts: Readonly<Partial<Record<Earlier, number>>>): string {
  return earlier
    .flatMap((status) => ((counts[status] ?? 0) === 0 ? [] : [`${counts[status]} ${words[status]}`]))
    .join(', ');
}

const comments = (amount: number): string => (amount === 1 ? '1 comment' : `${amount} comments`);

const byHand = 'list_comments with status post-trashed shows them, and moderate_comments sets them.';

/** What is to be told of the comments of a post before it goes to the trash. */
export function trashNotes(there: CommentsThere | undefined): readonly string[] {
  if (there === undefined)
    return [
      'Its comments cannot be read by this account or on this site. WordPress hides them with it, and those there are will not come back by themselves.',
    ];
  const { total, counts } = there;
  if (total === 0) return [];
  const told = `${comments(total)} will be hidden with it (${counted(counts)}).`;
  const mails =
    counts.approved === 0
      ? ''
      : ' WordPress then mails its author about each approved one, unless the site does not.';
  return [
    total > mostRows
      ? `${told} An undo brings back the newest ${mostRows} alone; the other ${total - mostRows} will not come back by themselves: ${byHand}${mails}`
      : `${told} An undo brings back each as it was; restore_post brings them back as held.${mails}`,
  ];
}

/** What is to be told of comments before a post comes back by itself, without knowledge of what they were. */
export function restorationNotes(hidden: number | undefined): readonly string[] {
  if (hidden === undefined) return [unread];
  if (hidden === 0) return [];
  const some = hidden > mostRows ? `The newest ${mostRows} of ${comments(hidden)}` : comments(hidden);
  return [
    `${some} will come back with it as held: WordPress does not show what they were. Where this server trashed it, undo_change brings each back as it was.${hidden > mostRows ? ` For the others, ${byHand}` : ''}`,
  ];
}

const unread = 'Whether comments are still hidden with it cannot be read by this account or on this site.';

/**
 * Gives the comments that are hidden with a post that came back the status that they had, and `hold` to those of which it is not known:
 * nothing that nobody approved becomes public. Up to `mostRows` of them, with a request for each; the first that fails ends it.
 *
 * @param state the post as it was before the trash.
 * @returns what the reader should know. Never fails: the post is back already.
 */
export async function bringBack(
  api: CommentsApi,
  post: number,
  state: JsonObject,
): Promise<readonly string[]> {
  const known = recorded(state);
  const done: Partial<Record<Earlier, number>> = {};
  let left = 0;
  let unknown = 0;
  let failure: string | undefined;
  try {
    const { rows, total } = await api.rows(post, 'post-trashed', mostRows);
    left = total;
    for (const { id } of rows) {
      const wanted = known.get(id) ?? 'hold';
      const status = await api.setStatus(id, wanted);
      if (status !== wanted) throw new RejectedError(`Comment ${id} is ${status}, not ${wanted}.`);
      left -= 1;
      done[wanted] = (done[wanted] ?? 0) + 1;
      if (!known.has(id)) unknown += 1;
    }
  } catch (error) {
    failure = toSafeError(error).message;
  }
  return [...broughtNotes(done, unknown), ...leftNotes(left, failure)];
}

function broughtNotes(done: Readonly<Partial<Record<Earlier, number>>>, unknown: number): readonly string[] {
  const total = Object.values(done).reduce((sum, each) => sum + each, 0);
  if (total === 0) return [];
  const held =
    unknown === 0
      ? ''
      : ` What ${unknown === total ? 'they' : `${unknown} of them`} had been is not known, so they wait to be moderated: list_comments with status hold shows them.`;
  return [`${comments(total)} came back with it: ${counted(done)}.${held}`];
}

function leftNotes(left: number, failure: string | undefined): readonly string[] {
  if (left > 0)
    return [`${comments(left)} did not come back${failure === undefined ? '' : ` (${failure})`}: ${byHand}`];
  return failure === undefined ? [] : [`${unread} (${failure})`];
}

/** What is to be told where a post came back and the answer was lost: how many of its comments did not. */
export async function leftHidden(api: CommentsApi, post: number): Promise<readonly string[]> {
  const hidden = await hiddenWith(api, post);
  return hidden === undefined ? [unread] : leftNotes(hidden, undefined);
}
