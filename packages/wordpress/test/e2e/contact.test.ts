import { spawnSync } from 'node:child_process';
import type { Client } from '@modelcontextprotocol/client';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startWordPress, whyNoWordPress } from '../../../../scripts/systems/wordpress.mjs';
import { applied, fresh, idIn, postOf, saying } from '../support/posts.ts';
import { bundle, connectTo } from '../support/process.ts';
import { Caller, type Person } from '../support/sites.ts';

const problem = await whyNoWordPress();
const dot =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

type Site = Awaited<ReturnType<typeof startWordPress>>;

let client: Client | undefined;
afterEach(() => client?.close());

function environmentOf({ url, accounts }: Site, as: Person = 'admin'): Record<string, string> {
  const { user, password } = accounts[as];
  return { WORDPRESS_URL: url, WORDPRESS_USER: user, WORDPRESS_APP_PASSWORD: password };
}

async function callerAs(site: Site, as: Person = 'admin'): Promise<Caller> {
  client = await connectTo([], {}, environmentOf(site, as));
  return new Caller(client);
}

function doctor(env: Record<string, string>): string {
  return spawnSync(process.execPath, [bundle, 'doctor'], { encoding: 'utf8', env }).stdout;
}

describe.skipIf(problem !== undefined)(
  `a real WordPress in a subfolder, with plain permalinks ${problem ?? ''}`,
  () => {
    let site: Site;
    beforeAll(async () => {
      site = await startWordPress({ base: '/blog', plain: true });
      return () => site.stop();
    }, 120_000);

    it('is found, read and written', async () => {
      expect(doctor(environmentOf(site))).toContain('Site: a WordPress answers, at ?rest_route=');
      const caller = await callerAs(site);
      const made = await caller.call('create_post', { title: fresh('Plain'), content: 'x' });
      expect(made).toEqual(applied);
      expect((await postOf(caller, idIn(made))).answer).toMatchObject({
        link: expect.stringContaining('/blog/?p='),
      });
      expect(await caller.call('list_posts', { search: 'Plain' })).toMatchObject({ total: 1 });
    });

    it('is told from what else is at the address', async () => {
      const env = { ...environmentOf(site), WORDPRESS_URL: site.url.replace('/blog', '/other') };
      expect(doctor(env)).toMatch(
        /PROBLEM Site: There is a web server at WORDPRESS_URL, and no WordPress at its path/u,
      );
    });
  },
);

