import { OutcomeUnknownError } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { World } from '../../../test/support/world.ts';
import { PostExecutor, postDeletion, postRestoration } from './change.ts';
import { commentsOf, hiddenWith, restorationNotes, trashNotes } from './hidden-comments.ts';

/** The id that the demo site has for “Compost in summer”, which has one approved comment and two that are held. */
const compost = 5;

function said(world: World, amount: number, status = 'approved'): void {
  for (let count = 1; count <= amount; count += 1)
    world.site.comments.add({
      post: compost,
      name: 'Nadia',
      email: 'nadia@example.net',
      url: '',
      content: `Comment ${count}, ${status}`,
      status,
    });
}

function executorOf(world: World): PostExecutor {
  const { posts, kinds, comments, connection } = world.services();
  return new PostExecutor(posts, kinds, comments, () => connection.known);
}

async function deletion(world: World) {
  const { posts, comments } = world.services();
  const there = await commentsOf(comments, compost);
  return { change: postDeletion(await posts.get(compost), there), notes: trashNotes(there) };
}

/** Trashes the post as a tool does, and gives its state as the journal has it. */
async function trashed(world: World) {
  const { change, notes } = await deletion(world);
  const [outcome] = await executorOf(world).apply([change]);
  return { before: outcome?.before ?? {}, notes };
}

async function restored(world: World, state: Awaited<ReturnType<typeof trashed>>['before'] | undefined) {
  const post = await world.services().posts.get(compost);
  const change = postRestoration(post, state ?? { ...post.state, status: 'draft' });
  const [outcome] = await executorOf(world).apply([change]);
  return outcome;
}

async function statuses(world: World): Promise<Readonly<Record<string, number>>> {
  const there = await commentsOf(world.services().comments, compost);
  const hidden = await hiddenWith(world.services().comments, compost);
  return { ...there?.counts, hidden: hidden ?? -1 };
}

const statesOf = (approved: number, hold: number, spam = 0, trash = 0, hidden = 0) => ({
  approved,
  hold,
  spam,
  trash,
  hidden,
});

