import { describe, expect, it } from 'vitest';
import { SampleZone } from './request.ts';
import { scopeOf } from './search.ts';
import { breadthOf, dynamicMatch, isPrivatePath, privateMatch } from './visits.ts';

const zone = new SampleZone('example.com');
const path = 'http.request.uri.path';

describe('breadthOf', () => {
  it.each([
    'true',
    'true or ssl',
    'not false',
    'ssl or not ssl',
    'http.host ne ""',
    `starts_with(${path}, "/")`,
    `${path} contains "/"`,
    `${path} matches ".*"`,
    `${path} wildcard "*"`,
    `lower(${path}) wildcard "/*"`,
    `len(${path}) ge 0`,
    `len(http.host) gt 3`,
    'ip.src in {0.0.0.0/0 ::/0}',
    'not ip.src in {192.0.2.1}',
    'not ip.src in $office',
    'http.user_agent contains "Mozilla"',
    'not cf.client.bot',
    'cf.threat_score ge 0',
    'cf.bot_management.score ge 1',
    'cf.bot_management.score lt 100',
    'ip.src.country ne "XX"',
    'ip.src.country in {"US" "DE" "IN"}',
    'http.request.method in {"GET" "POST"}',
    'not http.request.method eq "OPTIONS"',
    `not starts_with(${path}, "/.well-known/")`,
    `not ${path} in {"/login" "/admin"}`,
    'http.request.full_uri wildcard "http*://*example.com/*"',
    'ends_with(http.host, "example.com")',
    'http.request.version in {"HTTP/1.0" "HTTP/1.1" "HTTP/2" "HTTP/3"}',
    `${path}.extension eq ""`,
    'no.such.field eq 1',
  ])('%s is for the zone', (source) => {
    expect(breadthOf(scopeOf(source), zone)).toMatchObject({ kind: 'zone', which: 'all' });
  });

  it.each([
    ['http.host eq "example.com"', 'example.com', 'all'],
    ['http.host eq "shop.example.com"', 'shop.example.com', 'all'],
    [`http.host eq "shop.example.com" and ${path} ne "/health"`, 'shop.example.com', 'all'],
    [String.raw`http.host matches "^(www\.)?example\.com$"`, 'example.com', 'all'],
    [String.raw`http.host matches "^(www\\.)?example\\.com$"`, 'example.com', 'all'],
    ['starts_with(http.host, "api.")', 'api.example.com', 'all'],
    ['http.request.full_uri wildcard "https://www.example.com/*"', 'www.example.com', 'all'],
  ])('%s is for %s', (source, host, which) => {
    expect(breadthOf(scopeOf(source), zone)).toEqual({ kind: 'host', host, which });
  });

  it.each([
    ['not ssl', 'http'],
    ['http.cookie contains "session"', 'signed_in'],
    ['http.cookie contains "my_own_login"', 'signed_in'],
    ['http.request.method eq "POST"', 'POST'],
    ['http.request.uri.query ne ""', 'query'],
    [`${path} wildcard "/*/*"`, 'folder'],
  ])('%s is for all of %s', (source, which) => {
    expect(breadthOf(scopeOf(source), zone)).toMatchObject({ kind: 'zone', which });
  });

  it('knows the home page', () => {
    expect(breadthOf(scopeOf(`${path} eq "/"`), zone)).toMatchObject({ kind: 'home' });
  });

  it.each([
    'false',
    `${path} eq "/xmlrpc.php"`,
    `starts_with(${path}, "/admin")`,
    `starts_with(${path}, "/admin") and not ip.src in {192.0.2.0/24}`,
    'ip.src.country eq "KP"',
    'ip.src.country in {"KP" "IR"}',
    'ip.src in {192.0.2.1 203.0.113.5}',
    'ip.src in $bad',
    'cf.bot_management.score lt 30',
    'cf.waf.score lt 20',
    'http.user_agent contains "BadBot"',
    'http.user_agent eq ""',
    'cf.client.bot',
    'cf.threat_score gt 10',
    'http.request.method eq "TRACE"',
    `${path}.extension in {"css" "js" "png"}`,
    'http.request.uri.query contains "union select"',
    'http.host eq "other.invalid"',
  ])('%s is for a part', (source) => {
    expect(breadthOf(scopeOf(source), zone)).toBeUndefined();
  });
});

describe('privateMatch', () => {
  it.each([
    ['true', true],
    [`starts_with(${path}, "/account")`, true],
    [`starts_with(${path}, "/app/my-orders/")`, true],
    [`${path} wildcard "/shop/*/checkout"`, true],
    [`starts_with(${path}, "/blog/")`, false],
    [`starts_with(${path}, "/static/")`, false],
    [`${path}.extension in {"css" "js"}`, false],
    ['not http.cookie contains "session"', false],
    ['not http.cookie contains "wordpress_logged_in"', false],
    ['not any(http.request.cookies["sid2"][*] ne "")', false],
  ])('%s: %s', (source, expected) => {
    expect(privateMatch(scopeOf(source), zone) !== undefined).toBe(expected);
  });
});

describe('isPrivatePath', () => {
  it.each([
    ['/account', true],
    ['/my/orders/7', true],
    ['/wp-admin/', true],
    ['/API/x', true],
    ['/%61dmin/', true],
    ['/%2561dmin/', true],
    ['/x%2Flogin', true],
    ['/100%25/blog', false],
    ['/%zzlog', false],
    ['/accounting', false],
    ['/blog', false],
    ['/static/login.css', false],
    ['/', false],
  ])('%s: %s', (text, expected) => {
    expect(isPrivatePath(text)).toBe(expected);
  });
});

describe('dynamicMatch', () => {
  it.each([
    ['true', true],
    [`starts_with(${path}, "/blog/")`, true],
    [`starts_with(${path}, "/static/")`, false],
    [`${path}.extension eq "css"`, false],
  ])('%s: %s', (source, expected) => {
    expect(dynamicMatch(scopeOf(source), zone) !== undefined).toBe(expected);
  });
});
