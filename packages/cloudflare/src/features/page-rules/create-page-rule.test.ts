import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import { pageRuleAt, pageRulesOf } from '../../../test/support/page-rules.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const zone = 'mapleandpine.com';
const wished = {
  zone,
  url: 'mapleandpine.com/docs/*',
  actions: { browser_cache_ttl: 7200, rocket_loader: false },
};

describe('create_page_rule', () => {
  it('sends one target and a list of actions, after one read', async () => {
    await server.call('get_zone', { zone });
    server.requests();
    const { data } = await server.call('create_page_rule', wished);
    expect(server.requests().map((line) => line.split(' ')[0])).toEqual(['GET', 'POST']);
    const sent = server.simulator.requests().findLast(({ method }) => method === 'POST');
    expect(JSON.parse(sent?.body ?? '')).toEqual({
      targets: [{ target: 'url', constraint: { operator: 'matches', value: 'mapleandpine.com/docs/*' } }],
      actions: [
        { id: 'browser_cache_ttl', value: 7200 },
        { id: 'rocket_loader', value: 'off' },
      ],
      priority: 1,
      status: 'active',
    });
    expect(data).toMatchObject({ status: 'applied', changes: [{ action: 'create', resource: 'page_rule' }] });
    expect(data.warnings).toBeUndefined();
    expect(data.changes[0]?.summary).toBe(
      'create Page Rule mapleandpine.com/docs/* (priority 1, active): browser_cache_ttl 7200, rocket_loader "off"',
    );
  });

  it('puts a rule where another is by moving that one up', async () => {
    await server.apply('create_page_rule', { ...wished, priority: 3 });
    const rules = await pageRulesOf(server, zone);
    expect(rules.map(({ url, priority }) => [priority, url]).slice(2, 5)).toEqual([
      [4, 'www.mapleandpine.com/account/*'],
      [3, 'mapleandpine.com/docs/*'],
      [2, 'www.mapleandpine.com/images/*'],
    ]);
  });

  it('says which priority a rule got when it is not the one asked for', async () => {
    const { data } = await server.apply('create_page_rule', { ...wished, priority: 100 });
    expect(data.warnings).toEqual(['priority was stored as 6, not as 100']);
    expect(data.changes[0]?.after['priority']).toBe(6);
  });

  it('warns of a rule that never takes effect, and of a pattern for one page', async () => {
    const { id } = await pageRuleAt(server, zone, 'http://*mapleandpine.com/*');
    const shadowed = { ...wished, url: 'http://mapleandpine.com', dry_run: true };
    const { data } = await server.call('create_page_rule', shadowed);
    expect(data.warnings).toEqual([
      '"http://mapleandpine.com/" matches one page only, the home page; "http://mapleandpine.com/*" would match every page.',
      `It never takes effect: rule ${id} has priority 5 and matches all that it matches.`,
    ]);
    const above = await server.call('create_page_rule', { ...shadowed, priority: 6 });
    expect(above.data.warnings).toHaveLength(1);
    const disabled = await server.call('create_page_rule', { ...shadowed, status: 'disabled' });
    expect(disabled.data.warnings).toHaveLength(1);
  });

  it.each<readonly [string, Record<string, unknown>, string]>([
    ['an action that is misspelt', { actions: { cache_levle: 'bypass' } }, 'did you mean cache_level?'],
    ['an action that there is not', { actions: { teleport: true } }, 'there are always_use_https, '],
    ['a value that is none', { actions: { cache_level: 'everything' } }, '"cache_everything"'],
    [
      'an action beyond the plan',
      { actions: { host_header_override: 'a.example' } },
      'needs the enterprise plan',
    ],
    ['a redirect with company', { actions: { always_use_https: true, polish: 'lossy' } }, 'stands alone'],
    ['no action', { actions: {} }, 'at least one action'],
    ['five asterisks', { url: '*mapleandpine.com/*/*/*/*' }, 'at most 4'],
    ['a host of another zone', { url: 'mapleandpine.net/*' }, 'not in the zone mapleandpine.com'],
    ['a pattern that has a rule', { url: 'www.mapleandpine.com/images/*' }, 'update that one: '],
    ['a priority of zero', { priority: 0 }, 'below the minimum of 1'],
    ['an argument that there is not', { target: 'x' }, 'no such argument'],
    [
      'a capture that there is not',
      { actions: { forwarding_url: { url: 'https://example.com/$2', status_code: 301 } } },
      'url uses $2, but the pattern has one asterisk',
    ],
    [
      'a redirect without end',
      { actions: { forwarding_url: { url: 'https://mapleandpine.com/docs/v2/$1', status_code: 301 } } },
      'would never end',
    ],
  ])('refuses %s, and sends nothing', async (_name, change, message) => {
    const { data, isError } = await server.call('create_page_rule', { ...wished, ...change });
    expect(isError).toBe(true);
    expect(data).toMatchObject({ status: 'refused', error: { code: 'invalid_input' } });
    expect(data.error.message).toContain(message);
    expect(server.requests().filter((line) => line.startsWith('POST'))).toEqual([]);
  });

  it('tells all that is wrong at once', async () => {
    const { data } = await server.call('create_page_rule', {
      zone,
      url: 'example.org/*',
      actions: { ssl: 'on', edge_cache_ttl: 60 },
      priority: -1,
    });
    expect(data.error.details['problems']).toMatchObject([
      { field: 'url' },
      { field: 'actions.ssl' },
      { field: 'actions.edge_cache_ttl', problem: expect.stringContaining('3600 seconds of the pro plan') },
      { field: 'priority' },
    ]);
  });

  it('asks before every page of a host is redirected, and takes it back', async () => {
    const forward = {
      zone,
      url: 'intranet.mapleandpine.com/*',
      actions: { forwarding_url: { url: 'https://elsewhere.example/$1', status_code: 302 } },
    };
    const asked = await server.call('create_page_rule', forward);
    expect(asked.data).toMatchObject({
      status: 'needs_confirmation',
      reasons: ['It leads visitors to another site: elsewhere.example.'],
    });
    const { data } = await server.apply('create_page_rule', forward);
    const before = await pageRulesOf(server, zone);
    await server.apply('undo_change', { change_ids: [data.change_id] });
    const after = await pageRulesOf(server, zone);
    expect(after.map(({ url }) => url)).toEqual(
      before.map(({ url }) => url).filter((url) => url !== forward.url),
    );
  });
});

