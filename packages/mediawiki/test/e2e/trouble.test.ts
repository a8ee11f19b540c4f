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

  it('says of a protected page, before anybody is asked, that the account may not edit or move it', async () => {
    const admin = await as('admin');
    const title = 'Protected page';
    await admin.call('create_page', { title, text: 'An old word.' });
    await admin.call('create_page', { title: 'Open page', text: 'An old word.' });
    await running.protect(title);
    await admin.client.close();
    const editor = await as('editor');
    const { revision, protection } = await editor.call('get_page', { title });
    expect(protection).toEqual(expect.arrayContaining(['edit: sysop', 'move: sysop']));
    const edit = { title, revision, text: 'x', dry_run: true };
    for (const [tool, args] of [
      ['edit_page', edit],
      ['move_page', { title, to: 'Elsewhere', dry_run: true }],
      ['restore_revision', { revision, dry_run: true }],
      ['create_page', { title: 'MediaWiki:Sitenotice', text: 'x', dry_run: true }],
      ['delete_page', { title: 'Open page', dry_run: true }],
      ['upload_file', { name: 'X.png', content: 'eA==', dry_run: true }],
    ] as const) {
      const answer = JSON.stringify(await editor.call(tool, args));
      if (tool === 'upload_file') expect(answer).toContain('planned');
      else expect(answer, tool).toContain('permission_denied');
    }
    const find = { find: 'An old word', replace: 'A new word' };
    const some = await editor.call('replace_text', { ...find, titles: [title, 'Open page'] });
    expect(some).toMatchObject({
      status: 'applied',
      changes: [{ summary: expect.stringContaining('Open') }],
    });
    expect(JSON.stringify(some['warnings'])).toContain(`may not edit ${title}`);
    const none = JSON.stringify(await editor.call('replace_text', { ...find, titles: [title] }));
    expect(none).toContain('permission_denied');
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
