import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';

type Options = NonNullable<Parameters<typeof startInProcess>[0]>;

let server: Harness;

afterEach(() => server.close());

async function start(options: Options = {}): Promise<Harness> {
  server = await startInProcess(options);
  return server;
}

const empty: Options = { simulator: { seed: 'empty' } };

const many = (count: number, target = 'https://example.com/new/') =>
  Array.from({ length: count }, (_, index) => ({
    source_url: `example.com/old/${index}`,
    target_url: `${target}${index}`,
  }));

const writes = (): readonly string[] => server.requests().filter((line) => !line.startsWith('GET '));

describe('sync_redirects', () => {
  it('makes the list, its redirects and the rule that uses it', async () => {
    await start(empty);
    const redirects = [{ source_url: 'Example.com', target_url: 'https://example.com/home' }];
    const { data } = await server.apply('sync_redirects', { list: 'moved', redirects });
    expect(data.status).toBe('applied');
    expect(data.changes.map(({ summary }) => summary)).toEqual([
      'create the redirect list moved',
      'create redirect example.com/ → https://example.com/home in the list moved',
      'create the rule that uses the list of redirects moved',
    ]);
    const listed = await server.call('list_redirects', {});
    expect(listed.data).toMatchObject({ lists: [{ name: 'moved', items: 1, used: true }] });
    const items = await server.call('list_redirects', { list: 'moved' });
    expect(items.data).toMatchObject({
      redirects: [{ source_url: 'example.com/', target_url: 'https://example.com/home', status_code: 301 }],
      total: 1,
    });
  });

  it('writes 10,000 redirects in one request, beside list and rule', async () => {
    await start(empty);
    const { data } = await server.apply('sync_redirects', { list: 'moved', redirects: many(10_000) });
    expect(data.status).toBe('applied');
    expect(writes()).toEqual([
      expect.stringMatching(/^POST .*\/rules\/lists$/u),
      expect.stringMatching(/^POST .*\/items$/u),
      expect.stringMatching(/^PUT .*\/entrypoint$/u),
    ]);
    expect(server.requests().length).toBeLessThan(20);
    expect((await server.call('list_redirects', { list: 'moved', page: 100 })).data).toMatchObject({
      total: 10_000,
      pages: 100,
    });
  }, 60_000);
});