describe('the quota', () => {
  const free = 'mapleandpine.net';
  const rule = (path: string) => ({ zone: free, url: `${free}/${path}`, actions: { ssl: 'strict' } });

  it('is asked of Cloudflare when that of the plan is used up', async () => {
    await server.apply('create_page_rule', rule('a'));
    server.requests();
    const { data } = await server.call('create_page_rule', rule('b'));
    expect(data).toMatchObject({ status: 'refused', error: { details: { amount: 3, quota: 3 } } });
    expect(server.requests().map((line) => line.split('/').at(-1))).toEqual([
      'pagerules',
      expect.stringMatching(/^[0-9a-f]{32}$/u),
    ]);
  });

  it('may be larger than that of the plan', async () => {
    await server.apply('create_page_rule', rule('a'));
    const bought = { success: true, errors: [], messages: [], result: { meta: { page_rule_quota: 4 } } };
    server.fault({
      match: { path: /\/zones\/[0-9a-f]{32}$/u },
      fault: { kind: 'status', status: 200, body: bought },
    });
    const { data } = await server.call('create_page_rule', rule('b'));
    // The simulator knows nothing of bought rules: what it says is what Cloudflare would.
    expect(data).toMatchObject({ status: 'failed', error: { code: 'rejected' } });
    expect(data.error.message).toContain('limit of 3 page rules');
  });
});

describe('what Cloudflare answers', () => {
  it('is told with its own reasons', async () => {
    const { id } = await pageRuleAt(server, zone, 'www.mapleandpine.com/images/*');
    const empty = { success: true, errors: [], messages: [], result: [] };
    server.fault({
      match: { method: 'GET', path: '/pagerules' },
      fault: { kind: 'status', status: 200, body: empty },
    });
    const { data } = await server.call('create_page_rule', {
      ...wished,
      url: 'www.mapleandpine.com/images/*',
    });
    expect(data).toMatchObject({ status: 'failed', error: { code: 'rejected' } });
    expect(data.error.message).toContain('existing page rule with that URL');
    expect(data.untrusted).toContain('error.message');
    expect((await pageRuleAt(server, zone, 'www.mapleandpine.com/images/*')).id).toBe(id);
  });

  it('is told with the permission that is missing', async () => {
    const token = 'cfut_Qw1Er3Ty5Ui7Op9As2Df4Gh6Jk8Lz0Xc1Vb0badcafe';
    const simulator = { tokens: [{ token, permissions: ['Zone Read', 'Page Rules Read'] as const }] };
    const reader = await startInProcess({ token, simulator });
    const { data } = await reader.call('create_page_rule', wished);
    reader.close();
    expect(data).toMatchObject({ status: 'failed', error: { code: 'permission_denied' } });
    expect(data.error.next_step).toContain('"Page Rules: Edit"');
  });

  it.each([
    [
      'took effect',
      'after_commit',
      { status: 'applied', changes: [{ id: expect.stringMatching(/^[0-9a-f]{32}$/u) }] },
    ],
    ['had no effect', 'before_commit', { status: 'failed', changes: [{ outcome: 'not_applied' }] }],
  ] as const)('is found out by reading when it is lost: the rule %s', async (_name, when, expected) => {
    server.fault({ match: { method: 'POST' }, fault: { kind: 'cut', when } });
    const first = { ...wished, priority: 50 };
    const { confirm } = (await server.call('create_page_rule', first)).data;
    const { data } = await server.call('create_page_rule', { ...first, confirm });
    expect(data).toMatchObject(expected);
    expect(server.requests().filter((line) => line.startsWith('POST'))).toHaveLength(1);
    const { length } = (await pageRulesOf(server, zone)).filter(({ url }) => url === wished.url);
    expect(length).toBe(when === 'after_commit' ? 1 : 0);
  });
});
