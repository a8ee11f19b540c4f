import { describe, expect, it } from 'vitest';
import { postPlan } from '../../src/features/posts/plan.ts';
import { World } from '../support/world.ts';

/** A contributor, the services of one, and a draft of theirs. */
async function start() {
  const world = new World('contributor');
  const made = world.other('POST', '/posts', { title: 'Mine', content: 'x' }, 'contributor');
  const id = typeof made === 'object' && made !== null && 'id' in made ? Number(made.id) : 0;
  const services = world.services();
  return { world, services, post: await services.posts.get(id) };
}

describe('who may not publish', () => {
  it.each([
    ['publishing', { status: 'publish' }, 'may not publish posts'],
    ['scheduling', { status: 'future', date: '2099-01-01T00:00:00Z' }, 'may not publish posts'],
    ['hiding', { status: 'private' }, 'may not publish posts'],
    ['pinning', { sticky: true }, 'may not make posts sticky'],
    ['giving a post to somebody else', { author: 1 }, 'under the name of another account'],
    ['a slug for what waits for review', { status: 'pending', slug: 'mine' }, 'waits for review'],
  ])('is refused before anybody is asked: %s', async (_, wanted, words) => {
    const { world, services, post } = await start();
    expect(() => postPlan(post, wanted, services)).toThrow(words);
    expect(world.log.filter((each) => each.startsWith('POST'))).toEqual([]);
  });

  it.each([
    [{ status: 'pending' }, []],
    [{ slug: 'mine' }, []],
    [{ content: 'y' }, []],
  ])('may hand a draft in, and name and write it: %j', async (wanted, warnings) => {
    const { services, post } = await start();
    expect(postPlan(post, wanted, services).warnings).toEqual(warnings);
  });

  it('is told that the slug goes when a draft is handed in', async () => {
    const { services, post } = await start();
    const named = await services.posts.update(post.kind, post.id, { slug: 'mine' });
    expect(named.slug).toBe('mine');
    expect(postPlan(named, { status: 'pending' }, services).warnings).toEqual([
      'WordPress takes the slug away: this account may not publish, and the post waits for review.',
    ]);
    expect((await services.posts.update(post.kind, post.id, { status: 'pending' })).slug).toBe('');
  });

  it('gives posts terms, whose taxonomy only others may change', async () => {
    const { services, post } = await start();
    const { taxonomy } = await services.kinds.taxonomy('category');
    const [first] = (await services.terms.list(taxonomy, { search: 'Soil' })).terms;
    expect(first).toMatchObject({ name: 'Soil' });
    await expect(services.terms.require(taxonomy, [first?.id ?? 0])).resolves.toHaveLength(1);
    expect(post.actions).toContain('assign-categories');
  });

  it('learns before an upload that there will be none', async () => {
    const { services } = await start();
    expect(await services.media.newestOwn(1)).toMatchObject({ mayCreate: false });
    expect(await new World('author').services().media.newestOwn(1)).toMatchObject({ mayCreate: true });
  });
});
