import process from 'node:process';
import { type Change, ConflictError, NotFoundError, OutcomeUnknownError } from '@crunchtools/mcp-core';
import { Random } from '@crunchtools/mcp-core/testing';
import { describe, expect, it } from 'vitest';
import type { Post } from '../../src/features/posts/api.ts';
import {
  PostExecutor,
  postChange,
  postCreation,
  postDeletion,
  postRestoration,
} from '../../src/features/posts/change.ts';
import type { Services } from '../../src/services.ts';
import { World } from '../support/world.ts';

const operations = Number(process.env['OPERATIONS'] ?? 300);
const seed = Number(process.env['OPERATIONS_SEED'] ?? 20_261_130);

type Verdict = 'applied' | 'not_applied' | 'unknown' | 'refused';

interface Done {
  readonly change: Change;
  readonly verdict: Verdict;
  readonly id: number | undefined;
  readonly warnings: readonly string[];
}

/** Failures of the web server, and of WordPress, under which a write may or may not have been done. */
const failures = [
  'reset',
  'reset',
  { status: 502, body: '<h1>Bad gateway</h1>' },
  {
    status: 500,
    body: '{"code":"internal_server_error","message":"There has been a critical error.","data":{"status":500}}',
  },
  { status: 503, body: 'Briefly unavailable for scheduled maintenance.' },
] as const;

/** A site on which this server and somebody else write at the same time, and answers get lost. */
class Run {
  readonly world = new World();
  readonly random: Random;
  /** Each text that somebody else saved, by the id of its post. */
  readonly saved: { readonly id: number; readonly text: string }[] = [];
  readonly counts: Record<string, number> = {};
  #number = 0;

  constructor(start: number) {
    this.random = new Random(start);
  }

  text(): string {
    this.#number += 1;
    return `Text number ${this.#number}.`;
  }

  posts(): readonly number[] {
    const ids: number[] = [];
    for (let id = 1; id <= 4_000; id += 1)
      if (this.world.site.posts.find(id)?.kind.slug === 'post') ids.push(id);
    return ids;
  }

  /** What somebody else does to a post; it may be refused, as what is in the trash cannot be trashed again. */
  rival(id: number): void {
    const text = this.text();
    const acts: readonly (() => void)[] = [
      () => {
        this.world.other('POST', `/posts/${id}`, { content: text });
        this.saved.push({ id, text });
      },
      () => void this.world.other('POST', `/posts/${id}`, { title: text }),
      () =>
        void this.world.other('POST', `/posts/${id}`, {
          comment_status: this.random.pick(['open', 'closed']),
        }),
      () => void this.world.other('POST', `/posts/${id}`, { status: this.random.pick(['draft', 'publish']) }),
      () => void this.world.other('DELETE', `/posts/${id}`),
      () => void this.world.other('POST', '/posts', { title: text, content: text }),
    ];
    try {
      this.random.pick(acts)();
    } catch {
      // Refused, as it may be.
    }
  }

  async operation(): Promise<void> {
    const services = this.world.services();
    const change = await this.#plan(services).catch((error: unknown) => {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    });
    if (change === undefined) return;
    const id = Number(change.id ?? change.replaces ?? 0);
    const { random, world } = this;
    const before = id === 0 ? undefined : world.site.posts.find(id);
    if (id !== 0 && random.chance(0.1)) this.rival(id);
    if (id !== 0 && random.chance(0.1)) world.meanwhile = () => this.rival(id);
    if (random.chance(0.25)) {
      world.lose = random.pick(['before', 'after']);
      const failure = random.pick(failures);
      world.instead = failure === 'reset' ? undefined : failure;
    }
    const made = before?.revisions.length ?? 0;
    const done = await this.#carryOut(services, change);
    world.lose = undefined;
    world.instead = undefined;
    world.meanwhile = undefined;
    this.#count(`${change.action} ${done.verdict}`);
    this.#judge(done, made);
  }

