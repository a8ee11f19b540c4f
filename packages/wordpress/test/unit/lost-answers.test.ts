import {
  type Change,
  ConflictError,
  ObjectExecutor,
  OutcomeUnknownError,
  type Reconciliation,
} from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { commentStore, isSame, replyCreation, stateOf } from '../../src/features/comments/change.ts';
import { isSameFile } from '../../src/features/media/change.ts';
import { withMedia } from '../../src/features/media/uses.ts';
import { termCreation, termStore } from '../../src/features/terms/change.ts';
import type { Services } from '../../src/services.ts';
import { World } from '../support/world.ts';

const post = 5;

type Lost = 'before' | 'after';

async function commentWorld() {
  const world = new World();
  const services = world.services();
  const kind = await services.kinds.get('post');
  const [parent] = (await services.comments.list({ post, status: 'approved' })).comments;
  if (parent === undefined) throw new Error('the demo site has a comment');
  const reply = (content: string): Change => replyCreation(kind, post, parent.id, content);
  return { world, services, reply, executor: new ObjectExecutor(commentStore(services.comments)) };
}

/** What is found out of a change whose answer is lost. */
async function found(
  world: World,
  executor: ObjectExecutor,
  change: Change,
  lose: Lost,
  later: () => unknown = () => {},
): Promise<Reconciliation> {
  world.lose = lose;
  await expect(executor.apply([change])).rejects.toThrow(OutcomeUnknownError);
  await later();
  return executor.reconcile([change]);
}

const both = [
  ['before', 'not_applied'],
  ['after', 'applied'],
] as const;

/** A reply that was given, as an undo takes it back, and as that is taken back. */
async function givenReply() {
  const site = await commentWorld();
  const [outcome] = await site.executor.apply([site.reply('Thank you.')]);
  const id = outcome?.id ?? '';
  const comment = await site.services.comments.find(Number(id));
  if (comment === undefined) throw new Error('it was made');
  const { scope } = site.reply('');
  const object = { resource: 'comment', scope, summary: 'a reply' };
  const state = stateOf(comment);
  return {
    ...site,
    id,
    removal: { ...object, action: 'delete', id, before: state } as const,
    return: { ...object, action: 'create', replaces: id, after: state } as const,
  };
}

describe('a reply whose answer is lost', () => {
  it.each(both)('%s it was given is %s', async (lose, verdict) => {
    const { world, executor, reply } = await commentWorld();
    expect(await found(world, executor, reply('Thank you.'), lose)).toMatchObject({ verdict });
  });

  it.each(both)('%s it was given, with a link that WordPress gives a rel, is %s', async (lose, verdict) => {
    const { world, executor, reply } = await commentWorld();
    const change = reply('See <a href="https://elsewhere.example/">this</a>.');
    expect(await found(world, executor, change, lose)).toMatchObject({ verdict });
  });

  it.each(['spam', 'trash'])('and that is put into the %s is unclear', async (status) => {
    const { world, executor, services, reply } = await commentWorld();
    const change = reply('Thank you.');
    const later = async (): Promise<void> => {
      const [own] = await services.comments.own(post);
      world.other('POST', `/comments/${own?.id}`, { status });
    };
    expect(await found(world, executor, change, 'after', later)).toEqual({ verdict: 'unknown' });
  });

  it('and that WordPress may have rewritten is unclear beside another one', async () => {
    const { world, executor, reply } = await commentWorld();
    await executor.apply([reply('First.')]);
    expect(await found(world, executor, reply('A < b'), 'before')).toEqual({ verdict: 'unknown' });
    expect(await found(world, executor, reply('Second.'), 'before')).toEqual({ verdict: 'not_applied' });
  });
});

describe('a reply that is taken back', () => {
  it.each(both)('with an answer lost %s it was trashed is %s', async (lose, verdict) => {
    const { world, executor, removal } = await givenReply();
    expect(await found(world, executor, removal, lose)).toMatchObject({ verdict });
  });

  it.each(both)('and given again, with an answer lost %s that, is %s', async (lose, verdict) => {
    const { world, executor, removal, return: again } = await givenReply();
    await executor.apply([removal]);
    // What core asks before it takes a deletion back.
    expect(await executor.read(removal)).toBeUndefined();
    expect(await found(world, executor, again, lose)).toMatchObject({ verdict });
  });

  it('is not given again over what somebody made of it since', async () => {
    const { world, executor, id, removal, return: again } = await givenReply();
    await executor.apply([removal]);
    world.other('POST', `/comments/${id}`, { status: 'hold' });
    await expect(executor.apply([again])).rejects.toThrow(ConflictError);
  });

  it('is left in the trash where it was put there by moderation', async () => {
    const { world, executor, removal } = await givenReply();
    const before = { ...removal.before, moderation: 'trash' };
    await executor.apply([removal]);
    const sent = world.carriedOut;
    expect(await executor.apply([{ ...removal, before }])).toEqual([{ id: removal.id }]);
    expect(world.carriedOut).toBe(sent);
  });
});

