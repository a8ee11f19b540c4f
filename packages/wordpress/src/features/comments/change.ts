import type { Change, GuardRule, JsonObject, ObjectStore, StoredObject } from '@crunchtools/mcp-core';
import { replaceBetween } from '@crunchtools/mcp-core/document/between';
import type { Kind } from '../../api/kinds.ts';
import { scopeOf, textIn } from '../posts/state.ts';
import type { Comment, CommentsApi } from './api.ts';

/** `moderation` is the status: that of a post has limits of its own. */
export function stateOf({ post, parent, name, content, status }: Comment): JsonObject {
  return { post, parent, author: name, content: withoutRel(content), moderation: status };
}

export function replyCreation(kind: Kind, post: number, parent: number, content: string): Change {
  const after = { post, parent, content, moderation: 'approved' };
  return {
    action: 'create',
    resource: 'comment',
    scope: scopeOf(kind),
    summary: describe('create', undefined, after),
    after,
  };
}

export function moderation(kind: Kind, comment: Comment, status: string): Change {
  const before = stateOf(comment);
  const after = { ...before, moderation: status };
  return {
    action: 'update',
    resource: 'comment',
    scope: scopeOf(kind),
    id: String(comment.id),
    summary: describe('update', before, after),
    before,
    after,
  };
}

export const commentRules: readonly GuardRule[] = [
  {
    id: 'comment.reply',
    asked: 'Every reply to a comment.',
    why: 'It is public at once, in the name of the account, and mails go out.',
    example: 'reply_comment',
    text: 'It is public at once, in the name of this account.',
    applies: ({ action }) => action === 'create',
  },
  {
    id: 'comment.publish',
    asked: 'Every comment that becomes public: approved, or taken out of the spam or the trash.',
    why: 'What a stranger wrote, with its links, stands on the site then.',
    example: 'moderate_comments to approved',
    text: 'It makes what a stranger wrote public.',
    applies: ({ action, before, after }) =>
      action === 'update' && before?.['moderation'] !== 'approved' && after?.['moderation'] === 'approved',
  },
];

function stored(comment: Comment): StoredObject {
  return { id: String(comment.id), state: stateOf(comment) };
}

export function commentStore(api: CommentsApi): ObjectStore {
  const toStatus = async (id: string | undefined, state: JsonObject): Promise<StoredObject> =>
    stored(await api.moderate(Number(id), textIn(state, 'moderation')));
  return {
    resource: 'comment',
    identity: ['author', 'content'],
    rules: commentRules,
    async find({ id, before, after }) {
      const comment = await api.find(Number(id));
      // To a creation and a deletion the trash is nowhere; to moderation it is a status.
      const isGone =
        comment?.status === 'trash' &&
        (before === undefined || after === undefined) &&
        textIn(before ?? after, 'moderation') !== 'trash';
      return comment === undefined || isGone ? undefined : stored(comment);
    },
    async create(_, after) {
      const { post, parent } = after;
      return stored(await api.reply(Number(post), Number(parent), textIn(after, 'content')));
    },
    restore: ({ replaces }, after) => toStatus(replaces, after),
    update: ({ id }, changed) => toStatus(id, changed),
    async remove({ id, before }) {
      if (before?.['moderation'] !== 'trash') await toStatus(id, { moderation: 'trash' });
    },
    made: (_, after) => madeReply(api, after),
    summarise: describe,
  };
}

/** Where a reply may be put at once by a list of words, a plugin or a person, or with its post. */
const asides = ['spam', 'trash', 'post-trashed'] as const;
type Aside = (typeof asides)[number];

async function madeReply(api: CommentsApi, after: JsonObject): Promise<StoredObject | 'unclear' | undefined> {
  const content = textIn(after, 'content');
  const repliesIn = async (status?: Aside): Promise<readonly Comment[]> =>
    (await api.own(Number(after['post']), status)).filter(({ parent }) => parent === after['parent']);
  const replies = await repliesIn();
  const same = replies.find((reply) => isSame(reply.content, content));
  if (same !== undefined) return stored(same);
  // WordPress may have balanced, or taken out, what it was sent.
  if (/[<>&]/u.test(content) && replies.length > 0) return 'unclear';
  // One that is there may be older, too.
  for (const status of asides)
    if ((await repliesIn(status)).some((reply) => isSame(reply.content, content))) return 'unclear';
  return undefined;
}

/** Whether two texts are the same to WordPress, which trims them and gives links a `rel`. */
export function isSame(one: string, other: string): boolean {
  return withoutRel(one) === withoutRel(other);
}

/** A text without what WordPress always does to it: as a comment is set, also only to another status, each link gets a `rel` (`wp_rel_ugc`, 6.1.9, recorded). */
function withoutRel(text: string): string {
  const bare = replaceBetween(text, /<a\s/giu, '>', (tag) =>
    tag.replaceAll(/\s+rel=(?:"[^"]*"|'[^']*')/giu, ''),
  );
  return bare.trim();
}

function describe(
  action: Change['action'],
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string {
  const comment = after ?? before;
  const what = `comment on post ${Number(comment?.['post'])} ${JSON.stringify(textIn(comment, 'content').slice(0, 80))}`;
  if (action === 'create') return `reply: ${what}`;
  if (action === 'delete') return `trash ${what}`;
  return `${what}: ${textIn(before, 'moderation')} → ${textIn(after, 'moderation')}`;
}
