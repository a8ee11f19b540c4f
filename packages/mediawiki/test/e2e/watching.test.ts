import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectClient } from '../support/process.ts';
import { Caller } from '../support/wikis.ts';

/** What the real wiki answers is in `watching.json` of the simulator. */
describe('the watch list of the account', () => {
  let wiki: Caller;
  beforeAll(async () => {
    wiki = new Caller(await connectClient());
  });
  afterAll(() => wiki.client.close());

  it('is listed page by page, each with the page where people talk about it', async () => {
    expect((await wiki.call('list_pages', { watched: true }))['pages']).toEqual([
      { title: 'Beds' },
      { title: 'Tool shed' },
      { title: 'Talk:Beds' },
      { title: 'Talk:Tool shed' },
    ]);
    const first = await wiki.call('list_pages', { watched: true, limit: 1 });
    const second = await wiki.call('list_pages', { watched: true, limit: 1, cursor: first['next'] });
    expect([first['pages'], second['pages']]).toEqual([[{ title: 'Beds' }], [{ title: 'Tool shed' }]]);
    expect((await wiki.call('list_pages', { watched: true, namespaces: ['talk'] }))['pages']).toEqual([
      { title: 'Talk:Beds' },
      { title: 'Talk:Tool shed' },
    ]);
  });

  it('says what happened to its pages, and to no others', async () => {
    const { revision } = await wiki.call('get_page', { title: 'Beds' });
    await wiki.call('edit_page', { title: 'Beds', revision, append: 'x', summary: 'watched' });
    await wiki.call('create_page', { title: 'Not watched', text: 'x' });
    const { changes } = await wiki.call('list_recent_changes', { watched: true });
    expect(changes).toMatchObject([
      { title: 'Beds', type: 'edit', comment: 'watched', size: 2 },
      { title: 'Tool shed', type: 'new' },
      { title: 'Beds', type: 'new' },
    ]);
    const by = await wiki.call('list_recent_changes', { watched: true, user: 'Olu' });
    expect(by['changes']).toMatchObject([{ title: 'Tool shed' }]);
  });

  it('cannot be mixed with what it does not know', async () => {
    const tagged = await wiki.call('list_recent_changes', { watched: true, tag: 'assistant' });
    expect(JSON.stringify(tagged)).toContain('by tag');
    const two = await wiki.call('list_pages', { watched: true, prefix: 'B' });
    expect(JSON.stringify(two)).toContain('Give one of');
  });
});
