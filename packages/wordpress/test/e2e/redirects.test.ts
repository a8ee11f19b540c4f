import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWordPress, whyNoWordPress } from '../../../../scripts/systems/wordpress.mjs';
import { applied, fresh, idIn } from '../support/posts.ts';
import { connectTo } from '../support/process.ts';
import { Caller } from '../support/sites.ts';

const problem = await whyNoWordPress();

const other = (): string => fresh('elsewhere').replaceAll(' ', '-');

/** Where an address of a site leads: a status, and where to. */
type Answer = readonly [status: number, to: string];

describe.skipIf(problem !== undefined)(`old addresses on a real WordPress ${problem ?? ''}`, () => {
  let running: Awaited<ReturnType<typeof startWordPress>>;
  let site: Caller;
  beforeAll(async () => {
    running = await startWordPress();
    const { user, password } = running.accounts.admin;
    const env = { WORDPRESS_URL: running.url, WORDPRESS_USER: user, WORDPRESS_APP_PASSWORD: password };
    site = new Caller(await connectTo([], {}, env));
  }, 120_000);
  afterAll(async () => {
    await site.client.close();
    await running.stop();
  });

  async function visit(path: string): Promise<Answer> {
    const answer = await fetch(`${running.url}${path}`, { redirect: 'manual' });
    await answer.arrayBuffer();
    return [answer.status, (answer.headers.get('location') ?? '').replace(running.url, '')];
  }

  async function open(
    type: string,
    parent?: number,
  ): Promise<{ readonly id: number; readonly path: string }> {
    const title = fresh('Bed');
    const made = await site.call('create_post', {
      type,
      title,
      content: 'x',
      ...(parent === undefined ? {} : { parent }),
    });
    const id = idIn(made);
    expect(await site.approved('publish_post', { id })).toEqual(applied);
    const { link } = await site.call('get_post', { id });
    return { id, path: String(link).replace(running.url, '') };
  }

  /** Gives it another address, and says what the answer said of the old one. */
  async function moved(id: number, change: Record<string, unknown>): Promise<string> {
    const answer = await site.approved('update_post', { id, ...change });
    expect(answer).toEqual(applied);
    const warnings: unknown = answer['warnings'];
    return Array.isArray(warnings) ? warnings.map(String).join('\n') : '';
  }

  it.each(['post', 'recipe'])('of a %s lead to the new one, until another takes them', async (type) => {
    const { id, path } = await open(type);
    const slug = other();
    const said = await moved(id, { slug });
    const target = path.replace(/[^/]+\/$/u, `${slug}/`);
    expect(said).toContain(`The address was ${running.url}${path} and is ${running.url}${target}.`);
    expect(said).toContain('WordPress redirects the old address while no other post takes it.');
    expect(await visit(path)).toEqual([301, target]);
    const again = other();
    await moved(id, { slug: again });
    expect(await visit(path)).toEqual([301, path.replace(/[^/]+\/$/u, `${again}/`)]);
    const { id: taker } = await open(type);
    await moved(taker, { slug: path.split('/').at(-2) });
    expect((await visit(path))[0]).toBe(200);
  });

  it('of a page lead nowhere, and those of pages below it are guessed', async () => {
    const { id, path } = await open('page');
    const below = await open('page', id);
    const slug = other();
    const said = await moved(id, { slug });
    expect(said).toContain('WordPress does not redirect the old address of a page');
    // An address with a port is not behind Cloudflare.
    expect(said).not.toContain('sync_redirects');
    expect((await visit(path))[0]).toBe(404);
    expect(await visit(below.path)).toEqual([301, below.path.replace(path, `/${slug}/`)]);
    expect(await moved(below.id, { slug: other() })).toContain('does not redirect the old address');
    expect((await visit(below.path.replace(path, `/${slug}/`)))[0]).toBe(404);
  });

  it('of a page under another parent are guessed', async () => {
    const { id: parent, path: above } = await open('page');
    const { id, path } = await open('page');
    const said = await moved(id, { parent });
    expect(said).toContain('WordPress only guesses where the old address leads now.');
    expect(await visit(path)).toEqual([301, `${above}${path.slice(1)}`]);
  });

  it('of a post that is renamed while it is a draft lead nowhere', async () => {
    const { id, path } = await open('post');
    await site.approved('unpublish_post', { id });
    expect(await moved(id, { slug: other() })).not.toContain('The address was');
    await site.approved('publish_post', { id });
    expect((await visit(path))[0]).toBe(404);
  });

  it('are told before the change, and again by an undo', async () => {
    const { id, path } = await open('page');
    const call = { id, slug: other() };
    const planned = await site.call('update_post', { ...call, dry_run: true });
    expect(planned['warnings']).toEqual([expect.stringContaining('does not redirect the old address')]);
    const changed = await site.approved('update_post', call);
    const undone = await site.approved('undo_change', { change_ids: [changed['change_id']] });
    expect(undone).toEqual(applied);
    expect(JSON.stringify(undone['warnings'])).toContain(`and is ${running.url}${path}.`);
  });
});
