import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applied, asked, fresh, idIn, saying } from '../support/posts.ts';
import { Caller, isObject, type RunningSite, sites } from '../support/sites.ts';

describe.each(sites)('the settings of $name', (tested) => {
  const { problem, name } = tested;
  describe.skipIf(problem !== undefined)(problem ?? name, () => {
    let running: RunningSite;
    let site: Caller;
    beforeAll(async () => {
      running = await tested.start();
      site = new Caller(await running.connect());
    }, 120_000);
    afterAll(async () => {
      await site.client.close();
      await running.stop();
    });

    const set = (settings: Record<string, unknown>, more: Record<string, unknown> = {}) =>
      site.call('update_settings', { settings, ...more });
    const setApproved = (settings: Record<string, unknown>) => site.approved('update_settings', { settings });

    async function present(): Promise<Record<string, unknown>> {
      const { items } = await site.call('list_site_parts', { part: 'settings' });
      if (!Array.isArray(items)) throw new Error('no settings');
      return Object.fromEntries(items.filter(isObject).map((each) => [String(each['name']), each['value']]));
    }

    async function page(title: string): Promise<number> {
      return idIn(await site.call('create_post', { type: 'page', title, content: 'x' }));
    }

    async function undone(answer: Record<string, unknown>): Promise<void> {
      expect(await site.approved('undo_change', { change_ids: [answer['change_id']] })).toEqual(applied);
    }

    it('are set one by one, and each is taken back, whatever else was set since', async () => {
      const before = await present();
      const planned = await set({ posts_per_page: 7 }, { dry_run: true });
      expect(JSON.stringify(planned['changes'])).toContain('posts_per_page');
      expect(await present()).toEqual(before);
      const first = await set({ posts_per_page: 7, date_format: 'j. F Y' });
      expect(first).toEqual(applied);
      expect(first['warnings']).toBeUndefined();
      const second = await set({ time_format: 'H:i', start_of_week: 0 });
      expect(second).toEqual(applied);
      expect(await present()).toEqual({
        ...before,
        posts_per_page: 7,
        date_format: 'j. F Y',
        time_format: 'H:i',
        start_of_week: 0,
      });
      await undone(first);
      await undone(second);
      expect(await present()).toEqual(before);
      expect(await set({ posts_per_page: before['posts_per_page'] })).toMatchObject({
        warnings: ['The settings are like that already.'],
      });
    });

    it('that stand on every page are asked about, and keep their characters', async () => {
      const before = await present();
      const title = `Lindenhof & <friends>, "${fresh('x')}" 's`;
      expect(await set({ title })).toEqual(asked);
      const renamed = await setApproved({ title, description: 'Beds & more' });
      expect(renamed).toEqual(applied);
      expect(renamed['warnings']).toBeUndefined();
      const shown = { title, description: 'Beds & more' };
      expect(await present()).toMatchObject(shown);
      expect(await site.call('get_site')).toMatchObject({ name: title, description: shown.description });
      await undone(renamed);
      expect(await present()).toEqual(before);
      const zoned = await setApproved({ timezone: 'Asia/Tokyo' });
      expect(zoned).toEqual(applied);
      expect(await site.call('get_site')).toMatchObject({ time_zone: 'Asia/Tokyo' });
      await undone(zoned);
      expect(await present()).toEqual(before);
    });

    it('of the front page take public pages only, and come back', async () => {
      const before = await present();
      const [start, list] = [await page(fresh('Start')), await page(fresh('News'))];
      expect(await set({ page_on_front: start })).toEqual(
        saying('page_on_front is 0, or the id of a public'),
      );
      expect(await set({ page_on_front: 987_654 })).toEqual(saying('There is no '));
      for (const id of [start, list]) await site.approved('publish_post', { id });
      expect(await set({ show_on_front: 'page' })).toEqual(saying('needs page_on_front'));
      expect(await set({ page_on_front: list, page_for_posts: list })).toEqual(saying('the same page'));
      expect(await set({ page_on_front: start })).toMatchObject({
        status: 'needs_confirmation',
        warnings: [expect.stringContaining('count only while')],
      });
      const chosen = await setApproved({
        show_on_front: 'page',
        page_on_front: start,
        page_for_posts: list,
      });
      expect(chosen).toEqual(applied);
      expect(await present()).toMatchObject({ show_on_front: 'page', page_on_front: start });
      // The simulated site gives its front page no address of its own.
      if (name !== 'the sandbox') {
        for (const [tool, words] of [
          ['unpublish_post', 'Visitors will find none'],
          ['delete_post', 'update_settings does'],
        ] as const)
          expect(await site.call(tool, { id: start })).toMatchObject({
            status: 'needs_confirmation',
            warnings: expect.arrayContaining([expect.stringContaining(words)]),
          });
      }
      await undone(chosen);
      expect(await present()).toEqual(before);
    });

    it.each<[string, Record<string, unknown>, string]>([
      ['the e-mail of the administrator', { email: 'attacker@example.net' }, 'take the site over'],
      ['the address', { url: 'https://elsewhere.example' }, 'nobody can log in'],
      ['the language', { language: 'de_DE' }, 'installed'],
      ['what there is not', { admin_email: 'attacker@example.net' }, 'none that this server sets'],
      ['what is misspelt', { titles: 'x' }, 'Perhaps title is meant'],
      ['a prototype', { constructor: 'x' }, 'none that this server sets'],
      ['no zone', { timezone: 'Nowhere/X' }, 'time zone such as'],
      ['an offset', { timezone: 'UTC+2' }, 'time zone such as'],
      ['a number of posts that there is not', { posts_per_page: 0 }, 'from 1 to 100'],
      ['all posts at once', { posts_per_page: -1 }, 'from 1 to 100'],
      ['a text for a number', { posts_per_page: '7' }, 'from 1 to 100'],
      ['a day that there is not', { start_of_week: 9 }, 'from 0'],
      ['no category', { default_category: 987_654 }, 'There is no category'],
      ['no choice', { default_comment_status: 'maybe' }, 'open or closed'],
      ['another front', { show_on_front: 'nonsense' }, 'posts or page'],
      ['markup in a format', { date_format: '<b>Y</b>' }, 'a format of PHP'],
      ['two lines', { title: 'a\nb' }, 'one line'],
      ['no file', { site_logo: 987_654 }, 'no such file'],
    ])('refuse %s, with the reason, and nothing is sent', async (_, settings, words) => {
      const before = await present();
      expect(await setApproved({ start_of_week: 3, ...settings })).toEqual(saying(words));
      expect(await present()).toEqual(before);
      expect(await set({})).toEqual(saying('Give what is to change'));
    });

    it('do not exist where types are chosen without them, or nothing may become public', async () => {
      for (const [args, words] of [
        [['--types', 'post'], 'belongs to --types'],
        [['--statuses', 'draft'], 'belongs to --statuses'],
      ] as const) {
        const narrow = new Caller(await running.connect(args));
        try {
          const answer = await narrow.call('update_settings', { settings: { posts_per_page: 9 } });
          expect(answer).toEqual(saying(words));
        } finally {
          await narrow.client.close();
        }
      }
      const wide = new Caller(await running.connect(['--types', 'post,settings']));
      try {
        const planned = { settings: { posts_per_page: 9 }, dry_run: true };
        expect(await wide.call('update_settings', planned)).toMatchObject({ status: 'planned' });
      } finally {
        await wide.client.close();
      }
    });

    it.skipIf(name === 'the sandbox')('are for those who may manage options', async () => {
      const editor = new Caller(await running.connect([], {}, 'editor'));
      try {
        const answer = await editor.call('update_settings', { settings: { posts_per_page: 9 } });
        expect(answer).toEqual(saying('not allowed'));
      } finally {
        await editor.client.close();
      }
    });
  });
});
