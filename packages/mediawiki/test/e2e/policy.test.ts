import { afterEach, describe, expect, it } from 'vitest';
import { connectClient } from '../support/process.ts';
import { Caller } from '../support/wikis.ts';

let wiki: Caller | undefined;

afterEach(() => wiki?.client.close());

async function start(...args: string[]): Promise<Caller> {
  wiki = new Caller(await connectClient(args));
  return wiki;
}

describe('what the person who starts the server allows', () => {
  it('is reading alone under --read-only', async () => {
    const { client } = await start('--read-only');
    const names = (await client.listTools()).tools.map(({ name }) => name);
    expect(names).toContain('get_page');
    expect(
      names.filter((name) => /^(?:create|edit|move|delete|restore|replace|upload|undo)_/u.test(name)),
    ).toEqual([]);
  });

  it('is one namespace or another: pages elsewhere do not exist', async () => {
    const caller = await start('--namespaces', 'main,category');
    expect(await caller.call('get_page', { title: 'Compost' })).toMatchObject({ title: 'Compost' });
    for (const [name, args] of [
      ['get_page', { title: 'Help:Editing' }],
      ['list_revisions', { title: 'Help:Editing' }],
      ['get_file', { name: 'Shed plan.png' }],
      ['edit_page', { title: 'Help:Editing', revision: 1, text: 'x' }],
      ['delete_page', { title: 'Talk:Watering' }],
      ['create_page', { title: 'Help:New', text: 'x' }],
      ['move_page', { title: 'Compost', to: 'Help:Compost' }],
      ['move_page', { title: 'Help:Editing', to: 'Editing' }],
      ['upload_file', { name: 'New.txt', content: 'eA==' }],
      ['preview_page', { title: 'X', text: '{{Help:Editing}}' }],
    ] as const) {
      const answer = await caller.approved(name, args);
      expect(['applied', 'planned', 'needs_confirmation']).not.toContain(answer['status']);
      expect(JSON.stringify(answer)).toMatch(/There is no such page|outside the list|Not allowed/u);
      expect(JSON.stringify(answer)).not.toMatch(/nowiki|pump leaks/u);
    }
    const changes = JSON.stringify(await caller.call('list_recent_changes', { limit: 500 }));
    expect(changes).toContain('Compost');
    expect(changes).not.toMatch(/"title":"(?:Help|Talk|File|Template):/u);
    expect(JSON.stringify(await caller.call('list_pages', { links_to: 'Beds' }))).not.toMatch(/Help:|Talk:/u);
    expect(await caller.call('list_pages', { prefix: 'E', namespaces: ['help'] })).toMatchObject({
      text: expect.stringContaining('There are main, category'),
    });
  });

  it('is to be asked for everything under --confirm always, of the very plan', async () => {
    const caller = await start('--confirm', 'always');
    const page = { title: 'Asked', text: 'one' };
    const { status, confirm } = await caller.call('create_page', page);
    expect(status).toBe('needs_confirmation');
    expect(await caller.call('create_page', { ...page, text: 'two', confirm })).not.toMatchObject({
      status: 'applied',
    });
    expect(await caller.call('create_page', { ...page, confirm })).toMatchObject({ status: 'applied' });
  });
});

describe('a change that is risky', () => {
  it.each<[string, string, { readonly title?: string; readonly [name: string]: unknown }]>([
    ['takes most of a page away', 'edit_page', { title: 'Watering', text: 'Water.' }],
    ['makes a redirect of a page', 'edit_page', { title: 'Compost', text: '#REDIRECT [[Beds]]' }],
    ['changes a template', 'edit_page', { title: 'Template:Notice', text: '<b>{{{1}}}</b>' }],
    ['leaves no redirect', 'move_page', { title: 'Compost', to: 'Composting', redirect: false }],
    ['deletes', 'delete_page', { title: 'Compost' }],
    ['makes a script', 'create_page', { title: 'User:Admin/common.js', text: 'alert(1)' }],
    [
      'overwrites a file',
      'upload_file',
      {
        name: 'Shed plan.png',
        content:
          'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        overwrite: true,
      },
    ],
  ])('is asked about when it %s', async (_, name, args) => {
    const caller = await start();
    const { revision } =
      name === 'edit_page' ? await caller.call('get_page', { title: args.title }) : { revision: undefined };
    const answer = await caller.call(name, { ...args, ...(revision === undefined ? {} : { revision }) });
    expect(answer).toMatchObject({ status: 'needs_confirmation' });
  });

  it('is not when it is an ordinary edit', async () => {
    const caller = await start();
    const { revision } = await caller.call('get_page', { title: 'Compost' });
    const edits = [{ find: 'four', replace: 'five' }];
    expect(await caller.call('edit_page', { title: 'Compost', revision, edits })).toMatchObject({
      status: 'applied',
    });
  });
});
