import {
  afterWrite,
  type Change,
  ConflictError,
  changedMembers,
  type Executor,
  type Guard,
  type GuardJudge,
  type JsonObject,
  type Outcome,
  oneByOne,
  type Reconciliation,
  type Scope,
  type Subject,
  type Target,
} from '@crunchtools/mcp-core';
import type { Account } from '../../api/connection.ts';
import type { Kinds } from '../../api/kinds.ts';
import { nounOf } from '../../names.ts';
import type { CommentsApi } from '../comments/api.ts';
import type { Post, PostState, PostsApi } from './api.ts';
import { postGuards, postReasons } from './guard.ts';
import { bringBack, type CommentsThere, commentsOf, leftHidden, recordOf } from './hidden-comments.ts';
import { mostLooked, overwrittenNotes, reconcilePost } from './reconcile.ts';
import { movedNotes } from './redirect.ts';
import { describePost, sameTexts, scopeOf } from './state.ts';

/** A change of members of a post; the others are as they were read. */
export function postChange(post: Post, changed: PostState): Change {
  const { kind, id, version, state: before } = post;
  const after = { ...before, ...changed };
  const summary = describePost(kind.noun, 'update', before, after);
  const object = { resource: 'post', scope: scopeOf(kind), id: String(id), version };
  return { action: 'update', ...object, summary, before, after };
}

export function postCreation(kind: Post['kind'], after: PostState): Change {
  const summary = describePost(kind.noun, 'create', undefined, after);
  return { action: 'create', resource: 'post', scope: scopeOf(kind), summary, after };
}

/** Out of the trash. */
export function postRestoration(post: Post, after: PostState): Change {
  const summary = describePost(post.kind.noun, 'restore', undefined, after);
  const object = { resource: 'post', scope: scopeOf(post.kind), replaces: String(post.id) };
  return { action: 'create', ...object, summary, after };
}

/**
 * Into the trash.
 * @param there its comments: an undo brings them back.
 */
export function postDeletion(post: Post, there?: CommentsThere): Change {
  const { kind, id, version } = post;
  const before = { ...post.state, ...recordOf(there) };
  const summary = describePost(kind.noun, 'delete', before, undefined);
  return {
    action: 'delete',
    resource: 'post',
    scope: scopeOf(kind),
    id: String(id),
    version,
    summary,
    before,
  };
}

/** Whole posts of one request: the text of each may be long. */
const mostAtOnce = 50;

/** What an executor needs to know of who writes. */
export type KnownAccount = () => Account | undefined;

export class PostExecutor implements Executor {
  readonly resource = 'post';
  readonly identity = ['title'];
  /** Set only as a post comes back; what became of them since is no reason to leave the post alone. */
  readonly setElsewhere = ['comments'];
  /** A draft has no slug and no date of its own until WordPress gives it both (6.1.9, run). */
  readonly fillsIn = ['slug', 'date'];
  readonly guards: readonly Guard[] = postGuards;
  readonly #api: PostsApi;
  readonly #kinds: Kinds;
  readonly #comments: CommentsApi;
  readonly #account: KnownAccount;

  constructor(api: PostsApi, kinds: Kinds, comments: CommentsApi, account: KnownAccount) {
    this.#api = api;
    this.#kinds = kinds;
    this.#comments = comments;
    this.#account = account;
  }

  nounOf({ id }: Scope): string {
    return nounOf(id);
  }

  /** A post in the trash is gone: bringing it back is a change of its own. */
  async read(subject: Subject): Promise<JsonObject | undefined> {
    const post = await this.#find(subject);
    return post?.status === 'trash' ? undefined : post?.state;
  }