describe.skipIf(problem !== undefined)(`a real WordPress with trouble ${problem ?? ''}`, () => {
  let site: Site;
  beforeAll(async () => {
    site = await startWordPress();
    return () => site.stop();
  }, 120_000);
  afterEach(() => site.trouble([]));

  it.each([
    ['insecure', 'admin', 'over https only, or where WP_ENVIRONMENT_TYPE is "local"'],
    ['off', 'admin', 'over https only'],
    ['header_lost', 'admin', 'keeps the Authorization header to itself'],
    ['not_for_author', 'author', 'the account is allowed none'],
  ] as const)('says why no application password is taken: %s', async (trouble, as, words) => {
    await site.trouble([trouble]);
    const said = doctor(environmentOf(site, as));
    expect(said).toContain('ok      Site: a WordPress answers');
    expect(said).toContain('PROBLEM Token:');
    expect(said).toContain(words);
  });

  it.each([
    ['users_hidden', 'Token', 'closes its interface', 'Users are hidden'],
    ['users_gone', 'Token', 'closes its interface', 'No route was found'],
    ['rest_off', 'Token', 'closes its interface', 'The REST API is switched off'],
    ['warnings', 'Site', 'warnings are printed before the answer', 'display_errors off'],
    ['firewall', 'Site', 'refuses this server before WordPress answers', 'Ask who runs the site'],
    ['maintenance', 'Site', 'it is in maintenance', 'Try again in 600 s'],
  ] as const)('says what else stands in the way: %s', async (trouble, check, words, more) => {
    await site.trouble([trouble]);
    const said = doctor(environmentOf(site));
    expect(said).toContain(`PROBLEM ${check}:`);
    expect(said).toContain(words);
    expect(said).toContain(more);
    expect(said).not.toContain('is wrong or revoked');
    const answer = await (await callerAs(site)).call('list_posts');
    expect(answer).toEqual(saying(words));
  });

  it('takes no wrong password for anybody, though WordPress reads on as for anybody', async () => {
    const env = { ...environmentOf(site), WORDPRESS_APP_PASSWORD: 'abcd EFGH 1234 ijkl MNOP 5678' };
    expect(doctor(env)).toContain('WORDPRESS_USER or WORDPRESS_APP_PASSWORD is wrong or revoked');
    client = await connectTo([], {}, env);
    expect(await new Caller(client).call('list_posts')).toEqual(saying('takes this server for nobody'));
  });

  it('that is closed to strangers is read with the password', async () => {
    await site.trouble(['closed']);
    expect(await (await callerAs(site)).call('list_posts')).toMatchObject({ total: 1 });
  });

  it('under maintenance changes nothing, and says so', async () => {
    const caller = await callerAs(site);
    expect(await caller.call('list_posts')).toMatchObject({ total: 1 });
    await site.trouble(['maintenance']);
    const answer = JSON.stringify(await caller.call('get_post', { id: 1 }));
    expect(answer).toMatch(/upstream_unavailable|HTTP 503/u);
  });

  it('tells an author which capabilities the role lacks, and nothing of tokens', async () => {
    const said = doctor(environmentOf(site, 'author'));
    expect(said).toContain(
      'Use an account whose role has "edit_theme_options" to use get_template, edit_template.',
    );
    expect(said).not.toMatch(/to the token/u);
  });

  it('lets authors write their own posts only, and tells them what is taken out of their HTML', async () => {
    const author = await callerAs(site, 'author');
    const frame = 'See <iframe src="https://player.example.org"></iframe> here.';
    const planned = await author.call('create_post', { title: fresh('Framed'), content: frame });
    expect(planned).toMatchObject({ status: 'needs_confirmation' });
    expect(JSON.stringify(planned)).toContain('WordPress will take out, or break: <iframe>');
    const made = await author.approved('create_post', { title: fresh('Framed'), content: frame });
    expect(made).toEqual(applied);
    expect(JSON.stringify(made['warnings'])).toContain('iframe');
    expect((await postOf(author, idIn(made))).text).toBe('See  here.');
    expect(await author.call('get_post', { id: 1 })).toEqual(saying('permission_denied'));
    expect(await author.call('create_post', { type: 'page', title: 'x' })).toEqual(
      saying('There is no post type'),
    );
  });

  it('lets contributors hand drafts in with terms, and says before anybody is asked what they may not', async () => {
    const made = `$id = wp_insert_user(['user_login' => 'contributor', 'user_pass' => wp_generate_password(), 'user_email' => 'contributor@example.org', 'role' => 'contributor']);`;
    const given = `[$password] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'mcp']); echo $password;`;
    const password = await site.php(`${made} ${given}`);
    const own = { WORDPRESS_USER: 'contributor', WORDPRESS_APP_PASSWORD: password };
    client = await connectTo([], {}, { ...environmentOf(site), ...own });
    const caller = new Caller(client);
    const id = idIn(await caller.call('create_post', { title: fresh('Handed in'), content: 'x' }));
    const tag = idIn(await caller.call('create_term', { taxonomy: 'post_tag', name: fresh('Tag') }));
    const terms = { posts: [id], taxonomy: 'post_tag', add: [tag] };
    expect(await caller.call('assign_terms', terms)).toEqual(applied);
    for (const [name, args, words] of [
      ['publish_post', { id }, 'may not publish posts'],
      ['publish_post', { id, at: '2099-01-01T00:00:00Z' }, 'may not publish posts'],
      ['unpublish_post', { id, to: 'private' }, 'may not publish posts'],
      ['update_post', { id, sticky: true }, 'may not make posts sticky'],
      ['update_post', { id, author: 1 }, 'under the name of another account'],
      ['update_post', { id, status: 'pending', slug: 'x' }, 'that waits for review'],
      ['upload_media', { name: 'dot.png', content: dot }, 'may not upload files'],
    ] as const)
      expect(await caller.call(name, args)).toEqual(saying(words));
    expect(await caller.call('update_post', { id, slug: 'handed' })).toEqual(applied);
    const handedIn = await caller.call('update_post', { id, status: 'pending' });
    expect(JSON.stringify(handedIn['warnings'])).toContain('WordPress takes the slug away');
    expect(await caller.call('get_post', { id })).toMatchObject({ status: 'pending', slug: '' });
  });
});
