import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import { secondWriter } from '../../../test/support/rules.ts';

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

  it('writes 10,000 redirects in one request, and one more in another, beside list and rule', async () => {
    await start({ simulator: { seed: 'empty', plan: 'pro' } });
    const { data } = await server.apply('sync_redirects', { list: 'moved', redirects: many(10_001) });
    expect(data.status).toBe('applied');
    expect(writes()).toEqual([
      expect.stringMatching(/^POST .*\/rules\/lists$/u),
      expect.stringMatching(/^POST .*\/items$/u),
      expect.stringMatching(/^POST .*\/items$/u),
      expect.stringMatching(/^PUT .*\/entrypoint$/u),
    ]);
    const last = server.simulator.requests().findLast(({ url }) => url.endsWith('/items'));
    expect(JSON.parse(last?.body ?? '')).toHaveLength(1);
    expect(server.requests().length).toBeLessThan(20);
    expect((await server.call('list_redirects', { list: 'moved', page: 100 })).data).toMatchObject({
      total: 10_001,
      pages: 101,
    });
  });
});

/** Waits that the server made, so that no test takes as long as Cloudflare may. */
const sleepless: Options = {
  clock: {
    async sleep(milliseconds) {
      server.simulator.clock.advance(milliseconds);
    },
  },
};

const slow = { seed: 'empty', listOperationMilliseconds: 3_000 } as const;

async function slowServer(): Promise<Harness> {
  return start({ simulator: slow, ...sleepless });
}

/** Calls, and approves where it is asked. */
async function confirmed(args: Readonly<Record<string, unknown>>) {
  const first = await server.call('sync_redirects', { ...args });
  if (first.data.status !== 'needs_confirmation') return first;
  return server.call('sync_redirects', { ...args, confirm: first.data.confirm });
}

const one = { source_url: 'example.com/a', target_url: 'https://example.com/b' };
const two = { source_url: 'example.com/c', target_url: 'https://example.com/d' };

async function targets(list = 'moved'): Promise<readonly string[]> {
  const { data } = await server.call('list_redirects', { list });
  const { redirects } = data as unknown as { redirects: { source_url: string; target_url: string }[] };
  return redirects.map((each) => `${each.source_url} → ${each.target_url}`);
}

