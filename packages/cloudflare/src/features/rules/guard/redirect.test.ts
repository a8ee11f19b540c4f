import type { JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { RuleJudge } from './judge.ts';

const path = 'http.request.uri.path';

function said(before: JsonObject | undefined, after: JsonObject | undefined): readonly string[] {
  return new RuleJudge('example.com').reasons(before, after).map(({ text }) => text);
}

/** @param target a URL, or with `=` before it an expression that makes one. */
function redirect(expression: string, target: string, more: JsonObject = {}): JsonObject {
  const target_url = target.startsWith('=') ? { expression: target.slice(1) } : { value: target };
  const from_value = { status_code: 301, target_url };
  return { phase: 'redirect', action: 'redirect', expression, action_parameters: { from_value }, ...more };
}

const old = `${path} eq "/old"`;
const unforeseen = 'It leads visitors to where it cannot be foreseen.';
const open = 'A link can be made that it redirects to any site.';

describe('a redirect', () => {
  it.each<[who: string, expression: string, target: string, texts: readonly string[]]>([
    [
      'customers pay at another shop',
      old,
      'https://example.net/pay',
      ['It leads visitors to another site: example.net.'],
    ],
    [
      'a name that ends like the zone',
      old,
      'https://notexample.com/',
      ['It leads visitors to another site: notexample.com.'],
    ],
    [
      'an address in place of a name',
      old,
      'https://192.0.2.1/',
      ['It leads visitors to another site: 192.0.2.1.'],
    ],
    ['a name too long to be shown', old, `https://${'a.'.repeat(60)}net/`, [unforeseen]],
    ['an IPv6 address', old, 'https://[2001:db8::1]/', [unforeseen]],
    ['no URL', old, 'https://', [unforeseen]],
    ['a header says where', old, '=http.request.headers["x-to"][0]', [unforeseen]],
    ['an argument says where', old, '=concat("https://", http.request.uri.args["to"][0])', [unforeseen]],
    [
      'an argument is the end of the host',
      old,
      '=concat("https://example.com", http.request.uri.args["to"][0])',
      [open],
    ],
    [
      'the query is the end of the host',
      old,
      '=concat("https://www.example.com", http.request.uri.query)',
      [open],
    ],
    ['a cookie says where', old, '=regex_replace(http.cookie, "^$", "https://example.com/")', [open]],
    [
      'two slashes in a path',
      `starts_with(${path}, "/go/")`,
      `=substring(${path}, 3)`,
      ['It leads visitors to another site: x.'],
    ],
    [
      'a path that holds a URL',
      `starts_with(${path}, "/go/") and not ${path} contains "///"`,
      `=substring(${path}, 4)`,
      [
        open,
        'It redirects requests such as https://example.com/go/ to themselves, so that they never arrive.',
      ],
    ],
    [
      'a dot alone behind the host',
      `starts_with(${path}, "/go")`,
      `=concat("https://example.com", regex_replace(${path}, "^/go[a-z0-9/@]*", ""))`,
      [open],
    ],
    [
      'a path that is a URL',
      'http.host eq "example.com"',
      `=regex_replace(${path}, "^/https?:", "https:")`,
      [open, 'It redirects requests such as https://example.com/ to themselves, so that they never arrive.'],
    ],
    [
      'a dot behind the host',
      `starts_with(${path}, "/go") and not ${path} contains "@"`,
      `=concat("https://example.com", regex_replace(${path}, "^/go[a-z0-9]*", ""))`,
      [open],
    ],
    [
      'an at sign behind the host',
      `starts_with(${path}, "/go")`,
      `=concat("https://example.com", regex_replace(${path}, "^/go[a-z0-9.]*", ""))`,
      [open],
    ],
    [
      'everybody is led away',
      'true',
      'https://example.net/',
      ['It leads visitors to another site: example.net.'],
    ],
    [
      'everything travels in the clear',
      'ssl',
      `=concat("http://", http.host, ${path})`,
      [
        'It redirects requests such as https://example.com/ from https to plain http.',
        'It redirects every request to another page.',
      ],
    ],
    [
      'passwords are sent in the clear',
      `${path} eq "/login"`,
      'http://example.com/signin',
      ['It redirects requests such as https://example.com/login from https to plain http.'],
    ],
    [
      'a page is never seen',
      old,
      'https://example.com/old',
      ['It redirects requests such as https://example.com/old to themselves, so that they never arrive.'],
    ],
    [
      'a page is never seen by http',
      `${old} and not ssl`,
      'http://example.com/old',
      ['It redirects requests such as http://example.com/old to themselves, so that they never arrive.'],
    ],
    [
      'a site is never seen',
      'http.host eq "www.example.com"',
      `=concat("https://www.example.com", ${path})`,
      ['It redirects requests such as https://www.example.com/ to themselves, so that they never arrive.'],
    ],
    [
      'all pages become one',
      'http.host eq "shop.example.com"',
      'https://example.com/closed',
      ['It redirects every request to shop.example.com to another page.'],
    ],
  ])('hurts: %s', (_who, expression, target, texts) => {
    expect(said(undefined, redirect(expression, target))).toEqual(texts);
    expect(said(redirect(old, '/new'), redirect(expression, target))).toEqual(texts);
    const named = { ...redirect(expression, target), description: 'x' };
    expect(said(redirect(expression, target), named)).toEqual([]);
  });

  it.each<[what: string, expression: string, target: string]>([
    ['a page has moved', old, 'https://example.com/new'],
    ['a page has moved to another host', old, 'https://shop.example.com/new'],
    ['a page has moved, in capitals', old, 'HTTPS://EXAMPLE.COM/new'],
    ['a path alone', old, '/new'],
    ['www goes', 'http.host eq "www.example.com"', `=concat("https://example.com", ${path})`],
    ['www comes', 'http.host eq "example.com"', `=concat("https://www.example.com", ${path})`],
    ['http goes', 'not ssl', `=concat("https://", http.host, ${path})`],
    ['http stays http', `${old} and not ssl`, 'http://example.com/new'],
    ['the home page has a language', `${path} eq "/"`, 'https://example.com/en/'],
    [
      'a folder has moved',
      `starts_with(${path}, "/old/")`,
      `=concat("https://example.com/new/", substring(${path}, 5))`,
    ],
    [
      'what the path ends with',
      `starts_with(${path}, "/go/")`,
      `=concat("https://example.com", substring(${path}, 3))`,
    ],
    ['one page after another', `${path} in {"/a" "/ab"}`, `=concat(${path}, "b")`],
    ['an argument is a part of a path', old, '=concat("/item/", http.request.uri.args["id"][0])'],
    ['what never happens', 'false', 'https://example.net/'],
  ])('hurts nobody: %s', (_what, expression, target) => {
    expect(said(undefined, redirect(expression, target)).filter((text) => text !== unforeseen)).toEqual([]);
  });

  it('to a list cannot be told', () => {
    const list = { ...redirect('ssl', ''), action_parameters: { from_list: { name: 'a', key: 'b' } } };
    const other = { ...list, action_parameters: { from_list: { name: 'c', key: 'b' } } };
    expect(said(undefined, list)).toEqual(['Where it redirects to cannot be told here.']);
    expect(said(list, { ...list, description: 'x' })).toEqual([]);
    expect(said(list, other)).toEqual(['Where it redirects to cannot be told here.']);
    expect(said(undefined, { ...list, action_parameters: {} })).toHaveLength(1);
  });

  it.each([
    ['/go/', `substring(${path}, 4)`],
    ['/go', `substring(${path}, 3)`],
  ])('whose host follows %s in the path leads anywhere', (folder, rest) => {
    const rule = redirect(`starts_with(${path}, "${folder}")`, `=concat("https://", ${rest})`);
    expect(said(undefined, rule)).not.toEqual([]);
  });

  it('of what was behind the firewall says that it no longer is', () => {
    const admin = redirect(`starts_with(${path}, "/admin/")`, '/hidden');
    expect(said(undefined, { ...admin, ref: 'page_rule_1_1' })).toEqual([
      'It redirects requests such as https://example.com/admin/ before the firewall looks at them.',
    ]);
    expect(said(undefined, { ...admin, ref: 'my_page_rule_1' })).toEqual([]);
    expect(said(undefined, { ...redirect(old, '/new'), ref: 'page_rule_1_1' })).toEqual([]);
  });
});

describe('a redirect to https', () => {
  const https = redirect('not ssl', `=concat("https://", http.host, ${path})`);
  const ends = 'It no longer redirects http to https.';

  it.each<[who: string, JsonObject | undefined, readonly string[]]>([
    ['all can be listened to', undefined, [ends]],
    ['all, for a while', { ...https, enabled: false }, [ends]],
    [
      'the visitors of a shop',
      { ...https, expression: 'not ssl and http.host ne "shop.example.com"' },
      ['It no longer redirects requests to https such as http://shop.example.com/.'],
    ],
    [
      'all, but for one page',
      redirect('not ssl', 'https://example.com/'),
      ['It redirects every http request to another page.'],
    ],
  ])('is lost: %s', (_who, after, texts) => {
    expect(said(https, after)).toEqual(texts);
  });

  it.each<[expression: string, target: string, isHttps: boolean, protects: boolean]>([
    ['not ssl', `=concat("https://", http.host, ${path})`, true, true],
    ['not ssl', 'https://example.com/start', true, false],
    [old, '/new', false, false],
    ['not ssl', 'https://example.net/', false, false],
  ])('%s to %s: whether by https %s, and the same page %s', (expression, target, isHttps, protects) => {
    const judge = new RuleJudge('example.com');
    const effects = judge.effects(judge.view(redirect(expression, target)));
    expect(effects.leadsToHttps).toBe(isHttps);
    expect(effects.protections.map(({ key }) => key)).toEqual(protects ? ['https'] : []);
  });

  it.each<[string, JsonObject]>([
    ['for good', redirect('not ssl', `=concat("https://", http.host, ${path})`, { ref: 'x' })],
    ['by a full URL', redirect('not ssl', '=concat("https://", http.host, http.request.uri)')],
    ['to www', redirect('not ssl', `=concat("https://www.example.com", ${path})`)],
  ])('is kept: %s', (_how, after) => {
    expect(said(https, after)).toEqual([]);
    expect(said(after, undefined)).toEqual([ends]);
  });

  it.each<[string, JsonObject]>([
    ['by https already', redirect(old, 'https://example.com/new')],
    [
      'to none, by https already',
      redirect('ssl and http.host eq "www.example.com"', `=concat("https://example.com", ${path})`),
    ],
    ['to another site', redirect('not ssl', `=concat("https://example.net", ${path})`)],
    ['to http', redirect('not ssl', `=concat("http://www.example.com", ${path})`)],
    ['to another page', redirect(`${path} eq "/a" and not ssl`, 'https://example.com/b')],
  ])('is no other: %s', (_what, rule) => {
    expect(said(rule, undefined)).toEqual([]);
  });
});

const rewrite = (expression: string, uri: JsonObject): JsonObject => ({
  phase: 'url_rewrite',
  action: 'rewrite',
  expression,
  action_parameters: { uri },
});
const crosses = (url: string): string =>
  `It rewrites requests such as ${url} to or from private pages, or to where it cannot be foreseen.`;

describe('a rewrite', () => {
  it.each<[who: string, expression: string, uri: JsonObject, texts: readonly string[]]>([
    [
      'strangers read users',
      `${path} eq "/open"`,
      { path: { value: '/admin/users' } },
      [crosses('https://example.com/open')],
    ],
    [
      'strangers read secrets',
      `${path} eq "/open"`,
      { path: { value: '/.env' } },
      [crosses('https://example.com/open')],
    ],
    [
      'nobody can sign in',
      `${path} eq "/login"`,
      { path: { value: '/maintenance' } },
      [crosses('https://example.com/login')],
    ],
    [
      'a header says what is read',
      `${path} eq "/open"`,
      { path: { expression: 'http.request.headers["x-to"][0]' } },
      [crosses('https://example.com/open')],
    ],
    [
      'everybody sees one page',
      'http.host eq "shop.example.com"',
      { query: { value: 'page=1' } },
      ['It rewrites every request to shop.example.com.'],
    ],
  ])('hurts: %s', (_who, expression, uri, texts) => {
    expect(said(undefined, rewrite(expression, uri))).toEqual(texts);
    expect(said(rewrite(expression, { query: { value: 'x' } }), rewrite(expression, uri))).toEqual(texts);
    expect(said(rewrite(expression, uri), { ...rewrite(expression, uri), description: 'x' })).toEqual([]);
  });

  it.each<[what: string, expression: string, uri: JsonObject]>([
    ['a page has moved', `${path} eq "/open"`, { path: { value: '/new' } }],
    ['a private page stays', `${path} eq "/login"`, { path: { expression: path } }],
    ['an argument more', `${path} eq "/login"`, { query: { value: 'a=b' } }],
    [
      'a version of an API',
      `starts_with(${path}, "/api/v1/")`,
      { path: { expression: `concat("/api/v2/", substring(${path}, 8))` } },
    ],
    ['nothing', `${path} eq "/open"`, {}],
  ])('hurts nobody: %s', (_what, expression, uri) => {
    expect(said(undefined, rewrite(expression, uri))).toEqual([]);
  });
});
