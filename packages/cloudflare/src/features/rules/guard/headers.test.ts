import type { JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { RuleJudge } from './judge.ts';

const path = 'http.request.uri.path';
const blog = `starts_with(${path}, "/blog/")`;
const account = `starts_with(${path}, "/account")`;

function said(before: JsonObject | undefined, after: JsonObject | undefined): readonly string[] {
  return new RuleJudge('example.com').reasons(before, after).map(({ text }) => text);
}

/** What is done with each header: `null` removes it, `+` adds, `=` takes an expression. */
type Written = Readonly<Record<string, string | null>>;

function operationOf(value: string | null): JsonObject {
  if (value === null) return { operation: 'remove' };
  const [operation, rest] = value.startsWith('+') ? ['add', value.slice(1)] : ['set', value];
  return rest.startsWith('=') ? { operation, expression: rest.slice(1) } : { operation, value: rest };
}

function rule(phase: string, written: Written, expression: string): JsonObject {
  const headers = Object.fromEntries(
    Object.entries(written).map(([name, value]) => [name, operationOf(value)]),
  );
  return { phase, action: 'rewrite', expression, action_parameters: { headers } };
}

const sends = (written: Written, expression = blog): JsonObject =>
  rule('response_headers', written, expression);
const hands = (written: Written, expression = blog): JsonObject =>
  rule('request_headers', written, expression);

const keeps = (name: string): string => `It lets others keep pages made for one visitor, by ${name}.`;
const apart = (name: string): string =>
  `It removes ${name}, by which pages made for one visitor are kept apart.`;
const gone = (name: string): string => `It removes ${name} from every answer.`;
const mistaken = (name: string): string => `It makes browsers take answers for something else, by ${name}.`;
const elsewhere = (name: string): string => `It leads visitors elsewhere by ${name}.`;
const shares = (name: string): string => `It lets other sites read answers by ${name}.`;
const reports = (name: string): string => `It tells browsers to report to an address, by ${name}.`;
const cookies = 'It replaces all cookies that an answer sets: add keeps them.';
const signIn = 'It changes how visitors are asked to sign in.';
const unfound = 'It takes the site out of search engines.';

describe('what answers say', () => {
  it.each<[who: string, written: Written, texts: readonly string[], expression?: string]>([
    ['nobody stays signed in', { 'Set-Cookie': 'a=b' }, [cookies]],
    ['no cookie is set', { 'Set-Cookie': null }, [cookies]],
    ['browsers ask for no password', { 'WWW-Authenticate': null }, [signIn]],
    ['browsers ask for another', { 'WWW-Authenticate': 'Basic realm="x"' }, [signIn]],
    [
      'an account is in every cache',
      { 'Cache-Control': 'public, max-age=60' },
      [keeps('cache-control')],
      account,
    ],
    [
      'a home page that greets its visitor is',
      { 'Cache-Control': 'max-age=60' },
      [keeps('cache-control')],
      `${path} eq "/"`,
    ],
    ['all accounts are', { 'CDN-Cache-Control': 'max-age=60' }, [keeps('cdn-cache-control')], 'true'],
    [
      'all accounts are, elsewhere',
      { 'Surrogate-Control': 'max-age=60' },
      [keeps('surrogate-control')],
      'true',
    ],
    ...['Cache-Control', 'CDN-Cache-Control', 'Surrogate-Control', 'Vary', 'Pragma', 'Expires'].map(
      (name): [string, Written, readonly string[], string] => [
        `an account may be kept without ${name}`,
        { [name]: null },
        [apart(name.toLowerCase())],
        account,
      ],
    ),
    ...['Content-Type', 'Content-Disposition', 'Access-Control-Allow-Origin', 'Location'].map(
      (name): [string, Written, readonly string[], string] => [
        `no answer has ${name}`,
        { [name]: null },
        [gone(name.toLowerCase())],
        'true',
      ],
    ),
    ['downloads run as pages', { 'Content-Type': 'text/HTML' }, [mistaken('content-type')]],
    ['pictures run scripts', { 'Content-Type': 'image/svg+xml' }, [mistaken('content-type')]],
    ['feeds are read as scripts', { 'Content-Type': 'text/javascript' }, [mistaken('content-type')]],
    ['every page is a text', { 'Content-Type': 'text/plain' }, [mistaken('content-type')], 'true'],
    [
      'every page is a download',
      { 'Content-Disposition': 'attachment' },
      [mistaken('content-disposition')],
      'true',
    ],
    ['every page is broken', { 'Content-Encoding': 'gzip' }, [mistaken('content-encoding')], 'true'],
    ['a shop is not found', { 'X-Robots-Tag': 'noindex' }, [unfound], 'true'],
    ['a site is not found', { 'X-Robots-Tag': 'None' }, [unfound], 'http.host eq "example.com"'],
    ['www is not found', { 'X-Robots-Tag': 'noindex' }, [unfound], 'http.host eq "www.example.com"'],
    ['visitors land elsewhere', { Location: 'https://example.net/' }, [elsewhere('location')]],
    [
      'visitors land where they say',
      { Location: '=concat("https://", http.host, "/")' },
      [elsewhere('location')],
    ],
    ['visitors go on elsewhere', { Refresh: '0; url=//EXAMPLE.net/' }, [elsewhere('refresh')]],
    ['browsers connect elsewhere', { 'Alt-Svc': 'h3=example.net:443' }, [elsewhere('alt-svc')]],
    ['browsers connect elsewhere', { 'Alt-Svc': 'h3="a.b.example.net:443"' }, [elsewhere('alt-svc')]],
    ['browsers connect elsewhere', { 'Alt-Svc': 'h3="notexample.com:443"' }, [elsewhere('alt-svc')]],
    [
      'pages load from elsewhere',
      { Link: '+<https://cdn.example.net/a.js>; rel=preload' },
      [elsewhere('link')],
    ],
    [
      'pages are said to be elsewhere',
      { 'Content-Location': 'http://example.net' },
      [elsewhere('content-location')],
    ],
    ['addresses are told', { 'Report-To': '{}' }, [reports('report-to')]],
    [
      'addresses are told',
      { 'Reporting-Endpoints': 'a="https://example.net"' },
      [reports('reporting-endpoints')],
    ],
    ['addresses are told', { NEL: '{}' }, [reports('nel')]],
    [
      'a script takes over',
      { 'Service-Worker-Allowed': '/' },
      ['It lets a script take over more of the site.'],
    ],
    [
      'a cart is empty',
      { 'Clear-Site-Data': '"*"' },
      ['It makes browsers forget cookies and what the site stored.'],
    ],
    ['any site reads', { 'Access-Control-Allow-Origin': 'NULL' }, [shares('access-control-allow-origin')]],
    [
      'any site that asks reads',
      { 'Access-Control-Allow-Origin': '=http.request.headers["origin"][0]' },
      [shares('access-control-allow-origin')],
    ],
    [
      'one other site reads accounts',
      { 'Access-Control-Allow-Origin': 'https://a.example', 'Access-Control-Allow-Credentials': 'true' },
      [shares('access-control-allow-origin'), shares('access-control-allow-credentials')],
    ],
    [
      'other sites reach a network at home',
      { 'Access-Control-Allow-Private-Network': 'TRUE' },
      [shares('access-control-allow-private-network')],
    ],
    [
      'sites read accounts when told',
      { 'Access-Control-Allow-Credentials': '=concat("tr", "ue")' },
      [shares('access-control-allow-credentials')],
    ],
  ])('hurts: %s: %j', (_who, written, texts, expression) => {
    const after = sends(written, expression);
    expect(said(undefined, after)).toEqual(texts);
    expect(said(sends({ 'X-A': 'b' }, expression), after)).toEqual(texts);
    expect(said(after, { ...after, description: 'x' })).toEqual([]);
  });

  it.each<[what: string, written: Written, expression?: string]>([
    ['one more cookie', { 'Set-Cookie': '+a=b' }],
    ['one more way to sign in', { 'WWW-Authenticate': '+Bearer' }],
    ['a blog is kept', { 'Cache-Control': 'public, max-age=60' }],
    ['a blog is kept as the origin likes', { 'Cache-Control': null, Vary: null, 'Content-Type': null }],
    ...['no-store', 'no-cache', 'PRIVATE, max-age=60', 'max-age=0'].map(
      (value): [string, Written, string] => [
        `accounts are not kept: ${value}`,
        { 'Cache-Control': value },
        'true',
      ],
    ),
    ['no answer says when it was made', { Age: null, 'X-Cache-Control': null, 'Expires-In': null }, 'true'],
    ['no answer has a part of a header', { 'X-Content-Type': null, Locations: null }, 'true'],
    ['a header that is alike', { 'X-Cache-Control': 'max-age=60', 'Cache-Control-X': 'max-age=60' }, 'true'],
    ['a text of a blog', { 'Content-Type': 'text/plain', 'Content-Disposition': 'inline' }],
    ['a staging host is not found', { 'X-Robots-Tag': 'noindex' }, 'http.host eq "staging.example.com"'],
    ['a blog is not found', { 'X-Robots-Tag': 'noindex' }],
    ['another header that says none', { 'X-A': 'none' }, 'true'],
    ['a site is found', { 'X-Robots-Tag': 'nosnippet' }, 'true'],
    ['the same host', { Location: 'https://example.com/x', Refresh: '5', 'Alt-Svc': 'h3=":443"' }],
    ['another host of the zone', { Link: '<//CDN.example.com/a.css>', 'Alt-Svc': 'h3="a.example.com:443"' }],
    ['no redirect', { Refresh: null, Link: null, 'Report-To': null }],
    ['everybody, who may', { 'Access-Control-Allow-Origin': '*' }],
    ['one site', { 'Access-Control-Allow-Origin': 'https://null.example' }],
    ['one site of an odd name', { 'Access-Control-Allow-Origin': 'https://a.null' }],
    ['one site of another', { 'Access-Control-Allow-Origin': 'null.example' }],
    [
      'one site, without credentials',
      { 'Access-Control-Allow-Origin': 'https://a.example', 'Access-Control-Allow-Credentials': null },
    ],
    ['nobody', { 'Access-Control-Allow-Credentials': 'false' }],
  ])('hurts nobody: %s: %j', (_what, written, expression) => {
    expect(said(undefined, sends(written, expression))).toEqual([]);
  });
});

describe('what is done with several headers', () => {
  it('is said of each', () => {
    const [one, two] = [
      sends({ 'Set-Cookie': null }),
      sends({ 'Set-Cookie': null, 'WWW-Authenticate': null }),
    ];
    expect(said(one, two)).toEqual([signIn]);
    expect(said(two, one)).toEqual([]);
  });

  it('counts as removed where it is not known', () => {
    const headers = { 'X-Frame-Options': { operation: 'append', value: 'DENY' } };
    expect(said(undefined, { ...sends({}), action_parameters: { headers } })).toEqual([
      'It removes x-frame-options, which protects visitors.',
    ]);
  });
});

const lost = (name: string): string => `It no longer sends ${name} as it did, which protects visitors.`;
const removes = (name: string): string => `It removes ${name}, which protects visitors.`;
const weak = (name: string): string => `It sends ${name} with a value that protects nobody.`;
const made = (name: string): string => `It sends ${name} with a value that is computed.`;

describe('headers that protect', () => {
  it.each<[who: string, before: Written, after: Written, texts: readonly string[]]>([
    ['a page is put into another', { 'X-Frame-Options': 'DENY' }, {}, [lost('x-frame-options')]],
    [
      'a page is put into another of the site',
      { 'X-Frame-Options': 'DENY' },
      { 'x-frame-options': 'SAMEORIGIN' },
      [lost('x-frame-options')],
    ],
    [
      'browsers do not know the value',
      { 'X-Frame-Options': 'DENY' },
      { 'X-Frame-Options': 'ALLOWALL' },
      [lost('x-frame-options'), weak('x-frame-options')],
    ],
    ['the one of the origin is gone', {}, { 'X-Frame-Options': null }, [removes('x-frame-options')]],
    [
      'an argument says which',
      {},
      { 'Referrer-Policy': '=http.request.uri.args["a"][0]' },
      [made('referrer-policy')],
    ],
    [
      'another expression',
      { 'Content-Security-Policy': '=concat("a", "b")' },
      { 'Content-Security-Policy': '=concat("a", "c")' },
      [lost('content-security-policy')],
    ],
    [
      'a value in place of an expression',
      { 'Content-Security-Policy': '=concat("a", "b")' },
      { 'Content-Security-Policy': "img-src 'self'" },
      [lost('content-security-policy')],
    ],
    [
      'an expression in place of a value',
      { 'Content-Security-Policy': "img-src 'self'" },
      { 'Content-Security-Policy': '=concat("a", "b")' },
      [lost('content-security-policy')],
    ],
    [
      'beside a weaker one of the origin',
      { 'X-Frame-Options': 'DENY' },
      { 'X-Frame-Options': '+DENY' },
      [lost('x-frame-options')],
    ],
    [
      'other sites read answers again',
      { 'Access-Control-Allow-Origin': null },
      {},
      [lost('access-control-allow-origin')],
    ],
    [
      'one site reads answers',
      { 'Access-Control-Allow-Origin': null },
      { 'Access-Control-Allow-Origin': '*' },
      [lost('access-control-allow-origin')],
    ],
  ])('are lost: %s', (_who, before, after, texts) => {
    const one = { 'X-A': 'b' };
    expect(said(sends({ ...one, ...before }), sends({ ...one, ...after }))).toEqual(texts);
  });

  it.each<[title: string, before: Written, after: Written]>([
    [
      'the same expression',
      { 'Content-Security-Policy': '=concat("a", "b")' },
      { 'Content-Security-Policy': '=concat("a", "b")' },
    ],
    [
      'beside another header, the same expression',
      { 'Content-Security-Policy': '=concat("a", "b")' },
      { 'Content-Security-Policy': '=concat("a", "b")', 'X-B': 'c' },
    ],
    [
      'beside another header, added as before',
      { 'X-Frame-Options': '+DENY' },
      { 'X-Frame-Options': '+DENY', 'X-B': 'c' },
    ],
    ['set in place of added', { 'X-Frame-Options': '+DENY' }, { 'X-Frame-Options': 'DENY' }],
    ['added as before', { 'X-Frame-Options': '+DENY' }, { 'X-Frame-Options': '+DENY' }],
    ['a nonce in a policy', {}, { 'Content-Security-Policy': '=concat("script-src ", "x")' }],
    ['a weak one goes', { 'X-Frame-Options': 'ALLOWALL' }, {}],
    ['another header that is removed', { 'X-Powered-By': null }, {}],
    [
      'sharing stays removed',
      { 'Access-Control-Allow-Origin': null },
      { 'access-control-allow-origin': null },
    ],
  ])('are kept: %s', (_title, before, after) => {
    const one = { 'X-A': 'b' };
    expect(said(sends({ ...one, ...before }), sends({ ...one, ...after }))).toEqual([]);
  });

  it('hold for fewer answers', () => {
    const before = sends({ 'X-Frame-Options': 'DENY' }, `${path} in {"/a" "/b"}`);
    expect(said(before, { ...before, expression: `${path} eq "/a"` })).toEqual([
      'It no longer sends x-frame-options, which protects visitors, with answers to requests such as https://example.com/b.',
    ]);
  });
});

const sets = (name: string): string => `It sets ${name}, by which origins know who asks.`;
const takes = (name: string): string => `It removes ${name}, by which origins know who asks.`;
const ends = (name: string): string => `It no longer hands on ${name} as it did, which origins trust.`;

describe('what origins are told', () => {
  it.each([
    'Authorization',
    'Proxy-Authorization',
    'Cookie',
    'X-Api-Key',
    'X-CSRF-Token',
    'X-XSRF-Token',
    'Cf-Access-Jwt-Assertion',
    'Cf-Access-Client-Id',
    'Cf-Access-Client-Secret',
    'Origin',
    'Referer',
    'Sec-Fetch-Site',
  ])('nobody can prove who they are without %s', (name) => {
    expect(said(undefined, hands({ [name]: null }))).toEqual([takes(name.toLowerCase())]);
    expect(said(undefined, hands({ [name]: 'x' }))).toEqual([sets(name.toLowerCase())]);
  });

  it.each([
    'X-Forwarded-For',
    'X-Forwarded-Proto',
    'X-Real-IP',
    'True-Client-IP',
    'CF-Connecting-IP',
    'Host',
  ])('all visitors are one without %s', (name) => {
    expect(said(undefined, hands({ [name]: null }))).toEqual([takes(name.toLowerCase())]);
    expect(said(undefined, hands({ [name]: '192.0.2.1' }))).toEqual([sets(name.toLowerCase())]);
  });

  it.each([
    'Forwarded',
    'X-Forwarded-Host',
    'X-Client-IP',
    'Client-IP',
    'X-Cluster-Client-IP',
    'X-Originating-IP',
    'X-Remote-Addr',
    'Remote-Addr',
    'Remote-User',
    'X-Host',
    'X-Original-URL',
    'X-Rewrite-URL',
    'X-HTTP-Method-Override',
    'Via',
    'Content-Length',
    'Transfer-Encoding',
    'Connection',
    'Upgrade',
    'X-Auth',
    'X-Token-Id',
    'X-Origin-Secret',
    'Key',
    'Session-Key',
    'X-Signature',
    'X-HMAC',
    'X-JWT',
    'X-CSRF',
    'XSRF',
    ...[
      'user',
      'uid',
      'role',
      'roles',
      'admin',
      'account',
      'tenant',
      'group',
      'groups',
      'email',
      'identity',
      'session',
      'verified',
      'trusted',
      'internal',
      'scope',
      'permission',
      'permissions',
      'debug',
      'bypass',
      'preview',
      'staff',
      'ssl',
      'cert',
      'client',
    ].flatMap((word) => [word, `X-${word}`, `${word}-Id`, `x_${word}_a`]),
  ])('an origin believes %s, which nobody can feign where it is removed', (name) => {
    expect(said(undefined, hands({ [name]: 'x' }))).toEqual([sets(name.toLowerCase())]);
    expect(said(undefined, hands({ [name]: null }))).toEqual([]);
    expect(said(hands({ [name]: null }), undefined)).toEqual([ends(name.toLowerCase())]);
  });

  it.each([
    'X-Country',
    'Accept-Language',
    'X-Forwarded',
    'Xx-Forwarded-Foo',
    'Userx',
    'Xadmin',
    'Monkey',
    'X-Superuser',
    'Hosts',
    'Vias',
    'Reconnection',
  ])('no origin trusts %s', (name) => {
    expect(said(undefined, hands({ [name]: 'x' }))).toEqual([]);
    expect(said(hands({ [name]: 'x' }), undefined)).toEqual([]);
  });

  it.each<[name: string, expression: string, isTrue: boolean]>([
    ['X-Client-IP', 'ip.src', true],
    ['X-Client-IP', ' to_string( ip.src ) ', true],
    ['Forwarded', 'ip.src', true],
    ['X-Remote-Addr', 'to_string(ip.src)', true],
    ['X-Client-IP', 'concat("a", to_string(ip.src))', false],
    ['X-Client-IP', 'to_string(ip.src.asnum)', false],
    ['X-Client-IP', 'http.request.headers["x-a"][0]', false],
    ['X-Client-IP', 'ip.src.country', false],
    ['X-Client-IP', 'raw.ip.src', false],
    ['X-User', 'to_string(ip.src)', false],
  ])('%s with %s may be the truth: %s', (name, expression, isTrue) => {
    const texts = isTrue ? [] : [sets(name.toLowerCase())];
    expect(said(undefined, hands({ [name]: `=${expression}` }))).toEqual(texts);
  });

  it('is said of each header', () => {
    const [one, two] = [hands({ Cookie: null }), hands({ Cookie: null, Authorization: null })];
    expect(said(one, two)).toEqual([takes('authorization')]);
    expect(said(two, one)).not.toContain(takes('cookie'));
  });

  it('ends, changes, or is for fewer requests', () => {
    const secret = hands({ 'X-Origin-Secret': 'a', 'X-A': 'b' }, `${path} in {"/a" "/b"}`);
    expect(said(secret, { ...secret, enabled: false })).toEqual([ends('x-origin-secret')]);
    expect(said(secret, hands({ 'X-Origin-Secret': 'c' }, `${path} in {"/a" "/b"}`))).toEqual([
      ends('x-origin-secret'),
      sets('x-origin-secret'),
    ]);
    expect(said(secret, { ...secret, expression: `${path} eq "/a"` })).toEqual([
      'It no longer hands on x-origin-secret as it did, which origins trust, with requests such as https://example.com/b.',
    ]);
    expect(said(secret, hands({ 'x-origin-secret': 'a' }, `${path} in {"/a" "/b"}`))).toEqual([]);
  });
});