describe('what is written to a list that is there', () => {
  it('is only what differs; what is not given stays', async () => {
    await start(empty);
    await server.apply('sync_redirects', { list: 'moved', redirects: [{ ...one, status_code: 308 }, two] });
    server.requests();
    const redirects = [{ source_url: one.source_url, target_url: 'https://example.com/new' }, two];
    const { data } = await server.apply('sync_redirects', { list: 'moved', redirects });
    expect(data.changes).toMatchObject([
      { action: 'update', after: { status_code: 308, target_url: 'https://example.com/new' } },
    ]);
    expect(data.warnings).toEqual(['1 items are there already.']);
    expect(writes()).toEqual([expect.stringMatching(/^POST .*\/items$/u)]);
    expect(await targets()).toEqual([
      'example.com/a → https://example.com/new',
      'example.com/c → https://example.com/d',
    ]);
  });

  it('goes in a POST and a DELETE when some are added and others go, and is undone by the two', async () => {
    await start(empty);
    await server.apply('sync_redirects', { list: 'moved', redirects: [one, two] });
    const before = await targets();
    server.requests();
    const redirects = [two, { source_url: 'example.com/e', target_url: 'https://example.com/f' }];
    const { data } = await server.apply('sync_redirects', { list: 'moved', redirects, prune: true });
    expect(data.changes.map(({ action }) => action)).toEqual(['create', 'delete']);
    expect(writes()).toEqual([
      expect.stringMatching(/^POST .*\/items$/u),
      expect.stringMatching(/^DELETE .*\/items$/u),
    ]);
    expect(await targets()).not.toContain('example.com/a → https://example.com/b');
    await server.apply('undo_change', { change_ids: [data.change_id] });
    expect(await targets()).toEqual(before);
  });

  it('goes in one DELETE when items only go', async () => {
    await start(empty);
    await server.apply('sync_redirects', { list: 'moved', redirects: [one, two] });
    server.requests();
    const { data } = await server.apply('sync_redirects', { list: 'moved', redirects: [], prune: true });
    expect(data.status).toBe('applied');
    expect(writes()).toEqual([expect.stringMatching(/^DELETE .*\/items$/u)]);
  });

  it('goes without the rest of the list where only that is named', async () => {
    await start(empty);
    await server.apply('sync_redirects', { list: 'moved', redirects: [one, two] });
    server.requests();
    const remove = ['EXAMPLE.com/a', 'example.com/none'];
    const { data } = await server.apply('sync_redirects', { list: 'moved', remove });
    expect(data.changes).toMatchObject([{ action: 'delete', before: { source_url: 'example.com/a' } }]);
    expect(data.warnings).toContain('1 items to remove are not in the list: example.com/none');
    expect(writes()).toEqual([expect.stringMatching(/^DELETE .*\/items$/u)]);
    await server.apply('undo_change', { change_ids: [data.change_id] });
    expect(await targets()).toHaveLength(2);
  });

  it('goes beside what comes', async () => {
    await start(empty);
    await server.apply('sync_redirects', { list: 'moved', redirects: [one, two] });
    const redirects = [{ source_url: 'example.com/e', target_url: 'https://example.com/f' }];
    await server.apply('sync_redirects', { list: 'moved', redirects, remove: [one.source_url] });
    expect(await targets()).toEqual([
      'example.com/c → https://example.com/d',
      'example.com/e → https://example.com/f',
    ]);
  });

  it.each([
    [{ remove: ['example.com/a?b'] }, /^remove\.0: has a query string/u],
    [{ redirects: [one], remove: [one.source_url] }, /^remove\.0: is to be in the list as well/u],
    [{ remove: [one.source_url], prune: true }, /^Give either redirects or csv, or only remove\./u],
    [{}, /^Give either redirects or csv, or only remove\./u],
  ])('is refused for %j', async (args, said) => {
    await start(empty);
    const { data } = await server.call('sync_redirects', { list: 'moved', ...args });
    expect(data.error.message).toMatch(said);
    expect(server.requests()).toEqual([]);
  });

  it('makes no list, and puts none in use, only to take something out', async () => {
    await start(empty);
    const { data } = await server.call('sync_redirects', { list: 'moved', remove: [one.source_url] });
    expect([data.status, data.changes]).toEqual(['applied', []]);
  });

  it('is nothing when all is as wished', async () => {
    await start(empty);
    await server.apply('sync_redirects', { list: 'moved', redirects: [one] });
    const { data } = await server.call('sync_redirects', { list: 'moved', redirects: [one] });
    expect([data.status, data.changes]).toEqual(['applied', []]);
  });

  it('takes back everything of the first call: rule, redirects, list', async () => {
    await start(empty);
    const { data } = await server.apply('sync_redirects', { list: 'moved', redirects: [one] });
    const undone = await server.apply('undo_change', { change_ids: [data.change_id] });
    expect(undone.data.status).toBe('applied');
    expect((await server.call('list_redirects', {})).data).toMatchObject({ lists: [] });
  });

  it('is refused when somebody else changed it after it was planned', async () => {
    await start(empty);
    await server.apply('sync_redirects', { list: 'moved', redirects: [one] });
    const args = { list: 'moved', redirects: [{ ...one, target_url: 'https://example.net/' }] };
    const { data: asked } = await server.call('sync_redirects', args);
    expect(asked.status).toBe('needs_confirmation');
    const other = await startInProcess({ account: server.simulator });
    await other.apply('sync_redirects', {
      list: 'moved',
      redirects: [{ ...one, target_url: 'https://example.com/z' }],
    });
    other.close();
    const { data } = await server.call('sync_redirects', { ...args, confirm: asked.confirm });
    expect(data.status).not.toBe('applied');
  });
});

describe('a bulk operation', () => {
  it('is awaited until it has ended', async () => {
    await slowServer();
    const { data } = await server.apply('sync_redirects', { list: 'moved', redirects: [one] });
    expect(data.status).toBe('applied');
    expect(await targets()).toEqual(['example.com/a → https://example.com/b']);
  });

  it('that Cloudflare ends with an error changes nothing, and is told in its words', async () => {
    await start({ simulator: { seed: 'empty', plan: 'free' } });
    const other = secondWriter(server);
    const [account] = (await other.send('GET', '/accounts')).result as { id: string }[];
    const lists = `/accounts/${account?.id}/rules/lists`;
    const { id } = (await other.send('POST', lists, { name: 'full', kind: 'redirect' })).result as {
      id: string;
    };
    const items = many(9_999).map((redirect) => ({ redirect }));
    await other.send('POST', `${lists}/${id}/items`, items);
    const { data } = await confirmed({ list: 'moved', redirects: [one, two] });
    expect(data.status).toBe('failed');
    expect(data.error.message).toMatch(/limit of list items/u);
    expect(await targets()).toEqual([]);
  });

  it.each(['after_commit', 'mid_body'] as const)(
    'whose answer is lost (%s) is found to be applied',
    async (when) => {
      await start({ ...empty, ...sleepless });
      server.fault({ match: { method: 'POST', path: /\/items$/u }, fault: { kind: 'cut', when } });
      const { data } = await server.apply('sync_redirects', { list: 'moved', redirects: [one] });
      expect(data.status).toBe('applied');
      expect(writes().filter((line) => line.endsWith('/items'))).toHaveLength(1);
    },
  );

  it('that is not seen after its request was lost is not claimed to be undone: it may be at work', async () => {
    await start({ ...empty, ...sleepless });
    server.fault({
      match: { method: 'POST', path: /\/items$/u },
      fault: { kind: 'cut', when: 'before_commit' },
    });
    const { data } = await confirmed({ list: 'moved', redirects: [one] });
    expect(data.status).toBe('failed');
    expect(data.changes.map((change) => change['outcome'])).toEqual(['applied', 'unknown', 'not_applied']);
  });

  it('whose end cannot be asked for is found out afterwards', async () => {
    await slowServer();
    server.fault({
      match: { method: 'GET', path: /bulk_operations/u },
      fault: { kind: 'status', status: 403 },
      times: 2,
    });
    const { data } = await server.apply('sync_redirects', { list: 'moved', redirects: [one] });
    expect(data.status).toBe('applied');
  });
});

