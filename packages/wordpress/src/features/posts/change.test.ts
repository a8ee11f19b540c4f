import { type Change, ConflictError, OutcomeUnknownError } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { World } from '../../../test/support/world.ts';
import type { Services } from '../../services.ts';
import { PostExecutor, postChange, postCreation, postDeletion, postRestoration } from './change.ts';

/** The id that the demo site has for “Compost in summer”. */
const compost = 5;

function executorOf({ posts, kinds, comments, connection }: Services): PostExecutor {
  return new PostExecutor(posts, kinds, comments, () => connection.known);
}

/** A change of the text of a post, as a tool plans it. */
async function edition(world: World, content: string) {
  const services = world.services();
  const post = await services.posts.get(compost);
  return { executor: executorOf(services), change: postChange(post, { content }), services, post };
}

async function applied(executor: PostExecutor, change: Change) {
  const [outcome] = await executor.apply([change]);
  return outcome;
}

describe('an edit', () => {
  it('looks once more right before it is written, and sends only what changes', async () => {
    const world = new World();
    const { executor, change, services } = await edition(world, 'New text');
    expect(await applied(executor, change)).toMatchObject({
      id: '5',
      observed: { content: 'New text' },
      warnings: [],
    });
    expect(world.log.slice(-2)).toEqual(['GET /wp-json/wp/v2/posts/5', 'POST /wp-json/wp/v2/posts/5']);
    expect(await services.posts.get(compost)).toMatchObject({ content: 'New text', status: 'publish' });
  });

  it.each([
    ['its text', { content: 'Of somebody else' }],
    ['its title alone', { title: 'Other title' }],
    ['its status alone', { status: 'draft' }],
    ['and took it back', { content: 'x' }, { content: undefined }],
  ])('is not made when somebody changed %s since it was planned', async (_, sent, then?: object) => {
    const world = new World();
    const { executor, change, post } = await edition(world, 'New text');
    world.other('POST', '/posts/5', sent);
    if (then !== undefined) world.other('POST', '/posts/5', { content: post.content });
    await expect(applied(executor, change)).rejects.toThrow(ConflictError);
    expect(world.log.filter((line) => line.startsWith('POST'))).toEqual([]);
  });

  it('tells when somebody saved in the moment before it, and in which revision that is', async () => {
    const world = new World();
    const { executor, change, services, post } = await edition(world, 'New text');
    world.meanwhile = () => world.other('POST', '/posts/5', { content: 'Of somebody else' });
    const outcome = await applied(executor, change);
    expect(outcome?.warnings).toEqual([
      expect.stringMatching(/Somebody saved .* revision \d+ has that text/u),
    ]);
    const revision = Number(/revision (\d+)/u.exec(String(outcome?.warnings))?.[1]);
    expect((await services.posts.revision(post.kind, compost, revision)).content).toBe('Of somebody else');
  });

  it('keeps what somebody changed in other members in that moment, and observes it', async () => {
    const world = new World();
    const { executor, change } = await edition(world, 'New text');
    world.meanwhile = () => world.other('POST', '/posts/5', { comment_status: 'closed' });
    expect(await applied(executor, change)).toMatchObject({
      observed: { content: 'New text', comment_status: 'closed' },
    });
  });

  it.each([
    ['before', 'not_applied'],
    ['after', 'applied'],
  ] as const)('whose answer is lost %s it was carried out is found to be %s', async (lose, verdict) => {
    const world = new World();
    const { executor, change } = await edition(world, 'New text');
    world.lose = lose;
    await expect(applied(executor, change)).rejects.toThrow(OutcomeUnknownError);
    expect(await executorOf(world.services()).reconcile([change])).toMatchObject({ verdict });
  });

  it.each([
    ['after', 'applied'],
    ['before', 'not_applied'],
  ] as const)('is told from one that somebody made since, lost %s: %s', async (lose, verdict) => {
    const world = new World();
    const { executor, change } = await edition(world, 'New text');
    world.lose = lose;
    await expect(applied(executor, change)).rejects.toThrow(OutcomeUnknownError);
    world.other('POST', '/posts/5', { content: 'Of somebody else' });
    expect(await executorOf(world.services()).reconcile([change])).toMatchObject({ verdict });
  });
});

describe('a creation', () => {
  const state = { title: 'New post', content: 'x', status: 'draft' };

  it.each([
    ['before', 'not_applied', 0],
    ['after', 'applied', 1],
  ] as const)(
    'whose answer is lost %s it was carried out is found to be %s',
    async (lose, verdict, count) => {
      const world = new World();
      const services = world.services();
      const change = postCreation(await services.kinds.get('post'), state);
      world.lose = lose;
      await expect(applied(executorOf(services), change)).rejects.toThrow(OutcomeUnknownError);
      const found = await executorOf(world.services()).reconcile([change]);
      expect(found).toMatchObject({ verdict });
      expect(
        await services.posts.list(await services.kinds.get('post'), { search: 'New post', status: 'draft' }),
      ).toMatchObject({ total: count });
    },
  );

  it('is left open where a post of its title has another text', async () => {
    const world = new World();
    const services = world.services();
    const kind = await services.kinds.get('post');
    await applied(executorOf(services), postCreation(kind, { ...state, content: 'another' }));
    const change = postCreation(kind, state);
    expect(await executorOf(services).reconcile([change])).toEqual({ verdict: 'unknown' });
  });

  it('by an account that may not trash cannot be taken back', async () => {
    const services = new World().services();
    const executor = executorOf(services);
    const problem = async (type: string) =>
      executor.undoProblem(postCreation(await services.kinds.get(type), state));
    expect(await problem('post')).toBeUndefined();
    expect(await problem('wp_block')).toContain('may not trash a reusable block that is a draft');
  });
});

describe('the trash', () => {
  it.each([
    ['before', 'not_applied'],
    ['after', 'applied'],
  ] as const)('takes a post once, also when the answer is lost %s: %s', async (lose, verdict) => {
    const world = new World();
    const services = world.services();
    const post = await services.posts.get(compost);
    const change = postDeletion(post);
    world.lose = lose;
    await expect(applied(executorOf(services), change)).rejects.toThrow(OutcomeUnknownError);
    expect(await executorOf(world.services()).reconcile([change])).toMatchObject({ verdict });
  });

  it('takes no post that somebody changed since', async () => {
    const world = new World();
    const services = world.services();
    const change = postDeletion(await services.posts.get(compost));
    world.other('POST', '/posts/5', { content: 'More' });
    await expect(applied(executorOf(services), change)).rejects.toThrow('Somebody changed the post');
    expect(await services.posts.get(compost)).toMatchObject({ status: 'publish' });
  });

  it('gives back what is still in it', async () => {
    const world = new World();
    const services = world.services();
    const executor = executorOf(services);
    const post = await services.posts.get(compost);
    await applied(executor, postDeletion(post));
    expect(await executor.read({ scope: { id: 'post', name: 'post' }, id: '5' })).toBeUndefined();
    const change = postRestoration(await services.posts.get(compost), post.state);
    expect(await applied(executor, change)).toMatchObject({
      observed: { status: 'publish', slug: 'compost-in-summer' },
    });
    await expect(applied(executor, change)).rejects.toThrow('not in the trash any more');
  });
});
