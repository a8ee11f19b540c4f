import { afterEach, describe, expect, it } from 'vitest';
import { idIn, paragraph, saying } from '../support/posts.ts';
import { connectClient } from '../support/process.ts';
import { Caller } from '../support/sites.ts';

let caller: Caller | undefined;

afterEach(() => caller?.client.close());

async function start(...args: string[]): Promise<Caller> {
  caller = new Caller(await connectClient(args));
  return caller;
}

describe('a server', () => {
  it('that was started read-only offers no tool that writes', async () => {
    const { client } = await start('--read-only');
    const names = (await client.listTools()).tools.map(({ name }) => name);
    expect(names).toEqual([
      'list_posts',
      'get_post',
      'list_revisions',
      'list_media',
      'get_media',
      'list_terms',
      'list_comments',
      'get_comment',
      'get_site',
      'list_site_parts',
      'get_template',
      'check_content',
      'list_changes',
    ]);
  });

  it('that was started for some types knows no other posts', async () => {
    const site = await start('--types', 'page');
    expect(await site.call('list_posts', { type: 'page' })).toMatchObject({ total: 2 });
    expect(await site.call('get_post', { id: 5 })).toEqual(saying('There is no '));
    expect(await site.call('get_post', { id: 5, type: 'post' })).toEqual(saying('There are page.'));
    expect(await site.call('create_post', { title: 'x' })).toEqual(saying('There is no post type'));
    expect(await site.call('get_site')).toMatchObject({ types: [{ type: 'page' }] });
  });

  it('that was started for some statuses neither shows others nor gives them', async () => {
    const site = await start('--statuses', 'draft,pending');
    const { posts } = await site.call('list_posts');
    expect(JSON.stringify(posts)).not.toContain('publish');
    expect(posts).toMatchObject([{ status: 'draft' }]);
    expect(await site.call('list_posts', { status: ['publish'] })).toEqual(
      saying('No posts in these statuses'),
    );
    expect(await site.call('get_post', { id: 5 })).toEqual(saying('There is no '));
    const id = idIn(await site.call('create_post', { title: 'New', content: 'x' }));
    expect(await site.call('update_post', { id, status: 'pending' })).toMatchObject({ status: 'applied' });
    for (const [name, more] of [
      ['publish_post', {}],
      ['publish_post', { at: '2099-01-01T00:00:00Z' }],
      ['unpublish_post', { to: 'private' }],
    ] as const)
      expect(await site.approved(name, { id, ...more })).toEqual(saying('a status outside the list'));
  });
});

describe('a server that may make so many changes an hour', () => {
  it('refuses a call that would make more, whole, and makes a smaller one', async () => {
    const site = await start('--max-changes', '5/1h');
    const ids: number[] = [];
    for (const title of ['One', 'Two', 'Three'])
      ids.push(idIn(await site.call('create_post', { title, content: 'first words' })));
    const edit = { find: 'first', replace: 'last' };
    expect(await site.approved('replace_text', { ...edit, ids })).toEqual(
      saying('3 changes were made in that time, and this call makes 3 more. Nothing was changed.'),
    );
    expect(await site.call('get_post', { id: ids[0] })).toMatchObject({ lines: ['first words'] });
    const fewer = await site.approved('replace_text', { ...edit, ids: ids.slice(0, 2) });
    expect(fewer).toMatchObject({ status: 'applied' });
    expect(await site.approved('delete_post', { id: ids[0] })).toEqual(saying('--max-changes 5/1h'));
  });
});

describe('a change that is risky', () => {
  const many = Array.from({ length: 6 }, (_, index) => `<a href="https://shop.example/${index}">x</a>`).join(
    ' ',
  );
  it.each<[string, string, Record<string, unknown>]>([
    ['makes a post public', 'publish_post', {}],
    ['schedules a post', 'publish_post', { at: '2099-01-01T00:00:00Z' }],
    ['trashes a post', 'delete_post', {}],
    ['puts it under another name', 'update_post', { author: 2 }],
    ['takes the text away', 'edit_post', { content: '' }],
    ['takes the marks of blocks away', 'edit_post', { content: `<p>${'word '.repeat(60)}</p>` }],
    ['runs a script', 'edit_post', { edits: [{ find: 'word ', replace: '<script>x</script>', all: true }] }],
    ['adds many links', 'edit_post', { content: paragraph(`${'word '.repeat(60)}${many}`) }],
    ['hides characters', 'edit_post', { content: paragraph(`${'word '.repeat(60)}\u202ex`) }],
  ])('is asked about when it %s', async (_, name, args) => {
    const site = await start();
    const made = await site.call('create_post', { title: 'Risky', content: paragraph('word '.repeat(60)) });
    const id = idIn(made);
    const { version } = await site.call('get_post', { id });
    const answer = await site.call(name, { id, ...(name === 'edit_post' ? { version } : {}), ...args });
    expect(answer).toMatchObject({ status: 'needs_confirmation' });
  });

  it('is not when it is an ordinary edit, also of a public post', async () => {
    const site = await start();
    const { version } = await site.call('get_post', { id: 5 });
    const edits = [{ find: 'four', replace: 'five' }];
    expect(await site.call('edit_post', { id: 5, version, edits })).toMatchObject({ status: 'applied' });
  });
});