describe('what is refused before anything is sent', () => {
  it.each<[string, object, RegExp]>([
    ['a query in the source', { ...one, source_url: 'example.com/a?b=1' }, /query string/u],
    ['a port', { ...one, source_url: 'example.com:8443/a' }, /port/u],
    ['a wildcard', { ...one, source_url: '*.example.com/a' }, /include_subdomains/u],
    ['a host that is none', { ...one, source_url: 'localhost/a' }, /no host/u],
    ['a target without a scheme', { ...one, target_url: 'example.com/b' }, /scheme/u],
    ['a script as target', { ...one, target_url: 'javascript:alert(1)' }, /no address/u],
    ['two queries', { ...one, target_url: 'https://a.example/?b', preserve_query_string: true }, /beside/u],
    ['17 slashes', { ...one, source_url: `example.com${'/a'.repeat(17)}`, subpath_matching: true }, /16/u],
    ['a status that only rules of zones have', { ...one, status_code: 303 }, /status_code/u],
  ])('%s', async (_what, redirect, said) => {
    await start(empty);
    const { data } = await server.call('sync_redirects', { list: 'moved', redirects: [redirect] });
    expect(data.error).toMatchObject({ code: 'invalid_input', message: expect.stringMatching(said) });
    expect(server.requests()).toEqual([]);
  });

  it('two redirects of one source, but not the same twice', async () => {
    await start(empty);
    const other = { ...one, source_url: 'EXAMPLE.com/a', target_url: 'https://example.com/z' };
    const { data } = await server.call('sync_redirects', { list: 'moved', redirects: [one, other] });
    expect(data.error.message).toMatch(/redirects\.1\.source_url: is in the list twice/u);
    const again = await server.apply('sync_redirects', { list: 'moved', redirects: [one, one] });
    expect(again.data.warnings).toContain('1 items were given twice and count once.');
  });

  it('neither redirects nor csv, or both', async () => {
    await start(empty);
    for (const args of [{}, { redirects: [one], csv: 'a,b' }]) {
      const { data } = await server.call('sync_redirects', { list: 'moved', ...args });
      expect(data.error.message).toBe('Give either redirects or csv, or only remove.');
    }
  });
});

describe('redirects that are each right', () => {
  it.each<[string, object[]]>([
    ['to itself', [{ source_url: 'example.com/a', target_url: 'https://example.com/a' }]],
    [
      'of a whole host to a host below it',
      [
        {
          source_url: 'example.com/',
          target_url: 'https://www.example.com/',
          include_subdomains: true,
          subpath_matching: true,
        },
      ],
    ],
    [
      'into its own subpath',
      [{ source_url: 'example.com/a/', target_url: 'https://example.com/a/b/', subpath_matching: true }],
    ],
    [
      'of two in a circle',
      [
        { source_url: 'example.com/a', target_url: 'https://example.com/b' },
        { source_url: 'example.com/b', target_url: 'http://example.com/a' },
      ],
    ],
  ])('are refused as a loop: %s', async (_what, redirects) => {
    await start(empty);
    const { data } = await server.call('sync_redirects', { list: 'moved', redirects });
    expect(data.error).toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(/leads visitors/u),
    });
    expect(writes()).toEqual([]);
  });

  it('are told of when one leads to another, or never applies', async () => {
    await start(empty);
    const redirects = [
      { source_url: 'http://example.com/a', target_url: 'https://example.com/a' },
      { source_url: 'https://example.com/a', target_url: 'https://example.com/b' },
      { source_url: 'example.com/a', target_url: 'https://example.com/c' },
    ];
    const { data } = await server.call('sync_redirects', { list: 'moved', redirects, dry_run: true });
    expect(data.warnings).toEqual([
      expect.stringMatching(
        /^1 redirects lead to another .* http:\/\/example\.com\/a could lead straight to https:\/\/example\.com\/b/u,
      ),
      expect.stringMatching(/^1 redirects never apply.* example\.com\/a \(https:\/\/example\.com\/a\)/u),
    ]);
  });

  it('are told of when they are in no zone of the account', async () => {
    await start(empty);
    const redirects = [{ source_url: 'www.elsewhere.example/', target_url: 'https://example.com/' }];
    const { data } = await server.call('sync_redirects', { list: 'moved', redirects, dry_run: true });
    expect(data.warnings[0]).toMatch(/^1 sources are in no zone of this account/u);
  });
});

