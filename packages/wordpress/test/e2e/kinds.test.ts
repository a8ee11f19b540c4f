import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applied, fresh, idIn, paragraph, postOf } from '../support/posts.ts';
import { Caller, type RunningSite, sites } from '../support/sites.ts';

describe.each(sites)('posts of $name', (tested) => {
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

    it('of a custom type are written like others, with terms of a taxonomy of their own', async () => {
      const content = paragraph('Gloves first.');
      const id = idIn(await site.call('create_post', { type: 'recipe', title: fresh('Soup'), content }));
      const term = idIn(await site.call('create_term', { taxonomy: 'course', name: fresh('Soups') }));
      const given = { posts: [id], taxonomy: 'course', add: [term] };
      expect(await site.call('assign_terms', given)).toEqual(applied);
      const { text, version, answer } = await postOf(site, id);
      expect(text).toBe(content);
      expect(answer).toMatchObject({ type: 'recipe', terms: [{ taxonomy: 'course', ids: [term] }] });
      const edits = [{ find: 'Gloves', replace: 'Long gloves' }];
      const edited = await site.call('edit_post', { id, version, edits });
      expect(edited).toEqual(applied);
      expect(await site.approved('undo_change', { change_ids: [edited['change_id']] })).toEqual(applied);
      expect((await postOf(site, id)).text).toBe(content);
    });

    it('have a link to their preview until they are public', async () => {
      const id = idIn(await site.call('create_post', { title: fresh('Soon'), content: 'x' }));
      const { link, preview_link: preview } = await site.call('get_post', { id });
      expect(preview).toBe(`${String(link)}&preview=true`);
      expect(await site.approved('publish_post', { id })).toEqual(applied);
      expect(await site.call('get_post', { id })).not.toHaveProperty('preview_link');
    });
  });
});
