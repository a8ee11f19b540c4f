import { addAccount } from '@crunchtools/mediawiki-simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectTo } from '../support/process.ts';
import { type ServedWiki, serveWiki } from '../support/served-wiki.ts';
import { Caller } from '../support/wikis.ts';

/**
 * In the form of those that the extension OAuth signs for an owner-only consumer: a JWT of some thousand characters (MediaWiki 1.43.9 with
 * the extension's branch for it, run: 964 for thirteen grants).
 */
const part = (length: number, seed: number): string =>
  Array.from({ length }, (_, at) => 'eyJ0QiOjKV1LhbGcUzINsX5_-'[(at * seed + (at >> 3)) % 25]).join('');
const token = `${part(36, 7)}.${part(584, 3)}.${part(342, 11)}`;

describe('a signed token of an owner-only consumer', () => {
  let wiki: ServedWiki;
  beforeAll(async () => {
    wiki = await serveWiki(undefined, undefined, (made) =>
      addAccount(made, 'Signed', { password: 'k3v9u0q2m8w4t7r1t5h6p0s8d2f4g6h1', isAdmin: true, token }),
    );
  });
  afterAll(() => wiki.stop());

  it('reads and writes as its owner, over HTTP, without a cookie', async () => {
    const env = { MEDIAWIKI_URL: wiki.url, MEDIAWIKI_TOKEN: token };
    const caller = new Caller(await connectTo([], {}, env));
    const { revision } = await caller.call('get_page', { title: 'Compost' });
    const edits = [{ find: 'four weeks', replace: 'three weeks' }];
    const edited = await caller.call('edit_page', { title: 'Compost', revision, edits });
    expect(edited).toMatchObject({ status: 'applied' });
    const { revisions } = await caller.call('list_revisions', { title: 'Compost', limit: 1 });
    expect(revisions).toMatchObject([{ user: 'Signed' }]);
    await caller.client.close();
    const [first, ...others] = wiki.seen;
    // Who answers is looked at before the token leaves.
    expect(first?.headers).not.toHaveProperty('authorization');
    expect(others.length).toBeGreaterThan(2);
    for (const { headers } of others) {
      expect(headers['authorization']).toBe(`Bearer ${token}`);
      expect(headers).not.toHaveProperty('cookie');
    }
  });

  it('is named, and not shown, when the wiki does not take it', async () => {
    const other = `${token.slice(0, -4)}AAAA`;
    const caller = new Caller(await connectTo([], {}, { MEDIAWIKI_URL: wiki.url, MEDIAWIKI_TOKEN: other }));
    const answer = JSON.stringify(await caller.call('get_site'));
    await caller.client.close();
    expect(answer).toContain('MEDIAWIKI_TOKEN');
    expect(answer).toContain('Invalid access token');
    expect(answer).not.toContain(other.slice(100, 120));
  });
});