  async #plan(services: Services): Promise<Change | undefined> {
    const { random } = this;
    const kind = await services.kinds.get('post');
    if (random.chance(0.15)) {
      const text = this.text();
      return postCreation(kind, { title: text, content: text, status: 'draft' });
    }
    const post: Post = await services.posts.get(random.pick(this.posts()));
    if (post.status === 'trash') return postRestoration(post, { ...post.state, status: 'draft', slug: '' });
    return random.pick([
      () => postChange(post, { content: this.text() }),
      () => postChange(post, { content: this.text(), title: this.text() }),
      () => postChange(post, { content: `${post.content}${this.text()}` }),
      () => postChange(post, { slug: `slug-${random.below(1e9)}` }),
      () => postChange(post, { status: post.status === 'publish' ? 'draft' : 'publish' }),
      () => postDeletion(post),
    ])();
  }

  /** As core does it: what got no answer is found out by reading, with somebody else at work. */
  async #carryOut(services: Services, change: Change): Promise<Done> {
    const executor = executorOf(services);
    try {
      const [outcome] = await executor.apply([change]);
      return { change, verdict: 'applied', id: Number(outcome?.id), warnings: outcome?.warnings ?? [] };
    } catch (error) {
      if (error instanceof ConflictError) return { change, verdict: 'refused', id: undefined, warnings: [] };
      if (!(error instanceof OutcomeUnknownError)) throw error;
      const id = Number(change.id ?? change.replaces ?? 0);
      if (id !== 0 && this.random.chance(0.2)) this.rival(id);
      const found = await executorOf(this.world.services()).reconcile([change]);
      const [outcome] = found.verdict === 'applied' ? found.outcomes : [];
      const warnings = outcome?.warnings ?? [];
      return { change, verdict: found.verdict, id: Number(outcome?.id ?? Number.NaN), warnings };
    }
  }

  /** @param made revisions that the post had before. */
  #judge({ change, verdict, id, warnings }: Done, made: number): void {
    const { action, after = {}, before = {}, replaces } = change;
    const text = after['content'];
    if (action === 'create' && replaces === undefined) {
      const copies = this.posts().filter(
        (each) => this.world.site.posts.find(each)?.title === after['title'],
      );
      if (verdict === 'applied') expect(copies).toEqual([id]);
      if (verdict === 'not_applied' || verdict === 'refused') expect(copies).toEqual([]);
      expect(copies.length).toBeLessThanOrEqual(1);
      return;
    }
    if (action !== 'update' || after['content'] === before['content']) return;
    const post = this.world.site.posts.find(Number(change.id));
    const isThere =
      post?.content === text || post?.revisions.some(({ content }) => content === text) === true;
    if (verdict === 'applied') expect(isThere).toBe(true);
    if (verdict === 'not_applied' || verdict === 'refused') expect(isThere).toBe(false);
    // Whoever saved in the moment before the write is told of, with a revision.
    const since = (post?.revisions ?? []).slice(made);
    const written = (['title', 'content'] as const).filter((name) => after[name] !== before[name]);
    const own = since.findLastIndex((revision) => written.every((name) => revision[name] === after[name]));
    const others = since
      .slice(0, Math.max(own, 0))
      .filter((revision) =>
        written.some((name) => revision[name] !== before[name] && revision[name] !== after[name]),
      );
    if (verdict === 'applied') expect(warnings.length > 0).toBe(others.length > 0);
  }

  #count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  /** What somebody else saved is there, or in the history. */
  lost(): readonly string[] {
    return this.saved.flatMap(({ id, text }) => {
      const post = this.world.site.posts.find(id);
      const isKept =
        post?.content.includes(text) === true || post?.revisions.some(({ content }) => content === text);
      return isKept === true ? [] : [`${id}: ${text}`];
    });
  }
}

function executorOf({ posts, kinds, comments, connection }: Services): PostExecutor {
  return new PostExecutor(posts, kinds, comments, () => connection.known);
}

describe(`${operations} random operations with somebody else at work and answers that get lost`, () => {
  it('lose nothing, make nothing twice, and say of each what became of it', async () => {
    const each = 250;
    const totals: Record<string, number> = {};
    for (let start = 0; start < operations; start += each) {
      const run = new Run(seed + start);
      for (let step = 0; step < Math.min(each, operations - start); step += 1) await run.operation();
      expect(run.lost()).toEqual([]);
      for (const [what, count] of Object.entries(run.counts)) totals[what] = (totals[what] ?? 0) + count;
    }
    const of = (verdict: string): number =>
      Object.entries(totals).reduce((sum, [what, count]) => (what.endsWith(verdict) ? sum + count : sum), 0);
    process.stdout.write(`${JSON.stringify(totals)}\n`);
    expect(of(' applied')).toBeGreaterThan(0.5 * operations);
    expect(of(' refused')).toBeGreaterThan(0.02 * operations);
    expect(of(' not_applied')).toBeGreaterThan(0.02 * operations);
    // Somebody else changed the same post while the answer was lost: nobody can tell then.
    expect(of(' unknown')).toBeLessThan(0.05 * operations);
  });
});
