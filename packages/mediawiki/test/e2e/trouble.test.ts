import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Caller, type RunningWiki, wikis } from '../support/wikis.ts';

const real = wikis.find(({ name }) => name === 'a real MediaWiki');
const problem = real?.problem ?? (real === undefined ? 'there is none' : undefined);

describe.skipIf(problem !== undefined)(`a real MediaWiki with trouble ${problem ?? ''}`, () => {
  let running: RunningWiki;
  let wiki: Caller | undefined;

  beforeAll(async () => {
    if (real === undefined) throw new Error('no wiki');
    running = await real.start();
    return () => running.stop();
  });

  afterEach(async () => {
    await wiki?.client.close();
    await running.trouble([]);
  });

  async function as(person: 'admin' | 'editor' | 'reader', ...args: string[]): Promise<Caller> {
    wiki = new Caller(await running.connect(args, {}, person));
    return wiki;
  }

  it('says why nothing can be written while it is read-only, and reads on', async () => {
    const caller = await as('admin');
    expect(await caller.call('get_site')).toMatchObject({ account: 'Admin' });
    await running.trouble(['readonly']);
    const answer = JSON.stringify(await caller.call('create_page', { title: 'Not now', text: 'x' }));
    expect(answer).toContain('read-only mode');
    expect(answer).toContain('Backup until 12:00');
    expect(answer).toContain('Nothing was changed');
    expect(await caller.call('get_page', { title: 'Main Page' })).toMatchObject({ title: 'Main Page' });
  });

  it('says that edits come too fast, and applies none of those', async () => {
    const caller = await as('editor');
    await running.trouble(['ratelimit']);
    await caller.call('create_page', { title: 'Fast 1', text: 'x' });
    const answer = await caller.call('create_page', { title: 'Fast 2', text: 'x' });
    expect(JSON.stringify(answer)).toContain('rate_limited');
    expect(JSON.stringify(await caller.call('get_page', { title: 'Fast 2' }))).toContain('There is no page');
  });

  it('is read by a login when it is private', async () => {
    await running.trouble(['private']);
    const caller = await as('reader');
    expect(await caller.call('get_page', { title: 'Main Page' })).toMatchObject({ title: 'Main Page' });
  });

  it('refuses what the account may not, in words that say so', async () => {
    const reader = await as('reader');
    const edit = JSON.stringify(await reader.approved('create_page', { title: 'Not allowed', text: 'x' }));
    expect(edit).toContain('permission_denied');
    await reader.client.close();
    const editor = await as('editor');
    const made = await editor.call('create_page', { title: 'For good', text: 'x' });
    // Without the right to delete, a new page cannot be taken back.
    expect(made).toMatchObject({ status: 'applied' });
    expect(JSON.stringify(made['irreversible'])).toContain('may not delete pages');
    expect(JSON.stringify(await editor.approved('delete_page', { title: 'Main Page' }))).toContain(
      'permission_denied',
    );
    expect(JSON.stringify(await editor.call('restore_page', { title: 'Nowhere' }))).toContain(
      'permission_denied',
    );
  });
});
