import { type documentPage, textOfPages } from '@crunchtools/mcp-core/document/page';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Caller, isObject, type RunningWiki, wikis } from '../support/wikis.ts';

/** The text of a page, put together from as many calls as it takes, and its revision. */
async function pageOf(wiki: Caller, title: string) {
  const pages: ReturnType<typeof documentPage>[] = [];
  let revision: unknown;
  for (let first: unknown = 1; first !== undefined; ) {
    const answer = await wiki.call('get_page', { title, first_line: first });
    if (!Array.isArray(answer['lines'])) throw new Error(`no page: ${JSON.stringify(answer)}`);
    revision = answer['revision'];
    pages.push({
      lines: answer['lines'].map((line) => restored(String(line))),
      first_line: Number(answer['first_line']),
      total_lines: Number(answer['total_lines']),
      ...(Array.isArray(answer['continued']) ? { continued: answer['continued'].map(Number) } : {}),
    });
    first = answer['next_line'];
  }
  return { text: textOfPages(pages), revision };
}

/** Answers show hidden characters as escapes. */
function restored(line: string): string {
  return line.replaceAll(/\\u\{([0-9a-f]+)\}/gu, (_, digits: string) =>
    String.fromCodePoint(Number.parseInt(digits, 16)),
  );
}

/** An answer that fails with these words. */
function saying(words: string): unknown {
  return expect.toSatisfy(
    (answer: unknown) =>
      isObject(answer) && answer['status'] !== 'applied' && JSON.stringify(answer).includes(words),
  );
}

let count = 0;
function fresh(name: string): string {
  count += 1;
  return `${name} ${count} of ${process.pid}`;
}