it.each([
  [true, 'Thank you.', ' Thank you.\n'],
  [true, '<a href="x">this</a>', '<a href="x" rel="nofollow ugc">this</a>'],
  [true, '<a rel="me" href="x">this</a>', '<a href="x" rel="me nofollow ugc">this</a>'],
  [false, '<a href="x">this</a>', '<a href="y" rel="nofollow ugc">this</a>'],
  [false, 'rel="x"', 'rel="y"'],
])('says %s of whether two replies are the same: %s and %s', (expected, one, other) => {
  expect(isSame(one, other)).toBe(expected);
});

async function termWorld(name: string, description = '') {
  const world = new World();
  const services: Services = world.services();
  const place = await services.kinds.taxonomy('post_tag');
  const change = termCreation(place, { taxonomy: 'post_tag', name, description });
  return { world, change, executor: new ObjectExecutor(termStore(services.terms, services.kinds)) };
}

describe('a term whose answer is lost', () => {
  const names = ['Perennials', '<b>Perennials</b>', 'Beds & borders', '50%25 shade', 'Two\nlines'];
  const rows = names.flatMap((name) => both.map(([lose, verdict]) => [name, lose, verdict] as const));
  it.each(rows)('%j, %s it was made, is %s', async (name, lose, verdict) => {
    const { world, executor, change } = await termWorld(name);
    expect(await found(world, executor, change, lose)).toMatchObject({ verdict });
  });

  it('is found among many that have its name within theirs', async () => {
    const { world, executor, change } = await termWorld('Zinnia');
    for (let count = 0; count < 120; count += 1)
      world.site.terms.add('post_tag', { name: `A zinnia ${count}` });
    expect(await found(world, executor, change, 'after')).toMatchObject({ verdict: 'applied' });
  });

  it.each([{ description: 'Of somebody else' }, { slug: 'elsewhere', description: 'Mine' }])(
    'is unclear where one is there that is described, or reached, otherwise: %j',
    async (more) => {
      const { world, executor, change } = await termWorld('Zinnia', 'Mine');
      const wanted = { ...change, after: { ...change.after, slug: 'zinnia' } };
      const later = () => world.other('POST', '/tags', { name: 'Zinnia', ...more });
      expect(await found(world, executor, wanted, 'before', later)).toEqual({ verdict: 'unknown' });
    },
  );
});

describe('a photograph that WordPress turns', () => {
  const url = 'https://www.example.org/wp-content/uploads/2026/11/bed-rotated.jpg';

  it.each([
    [true, 'bed-rotated.jpg', 'bed.jpg'],
    [true, 'bed-1-rotated.jpg', 'bed.jpg'],
    [true, 'bed-1-scaled.jpg', 'bed.jpg'],
    [false, 'bed-2.jpg', 'bed.jpg'],
    [false, 'bed-of-roses-rotated.jpg', 'bed.jpg'],
  ])('is the one that was sent, whatever its bytes are then: %s of %s for %s', (expected, file, name) => {
    const there = { url: url.replace('bed-rotated.jpg', file), bytes: 7 };
    const rest = { id: 1, title: '', alt: '', caption: '', description: '', type: 'image/jpeg' };
    const shape = { width: 1, height: 1, sizes: [], date: '', author: 1 };
    expect(isSameFile({ ...rest, ...shape, ...there }, name, 5)).toBe(expected);
  });

  it('is found in posts in all its sizes', () => {
    const folder = '/wp-content/uploads/2026/11/';
    const text = `${folder}bed-300x200.jpg ${folder}bed.jpg ${folder}bed-rotated.jpg`;
    const other = { id: 2, url: url.replace('bed-rotated', 'other'), sizes: [] };
    expect(withMedia(text, { id: 1, url, sizes: [] }, other)).toBe(
      `${folder}other.jpg ${folder}other.jpg ${folder}other.jpg`,
    );
  });
});
