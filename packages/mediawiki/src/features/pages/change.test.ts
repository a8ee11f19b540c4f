import { createHash } from 'node:crypto';
import { OutcomeUnknownError } from '@crunchtools/mcp-core';
import { describe, expect, it, vi } from 'vitest';
import { World } from '../../../test/support/world.ts';
import { pageCreation, pageDeletion, textChange } from './change.ts';

const scope = { id: '0', name: 'main' };

async function edition(world: World, text: string) {
  const services = world.services();
  services.note.comment = 'by a test';
  const page = await services.pages.get('Compost');
  return { executor: world.executor(services), change: textChange(scope, page, text), services };
}

describe('an edit', () => {
  it('is made by the account, in a session that begins with a look at who answers', async () => {
    const world = new World();
    const { executor, change } = await edition(world, 'New text');
    const [outcome] = await executor.apply([change]);
    expect(outcome?.observed).toEqual({ title: 'Compost', text: 'New text' });
    // Who answers, two for the login, the token for writing, then the page and the edit.
    expect(world.log).toEqual(['query', 'query', 'login', 'query', 'query', 'edit']);
    expect(world.revisionsOf('Compost').at(-1)).toMatchObject({ user: 'Admin', text: 'New text' });
    expect(world.kept.length).toBeGreaterThan(2);
  });

  it('is made once in a new session when the session is over, and never by an address', async () => {
    const world = new World();
    const { executor, change } = await edition(world, 'New text');
    world.wiki.accounts.forgetSessions();
    await executor.apply([change]);
    expect(world.log.filter((action) => action === 'login')).toHaveLength(2);
    expect(world.revisionsOf('Compost').filter(({ text }) => text === 'New text')).toMatchObject([
      { user: 'Admin' },
    ]);
  });

  it('is not made with a password that opens nothing', async () => {
    const world = new World('x'.repeat(32));
    await expect(edition(world, 'New text')).rejects.toThrow('does not accept MEDIAWIKI_USER');
    expect(world.log).not.toContain('edit');
  });

  it.each(['before', 'after'] as const)(
    'whose answer is lost %s it was made is looked for in the history',
    async (lose) => {
      const world = new World();
      const { executor, change } = await edition(world, 'New text');
      world.lose = lose;
      await expect(executor.apply([change])).rejects.toThrow(OutcomeUnknownError);
      const found = await executor.reconcile([change]);
      expect(found.verdict).toBe(lose === 'before' ? 'not_applied' : 'applied');
      expect(world.revisionsOf('Compost').filter(({ text }) => text === 'New text')).toHaveLength(
        lose === 'before' ? 0 : 1,
      );
    },
  );

  it('whose answer is lost is not taken for that of somebody else', async () => {
    const world = new World();
    const { executor, change } = await edition(world, 'New text');
    world.wiki.store.write({ ns: 0, text: 'Compost' }, 'New text', { user: 'Olu' });
    expect(await executor.reconcile([change])).toEqual({ verdict: 'not_applied' });
  });

  it('that the wiki merges with another one says so, and what is there now', async () => {
    const world = new World();
    const { executor, change } = await edition(
      world,
      world.revisionsOf('Compost').at(-1)?.text.replace('Green', 'Fresh') ?? '',
    );
    const now = world.revisionsOf('Compost').at(-1)?.text ?? '';
    world.wiki.store.write({ ns: 0, text: 'Compost' }, `${now}\n[[Category:Soil]]`, { user: 'Olu' });
    const [outcome] = await executor.apply([change]);
    expect(outcome?.warnings?.[0]).toContain('Somebody else changed other lines');
    expect(outcome?.observed?.['text']).toBe(`${now.replace('Green', 'Fresh')}\n[[Category:Soil]]`);
  });

  /** As API:Edit shows them ("CAPTCHAs and extension errors"), of AbuseFilter and SpamBlacklist before and since they throw errors. */
  it.each([
    [
      {
        edit: {
          result: 'Failure',
          captcha: { type: 'math', mime: 'text/tex', id: '5', question: '36 + 4 = ' },
        },
      },
      'rejected',
      'captcha',
    ],
    [{ edit: { result: 'Failure', spamblacklist: 'shop.example' } }, 'rejected', 'shop.example'],
    [
      { edit: { result: 'Failure', code: 'abusefilter-warning', info: 'Hit AbuseFilter: new links' } },
      'rejected',
      'Hit AbuseFilter: new links',
    ],
    [{ edit: { result: 'Failure' } }, 'rejected', 'An extension of the wiki'],
    [
      { errors: [{ code: 'abusefilter-disallowed', text: 'This action has been identified as harmful.' }] },
      'rejected',
      'identified as harmful',
    ],
    [
      { errors: [{ code: 'spamblacklist', text: 'The link shop.example is blocked.' }] },
      'rejected',
      'shop.example',
    ],
    [
      { errors: [{ code: 'titleblacklist-forbidden', text: 'The title is on the list.' }] },
      'rejected',
      'The title is on the list.',
    ],
    [
      { errors: [{ code: 'cascadeprotected', text: 'Protected by Main Page.' }] },
      'permission_denied',
      'Main Page',
    ],
  ])('that an extension or a protection holds back says by what: %j', async (instead, code, words) => {
    const world = new World();
    const { executor, change } = await edition(world, 'New text');
    world.instead = instead;
    await expect(executor.apply([change])).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
    expect(world.revisionsOf('Compost').at(-1)?.text).not.toBe('New text');
  });

  it('of lines that somebody else changed meanwhile is a conflict', async () => {
    const world = new World();
    const { executor, change } = await edition(world, 'New text');
    world.wiki.store.write({ ns: 0, text: 'Compost' }, 'Other text', { user: 'Olu' });
    await expect(executor.apply([change])).rejects.toMatchObject({ code: 'conflict' });
    expect(world.revisionsOf('Compost').at(-1)?.text).toBe('Other text');
  });
});