// rules/url-forwarding/bulk-redirects/reference/csv-file-format: its own example.
describe('a CSV of the dashboard', () => {
  it('is taken, with FALSE for what it leaves out', async () => {
    await start(empty);
    const csv = [
      'example.com/contacts,https://example.net/contact-us,301,,,,',
      'example.com/about,https://example.net/about-us,,FALSE,TRUE,,',
      'example.com/docs,https://example.com/draft-docs,302,,TRUE',
      '"example.com/a,b","https://example.com/c,d"',
      'example.com/tree/,https://example.com/wood/,301,,,TRUE',
    ].join('\r\n');
    const { data } = await server.apply('sync_redirects', { list: 'moved', csv });
    expect(data.warnings).toContainEqual(
      expect.stringMatching(/^1 lines match subpaths and leave the last column empty/u),
    );
    const { data: listed } = await server.call('list_redirects', { list: 'moved' });
    expect(listed).toMatchObject({
      redirects: [
        { source_url: 'example.com/a,b', target_url: 'https://example.com/c,d' },
        { source_url: 'example.com/about', include_subdomains: true, status_code: 301 },
        { source_url: 'example.com/contacts' },
        { source_url: 'example.com/docs', status_code: 302, include_subdomains: true },
        { source_url: 'example.com/tree/', subpath_matching: true, preserve_path_suffix: false },
      ],
    });
  });

  it.each([
    ['source,target,status code', /^csv line 1: is a header or in another order/u],
    ['example.com/a,https://b.example/,303', /^csv line 1: has a status code that is none of/u],
    ['example.com/a,https://b.example/,301,yes', /^csv line 1: has a column that is neither/u],
    ['\n\nexample.com/a', /^csv line 3: needs a source URL and a target URL/u],
    ['example.com/a,b,https://c.example/,301,,,,,', /^csv line 1: /u],
  ])('%j is refused with its line', async (csv, said) => {
    await start(empty);
    const { data } = await server.call('sync_redirects', { list: 'moved', csv });
    expect(data.error.message).toMatch(said);
  });
});

describe('with --zones', () => {
  const limited: Options = { args: ['--zones', 'mapleandpine.net'] };

  it('only what is in them is written, shown and deleted', async () => {
    await start();
    await server.apply('sync_redirects', {
      list: 'old_catalogue',
      redirects: [{ source_url: 'mapleandpine.com/x', target_url: 'https://mapleandpine.com/y' }],
    });
    const other = await startInProcess({ account: server.simulator, ...limited });
    const { data, text } = await other.call('list_redirects', { list: 'old_catalogue' });
    expect(data).toMatchObject({ total: 2 });
    expect(text).not.toContain('mapleandpine.com/x');
    const pruned = await other.apply('sync_redirects', { list: 'old_catalogue', redirects: [], prune: true });
    expect(pruned.data.changes).toHaveLength(2);
    expect(pruned.data.warnings).toContainEqual(expect.stringMatching(/^1 items are outside of the zones/u));
    other.close();
    expect(await targets('old_catalogue')).toEqual(['mapleandpine.com/x → https://mapleandpine.com/y']);
  });

  it('a source elsewhere is refused, whether it exists or not', async () => {
    await start(limited);
    for (const host of ['mapleandpine.com', 'nowhere.example']) {
      const redirects = [{ source_url: `${host}/x`, target_url: 'https://mapleandpine.net/' }];
      const { data } = await server.call('sync_redirects', { list: 'old_catalogue', redirects });
      expect(data.error.message).toBe(
        'redirects.0.source_url: is in none of the zones that this server was started with (--zones).',
      );
    }
    expect(server.requests()).toEqual([]);
  });
});

it('counts items for --max-changes', async () => {
  await start({ ...empty, args: ['--max-changes', '5/hour'] });
  const { data } = await server.call('sync_redirects', { list: 'moved', redirects: many(6) });
  expect(data.error.code).toBe('refused_by_policy');
  expect(data.error.message).toContain('this call makes 8 more');
});