describe.each(wikis)('pages on $name', (tested) => {
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

    it('are created once, read, edited in places, and taken back', async () => {
      const title = fresh('Tools');
      const made = await wiki.call('create_page', { title, text: 'spade\nrake\nhose', summary: 'list' });
      expect(made).toMatchObject({ status: 'applied', changes: [{ action: 'create', resource: 'page' }] });
      expect(await wiki.call('create_page', { title, text: 'x' })).toEqual(saying('already'));
      const { revision } = await pageOf(wiki, title);
      const edits = [{ find: 'rake', replace: 'two rakes' }];
      expect(await wiki.call('edit_page', { title, revision, edits, dry_run: true })).toMatchObject({
        status: 'planned',
      });
      const edited = await wiki.call('edit_page', { title, revision, edits, summary: 'counted' });
      expect(edited).toMatchObject({ status: 'applied' });
      expect((await pageOf(wiki, title)).text).toBe('spade\ntwo rakes\nhose');
      expect(await wiki.call('list_revisions', { title })).toMatchObject({
        revisions: [{ comment: 'counted' }, { comment: 'list' }],
      });
      expect(await wiki.approved('undo_change', { change_ids: [edited['change_id']] })).toMatchObject({
        status: 'applied',
      });
      expect((await pageOf(wiki, title)).text).toBe('spade\nrake\nhose');
      expect(await wiki.approved('undo_change', { change_ids: [made['change_id']] })).toMatchObject({
        status: 'applied',
      });
      expect(await wiki.call('get_page', { title })).toEqual(saying('There is no page'));
    });

    it('are not edited from a revision that is no longer the newest', async () => {
      const title = fresh('Stale');
      await wiki.call('create_page', { title, text: 'one' });
      const { revision } = await pageOf(wiki, title);
      await wiki.call('edit_page', { title, revision, text: 'two' });
      const refused = await wiki.call('edit_page', { title, revision, text: 'three' });
      expect(refused).toEqual(saying('was edited since'));
      expect(JSON.stringify(refused)).toContain('-“one”');
      expect((await pageOf(wiki, title)).text).toBe('two');
    });

    it('take a section, and lines at their end', async () => {
      const title = fresh('Sections');
      await wiki.call('create_page', { title, text: 'top\n\n== A ==\na é\n\n=== A1 ===\na1\n\n== B ==\nb' });
      const first = await wiki.call('get_page', { title });
      expect(first['sections']).toEqual([
        { section: 1, level: 2, heading: 'A' },
        { section: 2, level: 3, heading: 'A1' },
        { section: 3, level: 2, heading: 'B' },
      ]);
      expect(await wiki.call('get_page', { title, section: 3 })).toMatchObject({ lines: ['== B ==', 'b'] });
      const shorter = { title, revision: first['revision'], section: 1, text: '== A ==\nb' };
      expect(await wiki.call('edit_page', shorter)).toEqual(saying('Section 1 has 1 subsection'));
      await wiki.call('edit_page', {
        title,
        revision: first['revision'],
        section: 3,
        text: '== B ==\nnew b',
      });
      const { revision } = await pageOf(wiki, title);
      await wiki.call('edit_page', { title, revision, append: '* more' });
      expect((await pageOf(wiki, title)).text).toBe(
        'top\n\n== A ==\na é\n\n=== A1 ===\na1\n\n== B ==\nnew b\n* more',
      );
    });

    it('say what the wiki stores otherwise', async () => {
      const title = fresh('Stored');
      const made = await wiki.call('create_page', { title, text: 'a\r\nb e\u0301 ~~~~ \n\n' });
      const said = JSON.stringify(made['warnings']);
      expect(said).toContain('LF for each CR LF');
      expect(said).toContain('NFC');
      expect(said).toContain('blanks and line ends at the end');
      expect(said).toContain('signatures');
      expect((await pageOf(wiki, title)).text).toMatch(/^a\nb é \[\[User:Admin\|Admin\]\].* \(UTC\)$/u);
      expect(await wiki.call('create_page', { title: fresh('Bell'), text: 'a\u0007' })).toEqual(
        saying('U+0007'),
      );
    });

    it('move with their history, and back', async () => {
      const [title, to] = [fresh('Old name'), fresh('New name')];
      await wiki.call('create_page', { title, text: 'here' });
      const moved = await wiki.call('move_page', { title, to, summary: 'better' });
      expect(moved).toMatchObject({ status: 'applied' });
      expect(await wiki.call('get_page', { title })).toMatchObject({ redirect: true });
      expect((await pageOf(wiki, to)).text).toBe('here');
      expect(await wiki.approved('undo_change', { change_ids: [moved['change_id']] })).toMatchObject({
        status: 'applied',
      });
      expect((await pageOf(wiki, title)).text).toBe('here');
      expect(await wiki.call('move_page', { title, to: 'Main Page' })).toEqual(saying('already'));
    });

    it('that were edited, moved and edited again are taken back in one call, to their creation', async () => {
      const [title, to] = [fresh('Wandering'), fresh('Arrived')];
      const ids: unknown[] = [];
      const apply = async (tool: string, args: Record<string, unknown>) => {
        const answer = await wiki.call(tool, args);
        expect(answer).toMatchObject({ status: 'applied' });
        ids.push(answer['change_id']);
      };
      await apply('create_page', { title, text: 'one' });
      await apply('edit_page', { title, revision: (await pageOf(wiki, title)).revision, text: 'two' });
      await apply('move_page', { title, to });
      await apply('edit_page', { title: to, revision: (await pageOf(wiki, to)).revision, text: 'three' });
      const [, first, ...others] = ids;
      // The move stays: what is taken back is text.
      const back = await wiki.approved('undo_change', { change_ids: [first, others[1]] });
      expect(back).toMatchObject({ status: 'applied', changes: [{ resource: 'page' }] });
      expect(JSON.stringify(back)).not.toContain('Somebody else');
      expect((await pageOf(wiki, to)).text).toBe('one');
      const all = await wiki.approved('undo_change', { change_ids: [ids[0], others[0]] });
      expect(all).toMatchObject({ status: 'applied' });
      expect(JSON.stringify(all)).not.toContain('Somebody else');
      expect(await wiki.call('get_page', { title: to })).toEqual(saying('There is no page'));
    });

    it('are deleted only when a person agrees, and come back', async () => {
      const title = fresh('Gone');
      await wiki.call('create_page', { title, text: 'kept' });
      expect(await wiki.call('delete_page', { title })).toMatchObject({ status: 'needs_confirmation' });
      const deleted = await wiki.approved('delete_page', { title, summary: 'out of date' });
      expect(deleted).toMatchObject({ status: 'applied' });
      expect(await wiki.call('restore_page', { title })).toMatchObject({ status: 'applied' });
      expect((await pageOf(wiki, title)).text).toBe('kept');
      const again = await wiki.approved('delete_page', { title });
      expect(await wiki.approved('undo_change', { change_ids: [again['change_id']] })).toMatchObject({
        status: 'applied',
      });
      expect((await pageOf(wiki, title)).text).toBe('kept');
    });

    it('that are gone say whether somebody deleted them', async () => {
      const title = fresh('Gone');
      expect(await wiki.call('get_page', { title })).not.toEqual(saying('deleted'));
      await wiki.call('create_page', { title, text: 'Was here.' });
      await wiki.approved('delete_page', { title });
      const gone = await wiki.call('get_page', { title });
      expect(gone).toEqual(saying('There is no page of that title: it was deleted on 20'));
      expect(gone).toEqual(saying('restore_page'));
      await wiki.approved('restore_page', { title });
      const to = fresh('Gone elsewhere');
      expect(await wiki.approved('move_page', { title, to, redirect: false })).toMatchObject({
        status: 'applied',
      });
      expect(await wiki.call('get_page', { title })).not.toEqual(saying('it was deleted'));
    });

    it('get the text of an older revision again', async () => {
      const title = fresh('Restored');
      await wiki.call('create_page', { title, text: 'one' });
      const { revision } = await pageOf(wiki, title);
      await wiki.call('edit_page', { title, revision, text: 'two' });
      expect(await wiki.call('restore_revision', { revision })).toMatchObject({ status: 'applied' });
      expect((await pageOf(wiki, title)).text).toBe('one');
    });

    it('lose one edit in the middle, and keep what came after it', async () => {
      const title = fresh('Undone');
      const lines = ['one', 'two', 'three', 'four', 'five', 'six'];
      await wiki.call('create_page', { title, text: lines.join('\n') });
      const steps = [
        ['two', 'TWO'],
        ['five', 'FIVE'],
      ] as const;
      const revisions: unknown[] = [];
      for (const [find, replace] of steps) {
        const { revision } = await pageOf(wiki, title);
        await wiki.call('edit_page', { title, revision, edits: [{ find, replace }] });
        revisions.push((await pageOf(wiki, title)).revision);
      }
      expect(await wiki.call('undo_edit', { revision: revisions[0] })).toMatchObject({ status: 'applied' });
      expect((await pageOf(wiki, title)).text).toBe('one\ntwo\nthree\nfour\nFIVE\nsix');
      const { revision } = await pageOf(wiki, title);
      await wiki.call('edit_page', { title, revision, edits: [{ find: 'FIVE', replace: 'V' }] });
      expect(await wiki.call('undo_edit', { revision: revisions[1] })).toEqual(
        saying('changed the same lines'),
      );
      expect(await wiki.call('undo_edit', { revision: revisions[0], all_by_author: true })).toEqual(
        saying('one author'),
      );
      const difference = await wiki.call('compare_revisions', { from: revisions[0], to: revisions[1] });
      expect(difference).toMatchObject({ title });
      expect(JSON.stringify(difference['difference'])).toMatch(/five.*FIVE/u);
    });

    it('are changed together, as one plan', async () => {
      const titles = [fresh('Many'), fresh('Many'), fresh('Many')];
      for (const [index, title] of titles.entries())
        await wiki.call('create_page', { title, text: index === 2 ? 'nothing' : 'old word, old word' });
      const done = await wiki.approved('replace_text', { find: 'old', replace: 'new', titles });
      expect(done).toMatchObject({
        status: 'applied',
        warnings: [expect.stringContaining('1 of the pages')],
      });
      expect((await pageOf(wiki, titles[1] ?? '')).text).toBe('new word, new word');
      expect(await wiki.approved('undo_change', { change_ids: [done['change_id']] })).toMatchObject({
        status: 'applied',
      });
      expect((await pageOf(wiki, titles[0] ?? '')).text).toBe('old word, old word');
    });

    it('of 2 MB survive reading, editing and undo to the last byte', async () => {
      const title = fresh('Large');
      const line = `سلام دنیا 👩‍👩‍👧‍👦 \tنیم‌فاصله و ${'متن '.repeat(20)}`;
      const made = `${`${line}\n`.repeat(Math.floor((2048 * 1024 - 200) / (Buffer.byteLength(line) + 1)))}یکتا`;
      // Made through the wiki's own door: no client should have to send two megabytes.
      const created = await wiki.call('create_page', { title, text: made });
      expect(created).toMatchObject({ status: 'applied' });
      const before = await pageOf(wiki, title);
      expect(before.text === made).toBe(true);
      const edited = await wiki.approved('edit_page', {
        title,
        revision: before.revision,
        edits: [{ find: 'یکتا', replace: 'یگانه 🙂' }],
      });
      expect(edited).toMatchObject({ status: 'applied' });
      expect(JSON.stringify(edited).length).toBeLessThan(100_000);
      expect((await pageOf(wiki, title)).text === made.replace('یکتا', 'یگانه 🙂')).toBe(true);
      const undone = await wiki.approved('undo_change', { change_ids: [edited['change_id']] });
      expect(undone).toMatchObject({ status: 'applied' });
      expect((await pageOf(wiki, title)).text === made).toBe(true);
    });

    it('and files are found', async () => {
      const title = fresh('Findable');
      await wiki.call('create_page', {
        title,
        text: `zinnia${process.pid}${count} [[Main Page]]\n[[Category:Flowers]]`,
      });
      const found = await wiki.call('search_pages', { query: `zinnia${process.pid}${count}` });
      expect(found).toMatchObject({ pages: [{ title }] });
      expect(JSON.stringify(await wiki.call('list_pages', { in_category: 'Flowers' }))).toContain(title);
      expect(JSON.stringify(await wiki.call('list_pages', { links_to: 'Main Page' }))).toContain(title);
      expect(JSON.stringify(await wiki.call('list_pages', { prefix: 'Findable' }))).toContain(title);
      expect(await wiki.call('list_recent_changes', { limit: 1 })).toMatchObject({
        changes: [{ title, type: 'new' }],
      });
      expect(await wiki.call('list_contributions', { user: 'Admin', limit: 1 })).toMatchObject({
        edits: [{ title }],
      });
      const content = Buffer.from(`note ${title}`).toString('base64');
      const file = `${title}.txt`;
      const uploaded = await wiki.call('upload_file', { name: file, content, text: 'About it' });
      expect(uploaded).toMatchObject({ status: 'applied' });
      expect(await wiki.call('get_file', { name: file })).toMatchObject({
        title: `File:${file}`,
        versions: [{ mime: 'text/plain' }],
      });
      expect(
        await wiki.call('upload_file', { name: file, content: Buffer.from('x').toString('base64') }),
      ).toEqual(saying('already'));
      expect(await wiki.approved('undo_change', { change_ids: [uploaded['change_id']] })).toMatchObject({
        status: 'applied',
      });
      expect(await wiki.call('get_file', { name: file })).toEqual(saying('no file'));
    });

    it('are previewed, and the site tells about itself', async () => {
      const preview = await wiki.call('preview_page', { title: 'Draft', text: 'Hello [[No such page]] ~~~' });
      expect(preview).toMatchObject({ missing: expect.arrayContaining(['No such page']) });
      expect(JSON.stringify(preview['stored'])).toContain('User:Admin');
      const site = await wiki.call('get_site');
      expect(site).toMatchObject({
        generator: expect.stringMatching(/^MediaWiki 1\.(?:39|43)\.\d+$/u),
        account: 'Admin',
        namespaces: expect.arrayContaining(['main', 'user_talk']),
      });
      expect(isObject(site) && Array.isArray(site['rights']) && site['rights'].includes('delete')).toBe(true);
    });
  });
});