  async readAll(subjects: readonly Subject[]): Promise<readonly (JsonObject | undefined)[]> {
    const [first] = subjects;
    if (first === undefined) return [];
    const kind = await this.#kinds.get(first.scope.id);
    const ids = subjects.flatMap(({ id }) => (id === undefined ? [] : [Number(id)]));
    const found = new Map<string, JsonObject>();
    for (let at = 0; at < ids.length; at += mostAtOnce)
      for (const { id, status, state } of await this.#api.byIds(kind, ids.slice(at, at + mostAtOnce)))
        if (status !== 'trash') found.set(String(id), state);
    return subjects.map(({ id = '' }) => found.get(id));
  }

  async version(subject: Subject): Promise<string | undefined> {
    return (await this.#find(subject))?.version;
  }

  /** WordPress takes one post a request. */
  async batchLimit(): Promise<number> {
    return 1;
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    return oneByOne(changes, (change) => this.#applyOne(change));
  }

  async #applyOne(change: Change): Promise<Outcome> {
    const { action, id, after, replaces, scope, before } = change;
    const kind = await this.#kinds.get(scope.id);
    if (action === 'create' && after !== undefined) {
      if (replaces === undefined) return outcomeOf(await this.#api.create(kind, after));
      return this.#restore(await this.#required({ scope, id: replaces }), after);
    }
    if (id === undefined) throw new Error(`a post cannot be changed by ${action}`);
    // Again, for those that came since the plan, and because an undo of a creation has no plan that knows of comments.
    const there = action === 'delete' ? await commentsOf(this.#comments, Number(id)) : undefined;
    const present = await this.#required({ scope, id });
    requireVersion(present, change.version);
    if (action === 'delete') {
      await this.#api.trash(kind, present.id);
      return { id, before: { ...before, ...recordOf(there) } };
    }
    if (before === undefined || after === undefined) throw new Error(`a post cannot be changed by ${action}`);
    const sent = changedMembers(before, after);
    const made = await this.#api.update(kind, present.id, sent);
    const warnings = [...(await this.#overwritten(present, made, sent)), ...movedNotes(present, made)];
    return { ...outcomeOf(made), warnings };
  }

  async #restore(present: Post, after: PostState): Promise<Outcome> {
    if (present.status !== 'trash')
      throw new ConflictError(`The ${present.kind.noun} is not in the trash any more. Nothing was changed.`, {
        nextStep: 'get_post shows how it is.',
      });
    const { comments, ...state } = after;
    const made = outcomeOf(
      await this.#api.update(present.kind, present.id, changedMembers(present.state, state)),
    );
    const warnings = await bringBack(this.#comments, present.id, after);
    return {
      ...made,
      observed: { ...made.observed, ...(comments === undefined ? {} : { comments }) },
      warnings,
    };
  }

  /**
   * WordPress overwrites whatever is there. Whoever saved between the look and the write has a revision that stands between the
   * text before and this one.
   *
   * Not covered: what has no revisions, as slugs and terms, and types without them.
   */
  async #overwritten(before: Post, made: Post, sent: PostState): Promise<readonly string[]> {
    const own = before.revisions.count === 0 || !sameTexts(before.state, made.state) ? 1 : 0;
    if (!made.kind.supports.has('revisions') || made.revisions.count === before.revisions.count + own)
      return [];
    const { revisions } = await afterWrite(() => this.#api.revisions(made.kind, made.id, mostLooked));
    return overwrittenNotes(revisions, before.revisions.newest, before.state, sent);
  }

  async reconcile(changes: readonly Change[]): Promise<Reconciliation> {
    const [change] = changes;
    if (change === undefined) return { verdict: 'not_applied' };
    const found = await reconcilePost(change, this.#api, this.#kinds);
    if (change.replaces === undefined || found.verdict !== 'applied') return found;
    const warnings = await leftHidden(this.#comments, Number(change.replaces));
    return { ...found, outcomes: found.outcomes.map((outcome) => ({ ...outcome, warnings })) };
  }

  judge(): GuardJudge {
    return (change) => postReasons(change, this.#account());
  }

  irreversibleReason(): undefined {
    return undefined;
  }

  async undoProblem({ action, scope, replaces }: Change): Promise<string | undefined> {
    if (action !== 'create' || replaces !== undefined) return undefined;
    const { needs, noun } = await this.#kinds.get(scope.id);
    return this.#account()?.capabilities.has(needs.delete) === false
      ? `this account may not trash a ${noun} that is a draft, which is how a new one is taken back`
      : undefined;
  }

  summarise(
    action: Change['action'],
    before: JsonObject | undefined,
    after: JsonObject | undefined,
    { scope, replaces }: Target,
  ): string {
    return describePost(nounOf(scope.id), replaces === undefined ? action : 'restore', before, after);
  }

  async #find({ scope, id }: Subject): Promise<Post | undefined> {
    return id === undefined ? undefined : this.#api.find(await this.#kinds.get(scope.id), Number(id));
  }

  /** @throws {ConflictError} for a post that is gone for good. */
  async #required(subject: Subject): Promise<Post> {
    const post = await this.#find(subject);
    if (post !== undefined) return post;
    throw new ConflictError(`The ${nounOf(subject.scope.id)} is gone. Nothing was changed.`, {
      nextStep: 'list_posts shows what there is.',
    });
  }
}

function outcomeOf({ id, state, version }: Post): Outcome {
  return { id: String(id), observed: state, version };
}

/** @throws {ConflictError} The last look before a write: WordPress takes no condition with it. */
function requireVersion(present: Post, version: string | undefined): void {
  if (version === undefined || present.version === version) return;
  throw new ConflictError(
    `Somebody changed the ${present.kind.noun} since this was planned. Nothing was changed.`,
    {
      nextStep: 'Make the same call again, and look at its plan.',
      details: { version: present.version, modified: present.modified },
    },
  );
}