describe('a page', () => {
  it('that was deleted comes back with its history', async () => {
    const world = new World();
    const services = world.services();
    const executor = world.executor(services);
    const page = await services.pages.get('Compost');
    const deletion = pageDeletion(scope, page);
    await executor.apply([deletion]);
    expect(await executor.reconcile([deletion])).toMatchObject({ verdict: 'applied' });
    const { before } = deletion;
    if (before === undefined) throw new Error('no state before');
    const back = pageCreation(scope, { title: 'Compost', text: page.text }, String(page.id));
    expect(await executor.reconcile([back])).toEqual({ verdict: 'not_applied' });
    expect(await executor.apply([back])).toMatchObject([{ id: String(page.id), observed: before }]);
    expect(await executor.reconcile([back])).toMatchObject({ verdict: 'applied' });
    expect(world.revisionsOf('Compost')).toHaveLength(2);
  });

  it.each(['delete', 'restore'] as const)(
    'of which somebody else did the same is left to them: %s',
    async (deed) => {
      const world = new World();
      const services = world.services();
      const executor = world.executor(services);
      const page = await services.pages.get('Compost');
      const title = { ns: 0, text: 'Compost' };
      const other = { user: 'Olu', comment: 'spam' };
      world.remove(title, other);
      if (deed === 'restore') world.wiki.store.bringBack(title, other);
      const change =
        deed === 'delete'
          ? pageDeletion(scope, page)
          : pageCreation(scope, { title: 'Compost', text: page.text }, String(page.id));
      expect(await executor.reconcile([change])).toEqual({ verdict: 'not_applied' });
    },
  );

  it('whose title somebody else took since it was deleted does not come back into that page', async () => {
    const world = new World();
    const services = world.services();
    const executor = world.executor(services);
    const page = await services.pages.get('Compost');
    await executor.apply([pageDeletion(scope, page)]);
    world.wiki.store.write({ ns: 0, text: 'Compost' }, 'theirs', { user: 'Olu' });
    const back = pageCreation(scope, { title: 'Compost', text: page.text }, String(page.id));
    await expect(executor.apply([back])).rejects.toMatchObject({ code: 'conflict' });
    expect(world.revisionsOf('Compost')).toMatchObject([{ user: 'Olu', text: 'theirs' }]);
  });

  it('that somebody else moved to the same title is not taken for moved by this account', async () => {
    const world = new World();
    const services = world.services();
    const page = await services.pages.get('Compost');
    const executor = world.mover(services);
    const how = { redirect: false, talk: false, subpages: false };
    const [before, after] = ['Compost', 'Soil'].map((title) => ({ title, ...how }));
    if (before === undefined || after === undefined) throw new Error('no states');
    const id = String(page.id);
    const change = {
      action: 'update',
      resource: 'page_title',
      scope,
      id,
      summary: 'move',
      before,
      after,
    } as const;
    world.move('Compost', 'Soil', 'Olu');
    expect(await executor.reconcile([change])).toEqual({ verdict: 'not_applied' });
    world.move('Soil', 'Compost', 'Olu');
    world.move('Compost', 'Soil', 'Admin');
    expect(await executor.reconcile([change])).toMatchObject({ verdict: 'applied' });
  });

  it('that was deleted by this account, restored and deleted by somebody else, is not known to be deleted by this one', async () => {
    const world = new World();
    const services = world.services();
    const executor = world.executor(services);
    const deletion = pageDeletion(scope, await services.pages.get('Compost'));
    await executor.apply([deletion]);
    const title = { ns: 0, text: 'Compost' };
    world.wiki.store.bringBack(title, { user: 'Olu', comment: '' });
    world.remove(title, { user: 'Olu', comment: '' });
    expect(await executor.reconcile([deletion])).toEqual({ verdict: 'unknown' });
  });

  it('that somebody edited since its deletion was planned is not deleted', async () => {
    const world = new World();
    const services = world.services();
    const deletion = pageDeletion(scope, await services.pages.get('Compost'));
    world.wiki.store.write({ ns: 0, text: 'Compost' }, 'Other text', { user: 'Olu' });
    await expect(world.executor(services).apply([deletion])).rejects.toMatchObject({ code: 'conflict' });
    expect(world.revisionsOf('Compost').at(-1)?.text).toBe('Other text');
  });

  it('that somebody moved since its deletion was planned is not deleted under its new title', async () => {
    const world = new World();
    const services = world.services();
    services.note.comment = 'by a test';
    const deletion = pageDeletion(scope, await services.pages.get('Compost'));
    world.move('Compost', 'Archive of compost', 'Olu');
    await expect(world.executor(services).apply([deletion])).rejects.toMatchObject({ code: 'conflict' });
    expect(world.revisionsOf('Archive of compost')).not.toEqual([]);
  });

  it('that somebody moves a moment before it is deleted is told, and can come back, from where it was deleted', async () => {
    const world = new World();
    const services = world.services();
    services.note.comment = 'by a test';
    const deletion = pageDeletion(scope, await services.pages.get('Compost'));
    world.meanwhile = () => world.move('Compost', 'Archive of compost', 'Olu');
    const [outcome] = await world.executor(services).apply([deletion]);
    expect(outcome?.before).toMatchObject({ title: 'Archive of compost' });
    expect(outcome?.warnings?.[0]).toContain('"Archive of compost"');
  });

  it('is created once: not over one that somebody else made meanwhile', async () => {
    const world = new World();
    const services = world.services();
    await services.pages.find('New page');
    world.wiki.store.write({ ns: 0, text: 'New page' }, 'theirs', { user: 'Olu' });
    const creation = pageCreation(scope, { title: 'New page', text: 'ours' });
    await expect(world.executor(services).apply([creation])).rejects.toMatchObject({ code: 'conflict' });
    expect(await world.executor(services).reconcile([creation])).toEqual({
      verdict: 'not_applied',
    });
  });
});

describe('while something is wrong with the wiki', () => {
  it.each([
    [{ readonly: true }, 'upstream_unavailable'],
    [{ lag: 60 }, 'rate_limited'],
  ])('%j nothing is written, and the error says so', async (trouble, code) => {
    const world = new World();
    const { executor, change } = await edition(world, 'New text');
    world.wiki.trouble(trouble);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const refused = expect(executor.apply([change])).rejects.toMatchObject({
      code,
      message: expect.stringContaining('Nothing was changed'),
    });
    await vi.runAllTimersAsync();
    await refused;
    vi.useRealTimers();
    const hash = createHash('sha1')
      .update(world.revisionsOf('Compost').at(-1)?.text ?? '')
      .digest('hex');
    expect(hash).not.toBe(createHash('sha1').update('New text').digest('hex'));
  });
});
