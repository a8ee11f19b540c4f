import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applied, asked, fresh, idIn, paragraph, postOf, saying } from '../support/posts.ts';
import { Caller, type RunningSite, sites } from '../support/sites.ts';

describe.each(sites)('posts on $name', (tested) => {
  const { problem, name } = tested;
  describe.skipIf(problem !== undefined)(problem ?? name, () => {
    let running: RunningSite;
    let site: Caller;
    beforeAll(async () => {
      running = await tested.start();
      site = new Caller(await running.connect());
    }, 300_000);
    afterAll(async () => {
      await site.client.close();
      await running.stop();
    });

    async function undone(answer: Record<string, unknown>): Promise<void> {
      expect(await site.approved('undo_change', { change_ids: [answer['change_id']] })).toEqual(applied);
    }

    it('are created once as drafts, read raw, edited in places, and taken back', async () => {
      const title = fresh('Tools');
      const content = `${paragraph('spade [caption id="1"]')}\n\n${paragraph('rake')}`;
      const made = await site.call('create_post', { title, content });
      expect(made).toMatchObject({ status: 'applied', changes: [{ action: 'create', resource: 'post' }] });
      expect(await site.call('create_post', { title, content })).toEqual(saying('very title and text'));
      const id = idIn(made);
      const { text, version, answer } = await postOf(site, id);
      expect(text).toBe(content);
      expect(answer).toMatchObject({
        title,
        status: 'draft',
        preview_link: expect.stringMatching(/preview=true/u),
      });
      const edits = [{ find: 'rake', replace: 'two rakes' }];
      expect(await site.call('edit_post', { id, version, edits, dry_run: true })).toMatchObject({
        status: 'planned',
      });
      const edited = await site.call('edit_post', { id, version, edits });
      expect(edited).toEqual(applied);
      expect(edited['warnings']).toBeUndefined();
      expect((await postOf(site, id)).text).toBe(content.replace('rake', 'two rakes'));
      await undone(edited);
      expect((await postOf(site, id)).text).toBe(content);
      await undone(made);
      expect(await site.call('get_post', { id })).toMatchObject({ status: 'trash' });
    });

    it('are not edited from a version that is no longer there', async () => {
      const id = idIn(await site.call('create_post', { title: fresh('Stale'), content: 'one' }));
      const first = await postOf(site, id);
      expect(await site.call('edit_post', { id, version: first.version, content: 'two' })).toEqual(applied);
      const second = await postOf(site, id);
      expect(await site.call('edit_post', { id, version: first.version, content: 'three' })).toEqual(
        saying('was changed since'),
      );
      expect(await site.call('edit_post', { id, version: second.version, content: 'three' })).toEqual(
        applied,
      );
      const refused = await site.call('edit_post', { id, version: second.version, content: 'four' });
      expect(refused).toEqual(saying('was changed since'));
      expect(JSON.stringify(refused)).toContain('-“two”');
      expect((await postOf(site, id)).text).toBe('three');
    });

    it('are edited block by block', async () => {
      const blocks = [
        paragraph('one'),
        '<!-- wp:list -->\n<ul><li>a</li></ul>\n<!-- /wp:list -->',
        paragraph('three'),
      ];
      const content = blocks.join('\n\n');
      const id = idIn(await site.call('create_post', { title: fresh('Blocks'), content }));
      const { version, answer } = await postOf(site, id, { outline: true });
      expect(answer['blocks']).toEqual([
        { block: 1, level: 1, name: 'core/paragraph', begins: 'one' },
        { block: 2, level: 1, name: 'core/list', begins: 'a' },
        { block: 3, level: 1, name: 'core/paragraph', begins: 'three' },
      ]);
      expect((await postOf(site, id, { block: 2 })).text).toBe(blocks[1]);
      expect(await site.call('edit_post', { id, version, block: 2, content: paragraph('two') })).toEqual(
        applied,
      );
      expect((await postOf(site, id)).text).toBe([blocks[0], paragraph('two'), blocks[2]].join('\n\n'));
      const next = await postOf(site, id);
      const rendered = { id, version: next.version, content: '<p>one</p><p>two</p><p>three</p>' };
      expect(JSON.stringify(await site.call('edit_post', rendered))).toContain(
        'It breaks the blocks of the text.',
      );
      expect(await site.call('edit_post', { id, version: next.version, block: 9, content: '' })).toEqual(
        saying('There is no block 9'),
      );
    });

    it('are published, scheduled and unpublished only when somebody agrees, and come back as they were', async () => {
      const title = fresh('Public');
      const id = idIn(await site.call('create_post', { title, content: 'x' }));
      expect(await site.call('publish_post', { id })).toEqual(asked);
      const published = await site.approved('publish_post', { id });
      expect(published).toEqual(applied);
      const { answer } = await postOf(site, id);
      expect(answer).toMatchObject({ status: 'publish', slug: title.toLowerCase().replaceAll(' ', '-') });
      expect(await site.call('update_post', { id, slug: 'elsewhere' })).toEqual(asked);
      const unpublished = await site.approved('unpublish_post', { id, to: 'private' });
      expect(unpublished).toEqual(applied);
      await undone(unpublished);
      expect((await postOf(site, id)).answer).toMatchObject({ status: 'publish', date: answer['date'] });
      await undone(published);
      expect((await postOf(site, id)).answer).toMatchObject({ status: 'draft' });
      const at = '2099-04-03T09:00:00+02:00';
      expect(await site.call('publish_post', { id, at: '2020-01-01T00:00:00Z' })).toEqual(
        saying('not in the future'),
      );
      const scheduled = await site.approved('publish_post', { id, at });
      expect(scheduled).toEqual(applied);
      expect((await postOf(site, id)).answer).toMatchObject({
        status: 'future',
        date: '2099-04-03T07:00:00Z',
      });
      await undone(scheduled);
      expect(await site.approved('publish_post', { id })).toEqual(applied);
      expect((await postOf(site, id)).answer).toMatchObject({ status: 'publish' });
    });

    it('go to the trash and come back, with their slugs', async () => {
      const title = fresh('Gone');
      const slug = title.toLowerCase().replaceAll(' ', '-');
      const id = idIn(await site.call('create_post', { title, content: 'kept' }));
      expect(await site.call('delete_post', { id })).toEqual(asked);
      const trashed = await site.approved('delete_post', { id });
      expect(trashed).toEqual(applied);
      expect(await site.call('delete_post', { id })).toEqual(saying('in the trash already'));
      await undone(trashed);
      expect((await postOf(site, id)).answer).toMatchObject({ status: 'draft', slug: '' });
      await site.approved('publish_post', { id });
      const again = await site.approved('delete_post', { id });
      expect(await site.call('undo_change', { change_ids: [again['change_id']] })).toEqual(asked);
      await undone(again);
      expect((await postOf(site, id)).answer).toMatchObject({ status: 'publish', slug });
      await site.approved('delete_post', { id });
      const restored = await site.call('restore_post', { id });
      expect(restored).toEqual(applied);
      expect((await postOf(site, id)).answer).toMatchObject({ status: 'draft', slug });
      await undone(restored);
      expect(await site.call('get_post', { id })).toMatchObject({ status: 'trash' });
    });

    it('take their comments to the trash and bring them back as they were', async () => {
      const { comments } = await site.call('list_comments', { status: 'approved', limit: 1 });
      const [first] = Array.isArray(comments) ? comments : [];
      const id = Number(first?.['post']);
      const replies: number[] = [];
      for (const content of [fresh('Held'), fresh('Spam')])
        replies.push(idIn(await site.approved('reply_comment', { id: first?.['id'], content })));
      const [held, spam] = replies;
      expect(await site.call('moderate_comments', { ids: [held], status: 'hold' })).toEqual(applied);
      expect(await site.call('moderate_comments', { ids: [spam], status: 'spam' })).toEqual(applied);
      const idsOf = async (status: string): Promise<unknown> => {
        const { comments: found } = await site.call('list_comments', { status, post: id });
        return Array.isArray(found) ? found.map((each) => Number(each?.['id'])) : found;
      };
      const all = ['approved', 'hold', 'spam', 'post-trashed'] as const;
      const there = async () => Promise.all(all.map((status) => idsOf(status)));
      const before = await there();
      expect(before).toEqual([
        expect.arrayContaining([first?.['id']]),
        expect.arrayContaining([held]),
        [spam],
        [],
      ]);
      const asking = await site.call('delete_post', { id });
      expect(asking).toEqual(asked);
      expect(JSON.stringify(asking['warnings'])).toMatch(/comments will be hidden with it \(1 approved/u);
      const trashed = await site.approved('delete_post', { id });
      expect(await there()).toEqual([[], [], [], expect.arrayContaining([held, spam])]);
      const back = await site.approved('undo_change', { change_ids: [trashed['change_id']] });
      expect(back).toEqual(applied);
      expect(JSON.stringify(back['warnings'])).toMatch(/comments came back with it: 1 approved/u);
      expect(JSON.stringify(back['warnings'])).not.toContain('was stored as');
      expect(await there()).toEqual(before);
      // The undo of the undo is a trash again, which nobody planned with comments in mind.
      const again = await site.approved('undo_change', { change_ids: [back['change_id']] });
      await undone(again);
      expect(await there()).toEqual(before);
      await site.approved('delete_post', { id });
      const planned = await site.call('restore_post', { id, dry_run: true });
      // WordPress keeps the date; whether it is one that moves on with a draft is not seen in the trash.
      expect(planned).not.toHaveProperty(['changes', 0, 'after', 'date']);
      expect(JSON.stringify(planned['warnings'])).toContain('come back with it as held');
      const restored = await site.call('restore_post', { id });
      expect(restored).toEqual(applied);
      expect(JSON.stringify(restored['warnings'])).toContain('wait to be moderated');
      expect(await there()).toEqual([[], expect.arrayContaining([first?.['id'], held, spam]), [], []]);
      // All of it at once: what was trashed and brought back, with the comments that came back in between.
      expect(await site.approved('moderate_comments', { ids: [first?.['id']], status: 'approved' })).toEqual(
        applied,
      );
      expect(await site.approved('publish_post', { id })).toEqual(applied);
    });

    it('get the text of an older revision again', async () => {
      const id = idIn(await site.call('create_post', { title: fresh('Restored'), content: 'one' }));
      for (const content of ['two', 'three']) {
        const { version } = await postOf(site, id);
        await site.call('edit_post', { id, version, content });
      }
      const { revisions, total } = await site.call('list_revisions', { id });
      expect(total).toBe(2);
      const older = Array.isArray(revisions) ? revisions[1] : undefined;
      const revision = Number(older?.['revision']);
      expect((await postOf(site, id, { revision })).text).toBe('two');
      const restored = await site.call('restore_revision', { id, revision });
      expect(restored).toEqual(applied);
      expect((await postOf(site, id)).text).toBe('two');
      await undone(restored);
      expect((await postOf(site, id)).text).toBe('three');
    });

    it('with marks of blocks that do not pair are told as such, and changed by edits alone', async () => {
      const content = '<!-- wp:list -->\n<ul><li>One</li></ul>\n<!-- /wp:heading -->';
      const made = await site.approved('create_post', { title: fresh('Broken'), content });
      const told = expect.stringContaining('core/heading, core/list');
      if (name !== 'the sandbox' && process.env['WORDPRESS'] === 'newest') {
        // 7.1.4 pairs the marks itself when it stores them, which is told afterwards.
        expect(made['warnings']).toEqual([told, expect.stringContaining('content was stored as')]);
        return;
      }
      expect(made['warnings']).toEqual([told]);
      const id = idIn(made);
      const { version, answer } = await postOf(site, id, { outline: true });
      expect(answer['blocks']).toMatchObject([{ name: 'core/list', end_mark: 'missing' }]);
      expect(await site.call('edit_post', { id, version, block: 1, content: '' })).toEqual(
        saying('has no end mark'),
      );
      const edits = [{ find: '/wp:heading', replace: '/wp:list' }];
      expect(await site.call('edit_post', { id, version, edits })).toEqual(applied);
      expect((await postOf(site, id, { outline: true })).answer['blocks']).toEqual([
        { block: 1, level: 1, name: 'core/list', begins: 'One' },
      ]);
    });

    it('are told as changed also where the revision that was read is gone', async () => {
      const id = idIn(await site.call('create_post', { title: fresh('Limited'), content: 'x' }));
      const edit = { id, version: 'r1-0000000000000000', edits: [{ find: 'x', replace: 'y' }] };
      const { version } = await postOf(site, id);
      expect(await site.call('edit_post', { ...edit, version })).toEqual(applied);
      expect(await site.call('edit_post', edit)).toEqual(saying('was changed since r1-0000000000000000'));
      expect(await site.call('restore_revision', { id, revision: 1 })).toEqual(
        saying('list_revisions finds them'),
      );
    });

    it.each([
      ['page', 'page'],
      ['recipe', 'recipe'],
      ['wp_block', 'reusable block'],
      ['wp_navigation', 'navigation'],
    ])('call a %s what it is, and tell nothing that goes without saying', async (type, noun) => {
      const own = new Caller(await running.connect());
      try {
        const title = fresh('Named');
        const summarised = (verb: string) => ({
          status: 'applied',
          warnings: undefined,
          changes: [{ summary: expect.stringContaining(`${verb} ${noun} "${title}"`) }],
        });
        const undo = (...ids: unknown[]) => own.approved('undo_change', { change_ids: ids });
        const made = await own.call('create_post', { type, title, content: paragraph('Words') });
        expect({ warnings: undefined, ...made }).toMatchObject(summarised('create'));
        const id = idIn(made);
        const published = await own.approved('publish_post', { id });
        expect({ warnings: undefined, ...published }).toMatchObject(summarised('update'));
        const trashed = await own.approved('delete_post', { id });
        expect({ warnings: undefined, ...trashed }).toMatchObject(summarised('trash'));
        expect(await own.call('publish_post', { id })).toEqual(saying(`The ${noun} is in the trash`));
        const back = await undo(trashed['change_id']);
        expect({ warnings: undefined, ...back }).toMatchObject(summarised('restore'));
        expect(
          await own.call('edit_post', { id: 987_654, type, version: 'r1-0000000000000000', title }),
        ).toEqual(saying(`There is no ${noun} with the id`));
        const hidden = await undo(published['change_id'], trashed['change_id'], back['change_id']);
        expect({ warnings: undefined, ...hidden }).toMatchObject(summarised('update'));
        expect(JSON.stringify(await own.call('list_changes'))).not.toContain('post \\"');
      } finally {
        await own.client.close();
      }
    });

    it('of all types are found, with totals', async () => {
      const word = `zinnia${process.pid}`;
      const made: number[] = [];
      for (const title of ['A', 'B', 'C'])
        made.push(idIn(await site.call('create_post', { type: 'page', title: fresh(title), content: word })));
      const first = await site.call('list_posts', { type: 'page', search: word, limit: 2, order_by: 'id' });
      expect(first).toMatchObject({ total: 3, next_page: 2, posts: [{ id: made[2] }, { id: made[1] }] });
      expect(
        await site.call('list_posts', { type: 'page', search: word, limit: 2, page: 2, order_by: 'id' }),
      ).toMatchObject({ posts: [{ id: made[0] }] });
      expect(await site.call('list_posts', { type: 'page', search: word, limit: 2, page: 3 })).toEqual(
        saying('larger than the number of pages'),
      );
      expect(
        await site.call('list_posts', { type: 'page', search: word, status: ['publish'] }),
      ).toMatchObject({ total: 0, posts: [] });
      // An id says which type it is.
      expect((await postOf(site, made[0])).answer).toMatchObject({ type: 'page' });
      expect(await site.call('list_posts', { type: 'recipes' })).toEqual(saying('There are post, page'));
      expect(await site.call('get_post', { id: 987_654_321 })).toEqual(saying('There is no '));
    });

    it('change in their details, and only in those that they have', async () => {
      const id = idIn(await site.call('create_post', { title: fresh('Details'), content: 'x' }));
      const changed = await site.call('update_post', {
        id,
        slug: 'Späte Äpfel',
        sticky: true,
        comment_status: 'closed',
        status: 'pending',
      });
      expect(changed).toEqual(applied);
      expect(JSON.stringify(changed['warnings'])).toContain('spate-apfel');
      expect((await postOf(site, id)).answer).toMatchObject({
        slug: 'spate-apfel',
        sticky: true,
        comments: 'closed',
        status: 'pending',
      });
      await undone(changed);
      expect((await postOf(site, id)).answer).toMatchObject({ slug: '', status: 'draft' });
      expect(await site.call('update_post', { id, parent: 1 })).toEqual(saying('A post has no parent'));
      expect(await site.call('update_post', { id, format: 'nonsense' })).toEqual(
        saying('format is not one of standard, aside'),
      );
      expect(await site.call('update_post', { id, status: 'draft' })).toMatchObject({
        warnings: ['The post is like that already.'],
      });
    });

    it('have no parent that is none of theirs, or below them', async () => {
      const made = async (more: Record<string, unknown> = {}): Promise<number> =>
        idIn(await site.call('create_post', { type: 'page', title: fresh('Level'), content: 'x', ...more }));
      const top = await made();
      const middle = await made({ parent: top });
      const low = await made({ parent: middle });
      const post = idIn(await site.call('create_post', { title: fresh('No page'), content: 'x' }));
      const gone = await made();
      expect(await site.approved('delete_post', { id: gone })).toEqual(applied);
      for (const parent of [top, middle, low])
        expect(await site.call('update_post', { id: top, parent })).toEqual(saying('is below'));
      for (const parent of [post, gone, 99_999_999]) {
        expect(await site.call('update_post', { id: low, parent })).toEqual(saying('There is no page'));
        const page = { type: 'page', title: fresh('Lost'), parent };
        expect(await site.call('create_post', page)).toEqual(saying('There is no page'));
      }
      expect(await site.call('create_post', { title: fresh('Post'), parent: top })).toEqual(
        saying('A post has no parent'),
      );
      const raised = await site.call('update_post', { id: low, parent: top });
      expect(raised).toEqual(applied);
      expect(raised['warnings']).toBeUndefined();
      await undone(raised);
      expect(await site.call('update_post', { id: low, parent: 0 })).toEqual(applied);
    });

    it('of other people come back from the trash under their names, which is not asked about', async () => {
      const id = idIn(await site.call('create_post', { title: fresh('Theirs'), content: 'x' }));
      expect(await site.approved('update_post', { id, author: 2 })).toEqual(applied);
      expect(await site.approved('delete_post', { id })).toEqual(applied);
      expect(await site.call('restore_post', { id })).toEqual(applied);
    });

    it('keep every byte that nobody touched', async () => {
      const text = `${paragraph('سلام دنیا، نیم\u200cفاصله 👩\u200d👩\u200d👧')}\r\n\r\n[gallery ids="1,2" link="file"]\t \n<!-- wp:block {"ref":12} /-->\n\n<!-- wp:html -->\n<iframe src="https://player.example.org/1?a=b&amp;c"></iframe>\n<!-- /wp:html -->\n\\n \\\\ &nbsp;&amp; e\u0301 “quoted” marker \n\n`;
      const id = idIn(await site.approved('create_post', { title: fresh('Bytes'), content: text }));
      const first = await postOf(site, id);
      expect(first.text === text).toBe(true);
      const edited = await site.call('edit_post', {
        id,
        version: first.version,
        edits: [{ find: 'marker', replace: 'mark \\" $& 🌱' }],
      });
      expect(edited).toEqual(applied);
      expect((await postOf(site, id)).text === text.replace('marker', () => 'mark \\" $& 🌱')).toBe(true);
      await undone(edited);
      expect((await postOf(site, id)).text === text).toBe(true);
    });

    it('are changed together, as one plan', async () => {
      const word = `marigold${process.pid}`;
      const ids: number[] = [];
      for (const [type, count] of [
        ['post', 4],
        ['page', 3],
      ] as const)
        for (let at = 0; at < count; at += 1)
          ids.push(
            idIn(
              await site.call('create_post', {
                type,
                title: fresh(type),
                content: paragraph(`${word}, ${word} and old`),
              }),
            ),
          );
      await site.call('create_post', { title: fresh('Other'), content: `${word} and new` });
      const args = { find: `${word} and old`, replace: `${word} and new`, search: word };
      const asking = await site.call('replace_text', args);
      expect(asking).toEqual(asked);
      expect(JSON.stringify(asking['warnings'])).toContain('8 posts were looked at, 1 of them');
      const replaced = await site.approved('replace_text', args);
      expect(replaced).toEqual(applied);
      expect(replaced['changes']).toHaveLength(7);
      for (const id of ids) expect((await postOf(site, id)).text).toBe(paragraph(`${word}, ${word} and new`));
      await undone(replaced);
      for (const id of ids) expect((await postOf(site, id)).text).toBe(paragraph(`${word}, ${word} and old`));
      expect(await site.call('replace_text', { ...args, find: 'never' })).toEqual(
        saying('None of the 8 posts'),
      );
    });

    it('belong to a site that tells about itself', async () => {
      expect(await site.call('get_site')).toMatchObject({
        types: expect.arrayContaining([expect.objectContaining({ type: 'page', hierarchical: true })]),
        account: { login: 'admin', roles: ['administrator'] },
      });
    });
  });
});
