import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Caller, type RunningWiki, wikis } from '../support/wikis.ts';

/** What a demanding editor tries, each on the simulated wiki and on a real one. */
describe.each(wikis)('hard cases on $name', (tested) => {
  const { problem, name } = tested;
  describe.skipIf(problem !== undefined)(problem ?? name, () => {
    let running: RunningWiki;
    let wiki: Caller;
    beforeAll(async () => {
      running = await tested.start();
      wiki = new Caller(await running.connect());
    });
    afterAll(async () => {
      await wiki.client.close();
      await running.stop();
    });

    async function made(title: string, text: string): Promise<number> {
      expect(await wiki.approved('create_page', { title, text })).toMatchObject({ status: 'applied' });
      const { revision } = await wiki.call('get_page', { title });
      return Number(revision);
    }

    it('a title with slashes, quotes and signs of addresses is read, edited, moved, talked about and restored', async () => {
      const title = 'Bed "A"/plan & soil +1 — 50% o\'clock?';
      const to = `${title} moved/again`;
      const revision = await made(title, 'x [[Other]]');
      const edited = await wiki.call('edit_page', { title, revision, append: 'more' });
      expect(edited).toMatchObject({ status: 'applied' });
      expect(await wiki.approved('move_page', { title, to })).toMatchObject({ status: 'applied' });
      expect(await wiki.call('get_page', { title })).toMatchObject({ redirect: true });
      expect(await wiki.call('get_page', { title: to })).toMatchObject({ lines: ['x [[Other]]', 'more'] });
      await made(`Talk:${to}`, 'Hello');
      expect(await wiki.approved('delete_page', { title: to })).toMatchObject({ status: 'applied' });
      expect(await wiki.approved('restore_page', { title: to })).toMatchObject({ status: 'applied' });
      expect(await wiki.call('list_revisions', { title: to })).toMatchObject({
        revisions: expect.arrayContaining([expect.anything(), expect.anything()]),
      });
    });

    /** mediawiki.org, Manual:Page title. */
    it.each([
      'A#B',
      '../x',
      'a/./b',
      '%41bc',
      'foo%2Fbar',
      'User:',
      'Talk:Talk:X',
      '~~~~',
      '_',
      'م'.repeat(200),
      'Special:RecentChanges',
      'Media:X.png',
    ])('nothing is made under a title that is none, or is another one than it says: %s', async (title) => {
      const answer = JSON.stringify(await wiki.call('create_page', { title, text: 'y' }));
      expect(answer).toMatch(/cannot be the title of a page|That is no title|doesn't allow actual pages/u);
      expect(answer).not.toContain('"applied"');
    });

    it.each([
      [':Marigold', 'Marigold'],
      ['  tulip__red  ', 'Tulip red'],
      ['category talk:x', 'Category talk:X'],
    ])('a title is shown as the wiki writes it: %j', async (title, written) => {
      const plan = await wiki.call('create_page', { title, text: 'y', dry_run: true });
      expect(plan).toMatchObject({ status: 'planned', changes: [{ after: { title: written } }] });
    });

    it('what stands before the first heading is changed alone, and a section that is not there is said not to be', async () => {
      const title = 'Lead and sections';
      const revision = await made(title, 'lead\n\n== A ==\na\n\n=== A1 ===\na1\n\n== B ==\nb');
      const first = { title, revision, section: 0, text: 'new lead' };
      expect(await wiki.call('edit_page', first)).toMatchObject({ status: 'applied' });
      const page = await wiki.call('get_page', { title });
      expect(page['lines']).toEqual([
        'new lead',
        '',
        '== A ==',
        'a',
        '',
        '=== A1 ===',
        'a1',
        '',
        '== B ==',
        'b',
      ]);
      const none = { title, revision: page['revision'], section: 9, text: 'x' };
      expect(JSON.stringify(await wiki.call('edit_page', none))).toContain('There is no section 9');
    });

    it('a redirect shows itself, may be moved over by what it leads to, and is guarded when it leads elsewhere', async () => {
      await made('Target of redirects', 'here');
      const revision = await made('Redirect one', '#REDIRECT [[Target of redirects]]');
      const elsewhere = { title: 'Redirect one', revision, text: '#REDIRECT [[Main Page]]' };
      expect(await wiki.call('edit_page', elsewhere)).toMatchObject({ status: 'needs_confirmation' });
      const over = { title: 'Target of redirects', to: 'Redirect one' };
      expect(await wiki.approved('move_page', over)).toMatchObject({ status: 'applied' });
      expect(await wiki.call('get_page', { title: 'Redirect one' })).toMatchObject({ lines: ['here'] });
    });

    it('a category moves: all its members in one plan', async () => {
      const pages = ['Rose', 'Lily'];
      for (const title of pages) await made(`${title} of a bed`, 'x\n\n[[Category:Old beds]]');
      const all = {
        find: '[[Category:Old beds]]',
        replace: '[[Category:New beds]]',
        in_category: 'Old beds',
      };
      expect(await wiki.approved('replace_text', all)).toMatchObject({ status: 'applied' });
      const members = JSON.stringify(await wiki.call('list_pages', { in_category: 'New beds' }));
      for (const title of pages) expect(members).toContain(`${title} of a bed`);
    });

    it('a template that pages use is asked about, and a tag that nobody may give is refused', async () => {
      const revision = await made('Template:Box of hard cases', 'B');
      const edit = { title: 'Template:Box of hard cases', revision, append: 'C' };
      expect(await wiki.call('edit_page', edit)).toMatchObject({ status: 'needs_confirmation' });
      const tagged = { title: 'Tagged by nobody', text: 'x', tag: 'no-such-tag' };
      expect(JSON.stringify(await wiki.call('create_page', tagged))).toContain('badtags');
    });

    it('two revisions of the same text differ in nothing', async () => {
      const revision = await made('Compared with itself', 'x');
      const compared = await wiki.call('compare_revisions', { from: revision, to: revision });
      expect(compared['difference']).toEqual([]);
    });

    it('a minor edit is marked as one', async () => {
      const title = 'Hardly changed';
      const revision = await made(title, 'x');
      const edited = await wiki.call('edit_page', { title, revision, append: 'y', minor: true });
      expect(edited).toMatchObject({ status: 'applied' });
      const { revisions } = await wiki.call('list_revisions', { title, limit: 1 });
      expect(revisions).toMatchObject([{ minor: true }]);
    });

    it('pages that nothing links to, and redirects that lead nowhere, are found', async () => {
      await made('Lonely page of hard cases', 'x');
      await made('Lost redirect', '#REDIRECT [[Nothing is here]]');
      const orphans = JSON.stringify(await wiki.call('list_pages', { report: 'orphans', limit: 500 }));
      expect(orphans).toContain('Lonely page of hard cases');
      const broken = JSON.stringify(await wiki.call('list_pages', { report: 'broken_redirects' }));
      expect(broken).toContain('Lost redirect');
    });

    it('the page that describes a file is a page like others', async () => {
      const content = Buffer.from('note of hard cases').toString('base64');
      const file = { name: 'Hard case.txt', content, text: 'About it' };
      expect(await wiki.approved('upload_file', file)).toMatchObject({ status: 'applied' });
      const title = 'File:Hard case.txt';
      const { revision, lines } = await wiki.call('get_page', { title });
      expect(lines).toEqual(['About it']);
      const edited = await wiki.call('edit_page', { title, revision, append: '[[Category:Notes]]' });
      expect(edited).toMatchObject({ status: 'applied' });
    });

    // Nobody protects pages of the sandbox.
    it.skipIf(name === 'the sandbox')(
      'a page that is protected by one that shows it says so before anybody is asked',
      async () => {
        await made('Kept by another', 'x');
        await made('Showing another', '{{:Kept by another}}');
        await running.protect('Showing another', 'cascade');
        const editor = new Caller(await running.connect([], {}, 'editor'));
        const { revision } = await editor.call('get_page', { title: 'Kept by another' });
        const edit = { title: 'Kept by another', revision, append: 'y' };
        const answer = JSON.stringify(await editor.call('edit_page', edit));
        await editor.client.close();
        expect(answer).toContain('cascad');
        expect(answer).toContain('Nothing was changed');
      },
    );
  });
});