describe('the comments of a post in the trash', () => {
  it('come back each as it was, and the plan counts them', async () => {
    const world = new World();
    said(world, 2, 'spam');
    said(world, 1, 'trash');
    const { before, notes } = await trashed(world);
    expect(notes).toEqual([
      '6 comments will be hidden with it (1 approved, 2 held, 2 spam, 1 in the trash). An undo brings back each as it was; restore_post brings them back as held. WordPress then mails its author about each approved one, unless the site does not.',
    ]);
    expect(await statuses(world)).toEqual(statesOf(0, 0, 0, 0, 6));
    expect((await restored(world, before))?.warnings).toEqual([
      '6 comments came back with it: 1 approved, 2 held, 2 spam, 1 in the trash.',
    ]);
    expect(await statuses(world)).toEqual(statesOf(1, 2, 2, 1));
  });

  it('come back as held where nobody knows what they were', async () => {
    const world = new World();
    said(world, 1, 'spam');
    await trashed(world);
    expect(restorationNotes(await hiddenWith(world.services().comments, compost))).toEqual([
      expect.stringMatching(/^4 comments will come back with it as held.*undo_change/u),
    ]);
    expect((await restored(world, undefined))?.warnings).toEqual([
      expect.stringMatching(/4 held.*is not known.*wait to be moderated/u),
    ]);
    expect(await statuses(world)).toEqual(statesOf(0, 4));
  });

  it('are read once more right before the trash', async () => {
    const world = new World();
    const { change } = await deletion(world);
    world.other('POST', '/comments/2', { status: 'approved' });
    said(world, 1, 'spam');
    const [outcome] = await executorOf(world).apply([change]);
    expect(world.log.slice(-2)).toEqual(['GET /wp-json/wp/v2/posts/5', 'DELETE /wp-json/wp/v2/posts/5']);
    await restored(world, outcome?.before);
    expect(await statuses(world)).toEqual(statesOf(2, 1, 1));
  });

  it('are known from the plan where the answer of the trash was lost', async () => {
    const world = new World();
    const { change } = await deletion(world);
    world.lose = 'after';
    await expect(executorOf(world).apply([change])).rejects.toThrow(OutcomeUnknownError);
    expect(await executorOf(world).reconcile([change])).toMatchObject({ verdict: 'applied' });
    await restored(world, change.before);
    expect(await statuses(world)).toEqual(statesOf(1, 2));
  });

  it('that somebody set again meanwhile stay so', async () => {
    const world = new World();
    const { before } = await trashed(world);
    world.other('POST', '/comments/1', { status: 'spam' });
    expect((await restored(world, before))?.warnings).toEqual(['2 comments came back with it: 2 held.']);
    expect(await statuses(world)).toEqual(statesOf(0, 2, 1));
  });

  it('come back up to a hundred, the newest, and the others are told of before and after', async () => {
    const world = new World();
    said(world, 60, 'spam');
    said(world, 70);
    const { before, notes } = await trashed(world);
    expect(notes).toEqual([
      expect.stringMatching(/^133 comments.*newest 100 alone; the other 33 will not come back/u),
    ]);
    expect(restorationNotes(await hiddenWith(world.services().comments, compost))).toEqual([
      expect.stringMatching(/^The newest 100 of 133 comments .* post-trashed/u),
    ]);
    const writes = world.log.length;
    expect((await restored(world, before))?.warnings).toEqual([
      '100 comments came back with it: 70 approved, 30 spam.',
      expect.stringMatching(/^33 comments did not come back: list_comments with status post-trashed/u),
    ]);
    expect(world.log.slice(writes).filter((line) => line.startsWith('POST'))).toHaveLength(101);
    expect(await statuses(world)).toEqual(statesOf(70, 0, 30, 0, 33));
  });

  it.each([
    [403, '{"code":"rest_cannot_edit","message":"No."}', 'WordPress says: No.'],
    [200, '{"id":2,"status":"post-trashed"}', 'Comment 2 is post-trashed, not hold.'],
  ])('that could not be set are told of, and the post is back: %i', async (status, body, why) => {
    const world = new World();
    const { before } = await trashed(world);
    // The third write: after that of the post, and that of the newest comment.
    world.meanwhile = () => {
      world.meanwhile = () => {
        world.lose = 'before';
        world.instead = { status, body };
      };
    };
    expect((await restored(world, before))?.warnings).toEqual([
      '1 comment came back with it: 1 held.',
      `2 comments did not come back (${why}): list_comments with status post-trashed shows them, and moderate_comments sets them.`,
    ]);
    expect(await world.services().posts.get(compost)).toMatchObject({ status: 'publish' });
  });

  it('are told of where the post came back and the answer was lost', async () => {
    const world = new World();
    const { before } = await trashed(world);
    const change = postRestoration(await world.services().posts.get(compost), before);
    world.lose = 'after';
    await expect(executorOf(world).apply([change])).rejects.toThrow(OutcomeUnknownError);
    expect(await executorOf(world).reconcile([change])).toMatchObject({
      verdict: 'applied',
      outcomes: [
        {
          observed: { comments: before['comments'] },
          warnings: [expect.stringMatching(/^3 comments did not come back/u)],
        },
      ],
    });
  });

  it('that cannot be read are told of before, and stop no trash', () => {
    expect(trashNotes(undefined)).toEqual([expect.stringContaining('will not come back by themselves')]);
    expect(restorationNotes(undefined)).toEqual([expect.stringContaining('cannot be read')]);
  });

  it('are not mentioned where there are none', async () => {
    const world = new World();
    expect(trashNotes(await commentsOf(world.services().comments, 1))).toEqual([]);
    expect(restorationNotes(0)).toEqual([]);
  });
});
