import { spawnSync } from 'node:child_process';
import process from 'node:process';
import type { Client } from '@modelcontextprotocol/client';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startWordPress, whyNoWordPress } from '../../../../scripts/systems/wordpress.mjs';
import { applied, fresh, idIn, paragraph, postOf, saying } from '../support/posts.ts';
import { bundle, connectTo } from '../support/process.ts';
import { Caller, type Person } from '../support/sites.ts';

const problem = await whyNoWordPress();
const dot =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** `SITES=all npm run e2e -- network-of-sites` also has one without rewriting of addresses. */
const ways = [{ plain: false }, { plain: true }].filter(
  ({ plain }) => !plain || process.env['SITES'] === 'all',
);

type Site = Awaited<ReturnType<typeof startWordPress>>;

function doctorIn(env: Record<string, string>): string {
  return spawnSync(process.execPath, [bundle, 'doctor'], { encoding: 'utf8', env }).stdout;
}

describe.skipIf(problem !== undefined).each(ways)(
  `the second site of a network, plain permalinks: $plain ${problem ?? ''}`,
  ({ plain }) => {
    let site: Site;
    beforeAll(async () => {
      site = await startWordPress({ multisite: true, plain });
      return () => site.stop();
    }, 180_000);

    let client: Client | undefined;
    afterEach(() => client?.close());

    function environmentOf(as: Person | 'other'): Record<string, string> {
      const { user, password } = site.accounts[as];
      return { WORDPRESS_URL: site.url, WORDPRESS_USER: user, WORDPRESS_APP_PASSWORD: password };
    }

    async function callerAs(as: Person | 'other'): Promise<Caller> {
      client = await connectTo([], {}, environmentOf(as));
      return new Caller(client);
    }

    const doctor = (as: Person | 'other'): string => doctorIn(environmentOf(as));

    const ownDomain = (): string => site.url.replace('127.0.0.1', 'localhost').replace('/second', '');

    const amounts = (): Promise<string> =>
      site.php(
        "foreach ([1, 2] as $id) { switch_to_blog($id); echo array_sum((array) wp_count_posts()), ' '; }",
      );

    it('is written, and the first one is not', async () => {
      const [first, second] = (await amounts()).split(' ').map(Number);
      const caller = await callerAs('editor');
      const made = await caller.call('create_post', { title: fresh('Second'), content: paragraph('one') });
      expect(made).toEqual(applied);
      const id = idIn(made);
      const { version, answer } = await postOf(caller, id);
      expect(answer).toMatchObject({ link: expect.stringContaining('/second/') });
      const edits = [{ find: 'one', replace: 'two' }];
      expect(await caller.call('edit_post', { id, version, edits })).toEqual(applied);
      expect(await caller.approved('publish_post', { id })).toEqual(applied);
      expect(await caller.approved('delete_post', { id })).toEqual(applied);
      expect(await caller.approved('restore_post', { id })).toEqual(applied);
      expect((await postOf(caller, id)).text).toBe(paragraph('two'));
      expect(await caller.call('create_term', { taxonomy: 'category', name: 'Beds' })).toEqual(applied);
      expect((await amounts()).split(' ').map(Number)).toEqual([first, (second ?? 0) + 1, 0]);
    });

    it('has files of its own', async () => {
      const caller = await callerAs('editor');
      const made = await caller.approved('upload_media', {
        name: 'bed.png',
        content: dot,
        alt_text: 'A bed',
      });
      expect(made).toEqual(applied);
      const shown = await caller.call('get_media', { id: idIn(made) });
      const { url: address } = shown;
      expect(address).toMatch(/\/uploads\/sites\/2\/.*bed[-\w]*\.png$/u);
      expect((await fetch(String(address))).status).toBe(200);
    });

    it('takes HTML out of what all but an administrator of the network write, and they are told', async () => {
      expect(doctor('admin')).not.toContain('WARNING HTML');
      for (const as of ['other', 'editor'] as const) {
        expect(doctor(as)).toContain('WARNING HTML: WordPress takes scripts');
        const caller = await callerAs(as);
        const content = 'See <iframe src="https://player.example.org"></iframe> here.';
        const made = await caller.approved('create_post', { title: fresh('Framed'), content });
        expect(JSON.stringify(made['warnings'])).toContain('WordPress will take out, or break: <iframe>');
        expect((await postOf(caller, idIn(made))).text).toBe('See  here.');
        await caller.client.close();
      }
    });

    it('says of an account that has no part in it that it has none', async () => {
      const said = doctor('author');
      expect(said).toContain('PROBLEM Rights: the account has no role on this site');
      expect(await (await callerAs('author')).call('list_posts')).toEqual(saying('permission_denied'));
    });

    // Without rewriting of addresses, nothing answers below other paths.
    it.skipIf(plain)('is not the main site, which answers for every site that there is not', async () => {
      const wrong = { ...environmentOf('admin'), WORDPRESS_URL: site.url.replace('/second', '/secnd') };
      expect(doctorIn(wrong)).toContain(
        'PROBLEM Site: The WordPress that answers at WORDPRESS_URL is at another path',
      );
      client = await connectTo([], {}, wrong);
      const made = await new Caller(client).call('create_post', { title: fresh('Astray'), content: 'x' });
      expect(made).toEqual(saying(`${new URL(site.url).origin}/`));
      await site.trouble(['closed']);
      expect(doctorIn(wrong)).toContain('is at another path');
      expect(doctor('admin')).toContain('ok      Access: accepted');
      await site.trouble([]);
    });

    it('may have a domain of its own, and is found there alone', async () => {
      const own = ownDomain();
      const moved = `$host = '${new URL(own).host}'; $wpdb->update($wpdb->blogs, ['domain' => $host, 'path' => '/'], ['blog_id' => 2]);`;
      const named =
        "clean_blog_cache(2); switch_to_blog(2); foreach (['siteurl', 'home'] as $name) { update_option($name, \"http://$host\"); }";
      const env = { ...environmentOf('editor'), WORDPRESS_URL: own };
      expect(doctorIn(env)).toContain(
        `PROBLEM Site: WORDPRESS_URL redirects to ${new URL(site.url).origin}/`,
      );
      await site.php(`${moved} ${named}`);
      client = await connectTo([], {}, env);
      const caller = new Caller(client);
      const id = idIn(await caller.call('create_post', { title: fresh('Domain'), content: 'x' }));
      expect(await caller.approved('publish_post', { id })).toEqual(applied);
      expect(await caller.call('get_post', { id })).toMatchObject({
        link: expect.stringContaining(`${own}/`),
      });
      expect(await caller.call('get_site')).toMatchObject({ home: own });
      expect(doctor('editor')).toContain('PROBLEM Site:');
    });

    // The last: WordPress runs nothing more there, in tests neither.
    it('that is archived is told from one that was never there', async () => {
      await site.php("update_blog_status(2, 'archived', 1);");
      const env = { ...environmentOf('editor'), WORDPRESS_URL: ownDomain() };
      expect(doctorIn(env)).toMatch(/PROBLEM Site: WordPress shows no site at WORDPRESS_URL\. .*archived/u);
    });
  },
);
