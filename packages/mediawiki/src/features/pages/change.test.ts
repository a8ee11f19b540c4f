import { createHash } from 'node:crypto';
import {
  OutcomeUnknownError,
  Policy,
  Secret,
  sandboxTransport,
  TransportFailure,
  type WireRequest,
} from '@crunchtools/mcp-core';
import { Access, readConfig } from '@crunchtools/mcp-core/app';
import { demoWiki, simulatedAccounts, type Wiki } from '@crunchtools/mediawiki-simulator';
import { describe, expect, it } from 'vitest';
import { connect, openServices } from '../../connect.ts';
import { variables } from '../../identity.ts';
import { program } from '../../program.ts';
import type { Services } from '../../services.ts';
import { accountOf, MoveExecutor, PageExecutor, pageCreation, pageDeletion, textChange } from './change.ts';

const scope = { id: '0', name: 'main' };

/** A server in this process, by a login with cookies, on a wiki whose answers can be lost. */
class World {
  readonly wiki: Wiki = demoWiki();
  /** What was asked, in the order in which it came in. */
  readonly log: string[] = [];
  readonly kept: string[] = [];
  /** Loses the answer of the next write; nothing of it is done when `before`. */
  lose: 'before' | 'after' | undefined;
  readonly #connected;

  constructor(password: string = simulatedAccounts.admin.password) {
    const config = readConfig(program, [], {});
    const site = { hostname: 'wiki.example.org', port: 443, basePath: '', isSecure: true };
    const { user } = simulatedAccounts.admin;
    const access = new Access(
      'bot password',
      { [variables.user]: user, [variables.password]: new Secret(password) },
      site,
    );
    this.#connected = connect(
      config,
      access,
      sandboxTransport((request) => this.#send(request)),
      (value) => this.kept.push(value),
    );
  }

  services(): Services {
    const policy = new Policy({ readOnly: false, toolsets: undefined, scopes: undefined });
    return openServices(this.#connected, policy, new AbortController().signal).services;
  }

  executor(services: Services): PageExecutor {
    return new PageExecutor(
      services.pages,
      () => accountOf(services.connection.state),
      services.note,
      services.words,
    );
  }

  revisionsOf(title: string): readonly { readonly user: string; readonly text: string }[] {
    return this.wiki.store.page(title)?.revisions ?? [];
  }

  mover({ pages, connection, note }: Services): MoveExecutor {
    return new MoveExecutor(pages, () => accountOf(connection.state), note);
  }

  move(from: string, to: string, user: string): void {
    const page = this.wiki.store.page({ ns: 0, text: from });
    if (page !== undefined) this.wiki.store.move(page, { ns: 0, text: to }, { user, comment: '' }, false);
  }

  remove(
    title: { readonly ns: number; readonly text: string },
    edit: Parameters<Wiki['store']['remove']>[1],
  ): void {
    const page = this.wiki.store.page(title);
    if (page !== undefined) this.wiki.store.remove(page, edit);
  }

  async #send(request: WireRequest) {
    const text = Buffer.from(request.body ?? []).toString('latin1');
    const action = /name="action"\r\n\r\n(\w+)|[?&]action=(\w+)/u.exec(`${request.path}${text}`);
    const name = action?.[1] ?? action?.[2] ?? '';
    this.log.push(name);
    const isWrite = !['query', 'login', 'parse'].includes(name);
    const lost = isWrite ? this.lose : undefined;
    if (isWrite) this.lose = undefined;
    if (lost === 'before') throw new TransportFailure('reset', true);
    const { status, headers, setCookies: cookies, body } = this.wiki.answer(request);
    if (lost === 'after') throw new TransportFailure('reset', true);
    return {
      status,
      headers,
      cookies,
      body: (async function* once() {
        yield body;
      })(),
    };
  }
}

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
    await expect(executor.apply([change])).rejects.toMatchObject({
      code,
      message: expect.stringContaining('Nothing was changed'),
    });
    const hash = createHash('sha1')
      .update(world.revisionsOf('Compost').at(-1)?.text ?? '')
      .digest('hex');
    expect(hash).not.toBe(createHash('sha1').update('New text').digest('hex'));
  });
});
