import type { Change, JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { PageRuleJudge } from './judge.ts';

const scope = { id: 'z', name: 'example.com' };

function rule(actions: JsonObject, url = 'example.com/blog/*', more: JsonObject = {}): JsonObject {
  return { url, priority: 1, status: 'active', actions, ...more };
}

function said(
  before: JsonObject | undefined,
  after: JsonObject | undefined,
  others: readonly JsonObject[] = [],
): readonly string[] {
  const change: Change = {
    action: 'update',
    resource: 'page_rule',
    scope,
    summary: '',
    id: 'r',
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
  const known = others.map((state, index) => ({ id: `o${index}`, state }));
  const reasons = new PageRuleJudge([change], () => known).reasons(change);
  for (const { kind, guard } of reasons) {
    expect(kind).toBe('value');
    expect(guard).toMatch(/^page_rules\.[a-z_]+$/u);
  }
  return reasons.map(({ text }) => text);
}

const lowers = (what: string): string => `It lowers ${what}, for what it matches.`;
const raised = (what: string): string => `It no longer raises ${what}, for what it matched.`;

const forward = (url: string): JsonObject => rule({ forwarding_url: { url, status_code: 301 } });

describe('an action that harms', () => {
  it.each<[who: string, actions: JsonObject, texts: readonly string[], url?: string]>([
    [
      'passwords travel in the clear',
      { ssl: 'flexible' },
      [lowers('the encryption of traffic to the origin, and the check of its certificate')],
    ],
    ['robots are let in', { security_level: 'essentially_off' }, [lowers('the security level')]],
    ['known abuse is let in', { browser_check: 'off' }, [lowers('the browser integrity check')]],
    [
      'addresses are harvested',
      { email_obfuscation: 'off' },
      [lowers('the hiding of email addresses from harvesters')],
    ],
    [
      'parts of pages load in the clear',
      { automatic_https_rewrites: 'off' },
      [lowers('the rewriting of links to https')],
    ],
    ['requests are in the clear', { opportunistic_encryption: 'off' }, [lowers('opportunistic encryption')]],
    [
      'suspicious visitors see everything',
      { server_side_exclude: 'off' },
      [lowers('the hiding of content from suspicious visitors')],
    ],
    ['attacks reach the site', { waf: 'off' }, ['It turns the firewall off for what it matches.']],
    [
      'attacks reach the site',
      { disable_security: true },
      ['It turns security features off for what it matches.'],
    ],
    [
      'others read the traffic',
      { resolve_override: 'a.example.net' },
      ['It changes the server that requests go to.'],
    ],
    [
      'the origin answers as another site',
      { host_header_override: 'a.example.net' },
      ['It changes the host that the origin is asked for.'],
    ],
    [
      'page 2 is page 1',
      { cache_level: 'simplified' },
      ['It leaves the query string out of the cache key: pages that differ by it are mixed up.'],
    ],
    [
      'a search finds what another looked for',
      { cache_key_fields: { query_string: { exclude: ['q'] } } },
      ['Its cache key leaves the query string out, or parts of it: pages that differ by it are mixed up.'],
    ],
    [
      'an outage of a minute lasts an hour',
      { cache_ttl_by_status: { '200-299': 60, '500-599': 3_600 } },
      ['It keeps errors in the cache, so that they outlast their cause.'],
    ],
    [
      'a page that is back is missing',
      { edge_cache_ttl: 7_200, cache_ttl_by_status: { '404': 3_600 } },
      ['It keeps errors in the cache, so that they outlast their cause.'],
    ],
    [
      'everybody sees the account of one',
      { cache_level: 'cache_everything' },
      ['It caches pages made for one visitor such as https://example.com/account/.'],
      'example.com/account/*',
    ],
    [
      'a shared computer shows an account for a year',
      { browser_cache_ttl: 31_536_000 },
      [
        'It makes browsers keep pages made for one visitor such as https://example.com/account/ for long; they cannot be purged.',
      ],
      'example.com/account/*',
    ],
    [
      'customers pay at another shop',
      { forwarding_url: { url: 'https://example.net/$1', status_code: 302 } },
      ['It leads visitors to another site: example.net.'],
    ],
    [
      'a link leads anywhere',
      { forwarding_url: { url: 'https://$1', status_code: 302 } },
      ['It leads visitors to where it cannot be foreseen.'],
    ],
    [
      'a page is never seen',
      { forwarding_url: { url: 'https://example.com/blog/$1', status_code: 301 } },
      ['It redirects requests such as https://example.com/blog/ to themselves, so that they never arrive.'],
    ],
  ])('is asked about: %s: %j', (_who, actions, texts, url) => {
    expect(said(undefined, rule(actions, url))).toEqual(texts);
    expect(said(rule({ polish: 'off' }, url), rule(actions, url))).toEqual(texts);
    expect(said(rule(actions, url), rule({ ...actions, polish: 'off' }, url))).toEqual([]);
  });

  it('is asked about again for a longer time, or another page', () => {
    const account = 'example.com/account/*';
    const kept = (edge_cache_ttl: number): JsonObject =>
      rule({ cache_level: 'cache_everything', edge_cache_ttl }, account);
    expect(said(kept(60), kept(7_200))).toHaveLength(1);
    expect(said(kept(60), kept(60))).toEqual([]);
    expect(said(forward('https://example.net/a'), forward('https://example.net/b'))).toHaveLength(1);
  });

  it.each<[what: string, actions: JsonObject, url?: string]>([
    ['mixed up, but the same for everybody', { cache_level: 'simplified' }, 'example.com/*.css'],
    ['kept as the origin says', { edge_cache_ttl: 0, browser_cache_ttl: 0 }, 'example.com/account/*'],
    ['kept as always', { cache_level: 'aggressive' }, 'example.com/account/*'],
    ['kept for a minute', { cache_ttl_by_status: { '404': 60, '500-599': -1 } }],
    ['nothing that is known', { cache_ttl_by_status: 'no-cache', forwarding_url: { status_code: 301 } }],
    ['a page has moved', { forwarding_url: { url: 'https://example.com/news/$1', status_code: 301 } }],
    ['the firewall on', { waf: 'on' }],
    ['always https, off', { always_use_https: false }],
  ])('is none: %s: %j', (_what, actions, url) => {
    expect(said(undefined, rule(actions, url))).toEqual([]);
  });
});

describe('an action that protects', () => {
  const bypassed = 'It no longer keeps pages out of the cache.';

  it.each<[who: string, actions: JsonObject, after: JsonObject, texts: readonly string[]]>([
    [
      'visitors can be listened to',
      { always_use_https: true },
      {},
      ['It no longer leads visitors to https.'],
    ],
    ['attacks reach the site', { waf: 'on' }, {}, ['It no longer turns the firewall on.']],
    ['robots are let in', { security_level: 'high' }, {}, [raised('the security level')]],
    ['known abuse is let in', { browser_check: true }, {}, [raised('the browser integrity check')]],
    ['known abuse is let in', { browser_check: 'on' }, {}, [raised('the browser integrity check')]],
    ['a cart is shown to others', { cache_level: 'bypass' }, { cache_level: 'aggressive' }, [bypassed]],
    [
      'who is signed in is shown to others',
      { bypass_cache_on_cookie: 'session=.*' },
      { bypass_cache_on_cookie: 'sid=.*' },
      ['It no longer keeps pages of visitors with a cookie out of the cache.'],
    ],
    [
      '/blog/me/x.css keeps a private page',
      { cache_deception_armor: 'on' },
      { cache_deception_armor: 'off' },
      ['It no longer guards against cache deception.'],
    ],
    [
      'phones get the page for desktops',
      { cache_by_device_type: 'on' },
      {},
      ['Its cache key no longer tells requests apart that it told apart.'],
    ],
    [
      'one language for all',
      { cache_key_fields: { cookie: { include: ['lang'] } } },
      { cache_key_fields: { cookie: { include: [] } } },
      ['Its cache key no longer tells requests apart that it told apart.'],
    ],
    [
      'requests go elsewhere',
      { resolve_override: 'a.example.com' },
      { resolve_override: 'b.example.com' },
      ['It changes the server that requests go to.'],
    ],
  ])('is lost: %s: %j', (_who, actions, after, texts) => {
    expect(said(rule(actions), rule({ polish: 'off', ...after }))).toEqual(texts);
    expect(said(rule(actions), rule({ polish: 'off', ...actions }))).toEqual([]);
    expect(said(rule({ polish: 'off' }, undefined, { status: 'disabled' }), rule(actions)).length).toBe(
      actions['resolve_override'] === undefined ? 0 : 1,
    );
  });

  it.each<[actions: JsonObject, text: string]>([
    [{ always_use_https: true }, 'It no longer leads visitors to https for requests.'],
    [{ waf: 'on' }, 'It no longer turns the firewall on for requests.'],
    [
      { bypass_cache_on_cookie: 'a=.*' },
      'It no longer keeps pages of visitors with a cookie out of the cache for requests.',
    ],
    [{ security_level: 'high' }, 'It no longer raises the security level for requests.'],
  ])('holds for fewer requests: %j', (actions, text) => {
    expect(said(rule(actions), rule(actions, 'example.com/blog/2019/*'))).toEqual([text]);
    expect(said(rule(actions, 'example.com/blog/2019/*'), rule(actions))).toEqual([]);
  });

  it('of https is one that leads there, too', () => {
    const leads = { forwarding_url: { url: 'https://example.com/$1', status_code: 301 } };
    expect(said(rule(leads, 'http://example.com/*'), undefined)).toEqual([
      'It no longer redirects http to https.',
    ]);
    expect(
      said(rule(leads, 'http://example.com/*'), rule({ always_use_https: true }, 'example.com/*')),
    ).toEqual([]);
    // For how long it is kept is no other place.
    const other = { forwarding_url: { url: 'https://example.com/$1', status_code: 302 } };
    expect(said(rule(leads, 'http://example.com/*'), rule(other, 'http://example.com/*'))).toEqual([]);
  });
});

describe('where a rule is for', () => {
  const off = { waf: 'off' };
  const text = ['It turns the firewall off for what it matches.'];

  it.each<[title: string, before: string, after: string, isMore: boolean]>([
    ['both schemes', 'https://example.com/a', 'example.com/a', true],
    ['one scheme', 'example.com/a', 'https://example.com/a', false],
    ['http in place of https', 'https://example.com/a', 'http://example.com/a', true],
    ['schemes written out', 'example.com/a', 'http*://example.com/a', false],
    ['all below', 'example.com/a', 'example.com/a*', true],
    ['a query string', 'example.com/a', 'example.com/a?*', false],
    ['another question mark', 'example.com/a?b', 'example.com/a?b?*', true],
    ['a host in capitals', 'EXAMPLE.com/a', 'example.com/a', false],
    ['a slash', 'example.com', 'example.com/', false],
    ['all of a host', 'example.com/', 'example.com*', true],
    ['another port', 'example.com:8080/a', 'example.com:8443/a', true],
    ['another host', 'example.com/a', 'www.example.com/a', true],
    ['all hosts', 'example.com/a', '*example.com/a', true],
  ])('%s: %s becomes %s', (_title, before, after, isMore) => {
    expect(said(rule(off, before), rule(off, after))).toEqual(isMore ? text : []);
  });

  it('is nowhere without a URL, or while it is off', () => {
    expect(said(undefined, { ...rule(off), url: 7 })).toEqual([]);
    expect(said(undefined, { ...rule(off), status: 'disabled' })).toEqual([]);
    expect(said(undefined, { url: 'example.com/a', status: 'active', actions: 'off' })).toEqual([]);
  });
});

describe('the first of several rules', () => {
  const text = ['It changes which of several Page Rules applies to a request; only the first one does.'];
  const bypass = rule({ cache_level: 'bypass' }, 'example.com/account/*', { priority: 2 });
  const all = (priority: number | undefined, actions: JsonObject = { polish: 'off' }): JsonObject =>
    rule(actions, 'example.com/*', priority === undefined ? { priority: null } : { priority });

  it.each<[title: string, before: JsonObject | undefined, after: JsonObject, others: readonly JsonObject[]]>([
    ['a cart is cached', undefined, all(3), [bypass]],
    ['the second of the others', undefined, all(3), [rule({ polish: 'lossy' }, 'example.com/x'), bypass]],
    ['it came behind', all(2), all(3), [bypass]],
    ['by https alone', undefined, all(3), [{ ...bypass, url: 'https://example.com/account/*' }]],
    ['it moves up to it', all(1), all(2), [bypass]],
    ['it moves down, and another comes first', all(3), all(1), [{ ...bypass, actions: { polish: 'lossy' } }]],
    ['it did not match them', rule({}, 'example.com/blog/*', { priority: 3 }), all(3), [bypass]],
    ['it kept them out itself', all(3, { cache_level: 'bypass' }), all(3), [bypass]],
    [
      'without a priority, it is the last but for those below',
      undefined,
      all(undefined),
      [{ ...bypass, priority: 0 }],
    ],
  ])('is another: %s', (_title, before, after, others) => {
    const reasons = said(before, after, others).filter((one) => one.includes('several'));
    expect(reasons).toEqual(text);
  });

  it.each<[title: string, before: JsonObject | undefined, after: JsonObject, others: readonly JsonObject[]]>([
    ['it comes behind', undefined, all(1), [bypass]],
    ['it is of the same priority, which comes behind', undefined, all(2), [bypass]],
    ['it was first before', all(3), all(4), [bypass]],
    ['it was first before, and does otherwise', all(3), all(3, { polish: 'lossy' }), [bypass]],
    ['it moves up, but not so far', all(1), all(2), [{ ...bypass, priority: 3 }]],
    ['it moves down, but not so far', all(5), all(4), [bypass]],
    ['nothing changes', all(3), { ...all(3), ref: 'x' }, [bypass]],
    ['it is in the same place, and does otherwise', all(2), all(2, { polish: 'lossy' }), [bypass]],
    [
      'it protects in more ways',
      undefined,
      all(3, { cache_level: 'bypass', security_level: 'high' }),
      [{ ...bypass, actions: { security_level: 'high' } }],
    ],
    ['it is for others', undefined, rule({}, 'example.com/blog/*', { priority: 3 }), [bypass]],
    ['the other is off', undefined, all(3), [{ ...bypass, status: 'disabled' }]],
    ['the other protects nobody', undefined, all(3), [{ ...bypass, actions: { polish: 'lossy' } }]],
    ['it keeps them out as well', undefined, all(3, { cache_level: 'bypass', polish: 'off' }), [bypass]],
  ])('stays: %s', (_title, before, after, others) => {
    expect(said(before, after, others).filter((one) => one.includes('several'))).toEqual([]);
  });

  it('is looked for among the others, not in itself', () => {
    const change: Change = {
      action: 'update',
      resource: 'page_rule',
      scope,
      summary: '',
      id: 'r',
      before: all(1),
      after: all(3),
    };
    expect(new PageRuleJudge([change], () => [{ id: 'r', state: bypass }]).reasons(change)).toEqual([]);
  });
});
