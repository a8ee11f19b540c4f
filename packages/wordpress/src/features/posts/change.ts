import {
  afterWrite,
  type Change,
  ConflictError,
  type Executor,
  type Guard,
  type GuardJudge,
  type JsonObject,
  type Outcome,
  oneByOne,
  type Reconciliation,
  type Subject,
} from '@crunchtools/mcp-core';
import type { Account } from '../../api/connection.ts';
import type { Kinds } from '../../api/kinds.ts';
import type { Post, PostState, PostsApi } from './api.ts';
import { postGuards, postReasons } from './guard.ts';
import { mostLooked, overwrittenNotes, reconcilePost } from './reconcile.ts';
import { changedMembers, describePost, sameTexts, scopeOf } from './state.ts';

/** A change of members of a post; the others are as they were read. */
export function postChange(post: Post, changed: PostState): Change {
  const { kind, id, version, state: before } = post;
  const after = { ...before, ...changed };
  const summary = describePost(kind.slug, 'update', before, after);
  const object = { resource: 'post', scope: scopeOf(kind), id: String(id), version };
  return { action: 'update', ...object, summary, before, after };
}

export function postCreation(kind: Post['kind'], after: PostState): Change {
  const summary = describePost(kind.slug, 'create', undefined, after);
  return { action: 'create', resource: 'post', scope: scopeOf(kind), summary, after };
}

/** Out of the trash. */
export function postRestoration(post: Post, after: PostState): Change {
  const summary = describePost(post.kind.slug, 'restore', undefined, after);
  const object = { resource: 'post', scope: scopeOf(post.kind), replaces: String(post.id) };
  return { action: 'create', ...object, summary, after };
}

/** Into the trash. */
export function postDeletion(post: Post): Change {
  const { kind, id, version, state: before } = post;
  const summary = describePost(kind.slug, 'delete', before, undefined);
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
  readonly guards: readonly Guard[] = postGuards;
  readonly #api: PostsApi;
  readonly #kinds: Kinds;
  readonly #account: KnownAccount;

  constructor(api: PostsApi, kinds: Kinds, account: KnownAccount) {
    this.#api = api;
    this.#kinds = kinds;
    this.#account = account;
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
    const present = await this.#required({ scope, id });
    requireVersion(present, change.version);
    if (action === 'delete') {
      await this.#api.trash(kind, present.id);
      return { id };
    }
    if (before === undefined || after === undefined) throw new Error(`a post cannot be changed by ${action}`);
    const sent = changedMembers(before, after);
    const made = await this.#api.update(kind, present.id, sent);
    return { ...outcomeOf(made), warnings: await this.#overwritten(present, made, sent) };
  }

  async #restore(present: Post, after: PostState): Promise<Outcome> {
    if (present.status !== 'trash')
      throw new ConflictError('The post is not in the trash any more. Nothing was changed.', {
        nextStep: 'get_post shows how it is.',
      });
    return outcomeOf(await this.#api.update(present.kind, present.id, changedMembers(present.state, after)));
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
    return change === undefined ? { verdict: 'not_applied' } : reconcilePost(change, this.#api, this.#kinds);
  }

  judge(): GuardJudge {
    return (change) => postReasons(change, this.#account());
  }

  irreversibleReason({ action, scope }: Change): string | undefined {
    const capabilities = this.#account()?.capabilities;
    // Other types have names of their own for it.
    const isKnown = scope.id === 'post' || scope.id === 'page';
    if (action === 'create' && isKnown && capabilities?.has(`delete_${scope.id}s`) === false)
      return 'this account may not trash posts, which is how a new one is taken back';
    return undefined;
  }

  summarise(action: Change['action'], before: JsonObject | undefined, after: JsonObject | undefined): string {
    return describePost('post', action, before, after);
  }

  async #find({ scope, id }: Subject): Promise<Post | undefined> {
    return id === undefined ? undefined : this.#api.find(await this.#kinds.get(scope.id), Number(id));
  }

  /** @throws {ConflictError} for a post that is gone for good. */
  async #required(subject: Subject): Promise<Post> {
    const post = await this.#find(subject);
    if (post !== undefined) return post;
    throw new ConflictError('The post is gone. Nothing was changed.', {
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
  throw new ConflictError('Somebody changed the post since this was planned. Nothing was changed.', {
    nextStep: 'Make the same call again, and look at its plan.',
    details: { version: present.version, modified: present.modified },
  });
}
