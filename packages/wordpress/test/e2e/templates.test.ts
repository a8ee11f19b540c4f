import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applied, asked, fresh, idIn, paragraph, saying } from '../support/posts.ts';
import { Caller, type RunningSite, sites } from '../support/sites.ts';

const id = 'twentytwentythree//footer';

function link(label: string): string {
  return `<!-- wp:navigation-link {"label":"${label}","url":"/beds"} /-->`;
}

describe.each(sites)('the templates of $name', (tested) => {
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

    async function present(which = id) {
      const answer = await site.call('get_template', { id: which });
      const text = Array.isArray(answer['lines']) ? answer['lines'].join('\n') : '';
      return { text, version: answer['version'], answer };
    }

    async function edited(change: Record<string, unknown>, which = id) {
      const { version } = await present(which);
      return site.approved('edit_template', { id: which, version, ...change });
    }

    async function undone(answer: Record<string, unknown>): Promise<void> {
      expect(await site.approved('undo_change', { change_ids: [answer['change_id']] })).toEqual(applied);
    }

    it('are changed in a place, by block and whole, asked about each time, and become those of the theme again', async () => {
      const themed = await present();
      expect(themed.answer['changed']).toBeUndefined();
      const { version } = themed;
      const content = `${paragraph('Lindenhof & "friends" \\u002d é 🌱')}\n\n${paragraph('Second')}\n`;
      const call = { id, version, content };
      const planned = await site.call('edit_template', { ...call, dry_run: true });
      expect(JSON.stringify(planned['changes'])).toContain('Lindenhof');
      expect(await site.call('edit_template', call)).toEqual(asked);
      expect((await present()).version).toBe(version);
      const first = await site.approved('edit_template', call);
      expect(first).toEqual(applied);
      expect(first['warnings']).toBeUndefined();
      expect(await present()).toMatchObject({ text: content, answer: { changed: true, area: 'footer' } });

      const second = await edited({ edits: [{ find: 'Second', replace: 'Third' }] });
      expect(second).toEqual(applied);
      expect((await present()).text).toBe(content.replace('Second', 'Third'));
      const third = await edited({ block: 2, content: '' });
      expect((await present()).text).not.toContain('Third');
      await undone(third);
      await undone(second);
      expect((await present()).text).toBe(content);

      await undone(first);
      expect(await present()).toEqual(themed);
    });

    it('go back to the theme by a change of their own, which is taken back, too', async () => {
      const themed = await present();
      const text = paragraph(fresh('Foot'));
      await edited({ content: text });
      const reverted = await edited({ revert: true });
      expect(reverted).toEqual(applied);
      expect(await present()).toEqual(themed);
      expect(await edited({ revert: true })).toMatchObject({
        warnings: ['The template is as the theme has it already.'],
      });
      await undone(reverted);
      expect(await present()).toMatchObject({ text, answer: { changed: true } });
      await edited({ revert: true });
    });

    it('are not overwritten when somebody changed them since, by an edit or by an undo', async () => {
      const old = await present();
      const first = await edited({ content: paragraph('One') });
      expect(
        await site.approved('edit_template', { id, version: old.version, content: paragraph('Two') }),
      ).toEqual(saying('was changed since'));
      const second = await edited({ content: paragraph('Three') });
      expect(await site.approved('undo_change', { change_ids: [first['change_id']] })).toEqual(
        saying('change'),
      );
      expect((await present()).text).toBe(paragraph('Three'));
      await undone(second);
      await undone(first);
      expect((await present()).text).toBe(old.text);
    });

    it.each<[string, Record<string, unknown>, string]>([
      ['another theme', { id: 'other//footer' }, 'no such template'],
      ['no template', { id: 'twentytwentythree//nowhere' }, 'no such template'],
      ['a part as a template', { type: 'wp_template' }, 'no such template'],
      ['a path', { id: '../..//users' }, 'is the id of a template'],
      ['one slash', { id: 'twentytwentythree/footer' }, 'is the id of a template'],
      ['nothing', {}, 'Give what is to change'],
      ['two ways', { content: 'x', revert: true }, 'Give what is to change'],
      ['half of a character', { content: '\ud800' }, 'half of a character'],
      ['a text that is not there', { edits: [{ find: 'not in it', replace: 'x' }] }, 'edits.0'],
    ])('refuse %s', async (_, given, words) => {
      const { version } = await present();
      const change = 'id' in given || 'type' in given ? { content: 'x', ...given } : given;
      expect(await site.approved('edit_template', { id, version, ...change })).toEqual(saying(words));
      expect((await present()).version).toBe(version);
    });

    it('do not exist where types are chosen without them, or nothing may become public', async () => {
      for (const args of [
        ['--types', 'post'],
        ['--statuses', 'draft'],
      ]) {
        const narrow = new Caller(await running.connect(args));
        try {
          expect(await narrow.call('get_template', { id })).toEqual(saying('no templates for this server'));
        } finally {
          await narrow.client.close();
        }
      }
      const parts = new Caller(await running.connect(['--types', 'wp_template_part']));
      try {
        expect(await parts.call('get_template', { id })).toMatchObject({ type: 'wp_template_part' });
        expect(await parts.call('get_template', { id: 'twentytwentythree//single' })).toEqual(
          saying('no such template'),
        );
      } finally {
        await parts.client.close();
      }
    });

    it('have navigation menus beside them, which are posts: changed as such, and asked about', async () => {
      const made = await site.call('create_post', {
        type: 'wp_navigation',
        title: fresh('Menu'),
        content: link('Beds'),
      });
      const menu = idIn(made);
      const { version } = await site.call('get_post', { id: menu });
      const call = { id: menu, version, edits: [{ find: 'Beds', replace: 'Our beds' }] };
      expect(await site.call('edit_post', call)).toEqual(asked);
      const changed = await site.approved('edit_post', call);
      expect(changed).toEqual(applied);
      expect(await site.call('get_post', { id: menu })).toMatchObject({ lines: [link('Our beds')] });
      await undone(changed);
      expect(await site.call('get_post', { id: menu })).toMatchObject({ lines: [link('Beds')] });
      expect(await site.call('publish_post', { id: menu })).toEqual(asked);
      expect(await site.approved('publish_post', { id: menu })).toEqual(applied);
    });
  });
});
