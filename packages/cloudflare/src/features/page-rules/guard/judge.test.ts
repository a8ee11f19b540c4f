import type { Change, JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { PageRuleJudge } from './judge.ts';
import { guardsOfPageRules } from './table.ts';

const scope = { id: 'z', name: 'example.com' };

function rule(url: string, actions: JsonObject, more: JsonObject = {}): JsonObject {
  return { url, priority: 1, status: 'active', actions, ...more };
}

const folder = (actions: JsonObject, more: JsonObject = {}): JsonObject =>
  rule('example.com/blog/*', actions, more);
const off = { status: 'disabled' };
const forward = (url: string): JsonObject => ({ forwarding_url: { url, status_code: 301 } });
const away = forward('https://elsewhere.example/');

function ids(
  before: JsonObject | undefined,
  after: JsonObject | undefined,
  others: readonly JsonObject[] = [],
): readonly string[] {
  const change = changeOf(before, after);
  const known = others.map((state, index) => ({ id: `o${index}`, state }));
  const reasons = new PageRuleJudge([change], () => known).reasons(change);
  for (const { text } of reasons) expect(text).toMatch(/^[A-Z].{20,}[a-z0-9/]\.$/u);
  return [...new Set(reasons.map(({ guard }) => guard.replace('page_rules.', '')))].toSorted();
}

function changeOf(before: JsonObject | undefined, after: JsonObject | undefined): Change {
  return {
    action: before === undefined ? 'create' : after === undefined ? 'delete' : 'update',
    resource: 'page_rule',
    scope,
    summary: '',
    ...(before === undefined ? {} : { id: 'r', before }),
    ...(after === undefined ? {} : { after }),
  };
}

interface Row {
  readonly title: string;
  readonly before?: JsonObject;
  readonly after?: JsonObject;
  readonly others?: readonly JsonObject[];
  readonly asked: readonly string[];
}

/** Guards that a row asks by. */
const seen = new Set<string>();

function check(rows: readonly Row[]): void {
  for (const { asked } of rows) for (const guard of asked) seen.add(`page_rules.${guard}`);
  it.each(rows)('$title', ({ before, after, others, asked }) => {
    expect(ids(before, after, others)).toEqual(asked);
  });
}

describe('actions', () => {
  check([
    ...(
      [
        [{ disable_security: true }, 'config_lowered'],
        [{ security_level: 'off' }, 'config_lowered'],
        [{ security_level: 'low' }, 'config_lowered'],
        [{ waf: 'off' }, 'config_lowered'],
        [{ browser_check: 'off' }, 'config_lowered'],
        [{ email_obfuscation: 'off' }, 'config_lowered'],
        [{ automatic_https_rewrites: 'off' }, 'config_lowered'],
        [{ opportunistic_encryption: 'off' }, 'config_lowered'],
        [{ server_side_exclude: 'off' }, 'config_lowered'],
        [{ ssl: 'off' }, 'config_lowered'],
        [{ ssl: 'flexible' }, 'config_lowered'],
        [{ resolve_override: 'a.example.com' }, 'origin'],
        [{ host_header_override: 'a.example.com' }, 'origin'],
        [{ cache_level: 'simplified' }, 'cache_key'],
        [{ cache_key_fields: { query_string: { exclude: '*' } } }, 'cache_key'],
        [{ cache_level: 'cache_everything', cache_ttl_by_status: { '500-599': 3_600 } }, 'cache_private'],
        [{ cache_ttl_by_status: { '404': 3_600 } }, 'cache_private'],
        [away, 'redirect'],
        [forward('http://example.com/$1'), 'redirect'],
        [forward('https://$1'), 'redirect'],
        [forward('https://example.com$1'), 'redirect'],
      ] satisfies readonly (readonly [JsonObject, string])[]
    ).map(([actions, guard]) => ({
      title: `set ${JSON.stringify(actions)}`,
      after: folder(actions),
      asked: [guard],
    })),
    ...(
      [
        { security_level: 'high' },
        { waf: 'on' },
        { ssl: 'strict' },
        { rocket_loader: 'off', polish: 'lossy' },
        { cache_level: 'cache_everything', edge_cache_ttl: 7_200 },
        { cache_level: 'bypass' },
        { browser_cache_ttl: 3_600 },
        { cache_ttl_by_status: { '200-299': 3_600 } },
        { cache_deception_armor: 'on' },
        { always_use_https: true },
        forward('https://example.com/new'),
        forward('https://www.example.com/news/$1'),
      ] satisfies readonly JsonObject[]
    ).map((actions) => ({
      title: `set ${JSON.stringify(actions)} unasked`,
      after: folder(actions),
      asked: [],
    })),
    ...(
      [
        [{ always_use_https: true }, 'https_lost'],
        [{ security_level: 'high' }, 'config_lowered'],
        [{ ssl: 'strict' }, 'config_lowered'],
        [{ waf: 'on' }, 'config_lowered'],
        [{ browser_check: 'on' }, 'config_lowered'],
        [{ cache_level: 'bypass' }, 'cache_private'],
        [{ bypass_cache_on_cookie: 'a=.*' }, 'cache_private'],
        [{ cache_deception_armor: 'on' }, 'cache_key'],
        [{ cache_by_device_type: 'on' }, 'cache_key'],
        [{ cache_key_fields: { cookie: { include: ['a'] } } }, 'cache_key'],
        [{ resolve_override: 'a.example.com' }, 'origin'],
      ] satisfies readonly (readonly [JsonObject, string])[]
    ).flatMap(([actions, guard]) => {
      const before = folder(actions);
      const title = JSON.stringify(actions);
      return [
        { title: `end ${title}`, before, asked: [guard] },
        { title: `pause ${title}`, before, after: { ...before, ...off }, asked: [guard] },
        { title: `drop ${title}`, before, after: folder({ polish: 'off' }), asked: [guard] },
        { title: `move ${title}`, before, after: { ...before, url: 'example.com/other/*' }, asked: [guard] },
        {
          title: `narrow ${title}`,
          before,
          after: { ...before, url: 'example.com/blog/2019/*' },
          asked: [guard],
        },
        {
          title: `keep ${title}`,
          before,
          after: { ...before, actions: { ...actions, polish: 'off' } },
          asked: [],
        },
        { title: `end a draft of ${title}`, before: { ...before, ...off }, asked: [] },
      ];
    }),
    {
      title: 'http leads to https',
      before: rule('http://example.com/*', forward('https://example.com/$1')),
      asked: ['https_lost'],
    },
    { title: 'a redirect ends', before: folder(forward('https://example.com/new')), asked: [] },
    { title: 'a draft of anything', after: folder({ disable_security: true }, off), asked: [] },
    {
      title: 'its start',
      before: folder({ waf: 'off' }, off),
      after: folder({ waf: 'off' }),
      asked: ['config_lowered'],
    },
    {
      title: 'nothing new',
      before: folder({ waf: 'off' }),
      after: folder({ waf: 'off', polish: 'lossy' }),
      asked: [],
    },
    {
      title: 'the same elsewhere',
      before: folder({ waf: 'off' }),
      after: rule('*example.com/*', { waf: 'off' }),
      asked: ['config_lowered'],
    },
    { title: 'stricter', before: folder({ ssl: 'full' }), after: folder({ ssl: 'strict' }), asked: [] },
    {
      title: 'widened',
      before: folder({ cache_level: 'bypass' }),
      after: rule('example.com/b*', { cache_level: 'bypass' }),
      asked: [],
    },
    {
      title: 'another cookie',
      before: folder({ bypass_cache_on_cookie: 'a=.*' }),
      after: folder({ bypass_cache_on_cookie: 'b=.*' }),
      asked: ['cache_private'],
    },
  ]);
});

describe('everything', () => {
  const cached = { cache_level: 'cache_everything' };
  check([
    ...[
      '*example.com/*',
      'example.com/*',
      'https://*example.com/*',
      '*example.com/*/*',
      'example.com/*?*',
      'shop.example.com/*',
      'example.com*',
    ].flatMap((url) => [
      {
        title: `${url} leads to one page`,
        after: rule(url, forward('https://closed.example.com/')),
        // What a rule for all hosts leads to is led on by it.
        asked: /\*example.com\/\*$/u.test(url) ? ['everything', 'redirect'] : ['everything'],
      },
      { title: `${url} is cached`, after: rule(url, cached), asked: ['cache_private'] },
    ]),
    { title: 'everything leads away', after: rule('*example.com/*', away), asked: ['redirect'] },
    {
      title: 'www leads to none',
      after: rule('www.example.com/*', forward('https://example.com/$1')),
      asked: [],
    },
    {
      title: 'everything bypasses',
      after: rule('*example.com/*', { cache_level: 'bypass' }),
      asked: ['everything'],
    },
    { title: 'accounts are cached', after: rule('example.com/account/*', cached), asked: ['cache_private'] },
    {
      title: 'static files are cached',
      after: rule('example.com/static/*', {
        ...cached,
        edge_cache_ttl: 86_400,
        browser_cache_ttl: 31_536_000,
      }),
      asked: [],
    },
    {
      title: 'one page leads to itself',
      after: rule('example.com/a', forward('https://example.com/a')),
      asked: ['redirect'],
    },
  ]);
});

describe('order', () => {
  const account = rule('example.com/account/*', { cache_level: 'bypass' }, { priority: 2 });
  const all = (priority: number, more: JsonObject = {}): JsonObject =>
    rule('example.com/*', { polish: 'off' }, { priority, ...more });
  const images = rule('example.com/images/*', { polish: 'lossy' }, { priority: 2 });
  check([
    { title: 'a new rule behind', after: all(1), others: [account], asked: [] },
    {
      title: 'a new rule in the place of another comes behind it',
      after: all(2),
      others: [account],
      asked: [],
    },
    { title: 'a new rule before', after: all(3), others: [account], asked: ['shadow'] },
    { title: 'a new rule before, off', after: all(3, off), others: [account], asked: [] },
    {
      title: 'a new rule before one that is off',
      after: all(3),
      others: [{ ...account, ...off }],
      asked: [],
    },
    {
      title: 'a new rule before one that protects as much',
      after: rule('example.com/*', { cache_level: 'bypass', ssl: 'strict' }, { priority: 3 }),
      others: [account],
      asked: ['everything'],
    },
    { title: 'a new rule before one that does not protect', after: all(3), others: [images], asked: [] },
    {
      title: 'a new rule before one for others',
      after: rule('example.com/b/*', { polish: 'off' }, { priority: 3 }),
      others: [account],
      asked: [],
    },
    { title: 'raised', before: all(1), after: all(2), others: [account], asked: ['shadow'] },
    {
      title: 'raised above one that does not protect',
      before: all(1),
      after: all(2),
      others: [images],
      asked: ['shadow'],
    },
    {
      title: 'raised above one that does the same',
      before: rule('example.com/*', { polish: 'lossy' }),
      after: rule('example.com/*', { polish: 'lossy' }, { priority: 2 }),
      others: [images],
      asked: [],
    },
    {
      title: 'raised, not far enough',
      before: all(1),
      after: all(2),
      others: [{ ...account, priority: 3 }],
      asked: [],
    },
    {
      title: 'lowered',
      before: account,
      after: { ...account, priority: 1 },
      others: [all(1)],
      asked: ['shadow'],
    },
    { title: 'enabled', before: all(3, off), after: all(3), others: [account], asked: ['shadow'] },
    {
      title: 'widened',
      before: rule('example.com/images/*', { polish: 'off' }, { priority: 3 }),
      after: all(3),
      others: [account],
      asked: ['shadow'],
    },
    {
      title: 'it was before already',
      before: all(3),
      after: rule('example.com/*', { polish: 'lossy' }, { priority: 3 }),
      others: [account],
      asked: [],
    },
    { title: 'nothing but the same', before: all(3), after: all(3), others: [account], asked: [] },
  ]);

  it('takes the others as the plan makes them', () => {
    const change = changeOf(undefined, all(3));
    const known = [{ id: 'o', state: account }];
    const end: Change = { ...changeOf(account, undefined), id: 'o' };
    expect(new PageRuleJudge([change, end], () => known).reasons(change)).toEqual([]);
  });

  it('looks at short plans only', () => {
    const change = changeOf(undefined, all(3));
    const known = [{ id: 'o', state: account }];
    const many = (count: number): Change[] => Array.from({ length: count }, () => change);
    expect(new PageRuleJudge(many(20), () => known).reasons(change)).toHaveLength(1);
    expect(new PageRuleJudge(many(21), () => known).reasons(change)).toEqual([]);
  });
});

describe('guards', () => {
  it('are each tried', () => {
    expect(guardsOfPageRules.map(({ id }) => id).filter((id) => !seen.has(id))).toEqual([]);
  });

  it('have an id each, and a sentence for each column', () => {
    expect(new Set(guardsOfPageRules.map(({ id }) => id)).size).toBe(guardsOfPageRules.length);
    for (const { id, asked, why, example } of guardsOfPageRules) {
      expect(id).toMatch(/^page_rules\.[a-z_]+$/);
      expect(`${asked} ${why}`).toMatch(/\. .*\.$/);
      expect(example).not.toBe('');
    }
  });
});
