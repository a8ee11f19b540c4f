import { describe, expect, it } from 'vitest';
import { SampleZone } from './request.ts';
import { anyMatch, difference, overlap, scopeOf } from './search.ts';

const zone = new SampleZone('example.com');
const path = 'http.request.uri.path';

/** What the first matches and the second does not. */
const narrowed: readonly (readonly [string, string])[] = [
  ['true', 'false'],
  ['true', 'ssl'],
  [`${path} eq "/a"`, 'false'],
  [`${path} in {"/a" "/b"}`, `${path} in {"/a"}`],
  [`starts_with(${path}, "/admin")`, `starts_with(${path}, "/admin/")`],
  [`starts_with(${path}, "/admin")`, `starts_with(${path}, "/admin") and http.host eq "nope.invalid"`],
  [`starts_with(${path}, "/admin")`, `${path} eq "/admin"`],
  [`${path} contains "admin"`, `starts_with(${path}, "/admin")`],
  [`lower(${path}) eq "/admin"`, `${path} eq "/admin"`],
  [`${path} wildcard "/admin*"`, `${path} strict wildcard "/admin*"`],
  [`${path} matches "^/wp-(login|admin)"`, `${path} matches "^/wp-login"`],
  [`${path} matches "^/[a-z]+/admin$"`, `${path} matches "^/[a-m]+/admin$"`],
  ['ip.src in {10.0.0.0/8}', 'ip.src in {10.0.0.0/9}'],
  ['ip.src in {10.0.0.0/8 2001:db8::/32}', 'ip.src in {10.0.0.0/8 2001:db8::/33}'],
  ['ip.src eq 192.0.2.1 or ip.src eq 192.0.2.2', 'ip.src eq 192.0.2.1'],
  ['cf.bot_management.score lt 30', 'cf.bot_management.score lt 29'],
  ['cf.threat_score gt 10', 'cf.threat_score gt 11'],
  ['ip.src.country in {"RU" "CN"}', 'ip.src.country in {"RU"}'],
  ['ip.src.country ne "US"', 'ip.src.country ne "US" and ip.src.country ne "DE"'],
  ['http.user_agent contains "bot"', 'http.user_agent contains "botnet"'],
  ['http.request.method in {"POST" "PUT"}', 'http.request.method eq "POST"'],
  ['not cf.client.bot', 'not cf.client.bot and ssl'],
  ['ip.src in $bad', 'ip.src in $bad and not ip.src in $good'],
  ['ip.src in $bad', 'ip.src in $other'],
  ['http.host eq "a.example.com"', 'http.host eq "b.example.com"'],
  ['ends_with(http.host, "example.com")', 'http.host eq "www.example.com"'],
  [`len(${path}) gt 20`, `len(${path}) gt 21`],
  ['any(http.request.headers["x-key"][*] eq "a")', 'any(http.request.headers["x-key"][*] eq "b")'],
  ['http.request.uri.args["a"][0] eq "1"', 'http.request.uri.args["a"][0] eq "2"'],
  ['http.request.uri.query contains "union"', 'http.request.uri.query contains "union select"'],
  ['http.cookie contains "debug"', 'http.cookie contains "debug=1"'],
  [
    'http.request.full_uri wildcard "http*://*.example.com/admin/*"',
    'http.request.full_uri wildcard "https://*.example.com/admin/*"',
  ],
  [
    'http.request.full_uri wildcard "*example.com/admin/*"',
    'http.request.full_uri wildcard "*www.example.com/admin/*"',
  ],
  [
    'http.request.full_uri wildcard "https://example.com/a?b?*"',
    'http.request.full_uri wildcard "https://example.com/a?b"',
  ],
  ['http.request.uri.query contains "a?"', 'http.request.uri.query contains "a?b"'],
  ['ip.src.asnum in {1 2 3}', 'ip.src.asnum in {1 3}'],
  ['not (ssl and http.request.method eq "GET")', 'not ssl'],
  [
    `(http.host eq "a.example.com" and ${path} eq "/x") or (http.host eq "b.example.com" and ${path} eq "/y")`,
    `http.host eq "a.example.com" and ${path} eq "/x"`,
  ],
  [`${path} eq "/a" xor ssl`, `${path} eq "/a" and not ssl`],
  ['cf.waf.score lt 20', 'cf.waf.score lt 10'],
  ['http.referer eq ""', 'http.referer eq "" and ssl'],
  [`${path}.extension in {"php" "asp"}`, `${path}.extension eq "php"`],
  [
    'http.user_agent contains "curl"',
    'http.user_agent contains "curl" and not http.user_agent contains "mon"',
  ],
  [`starts_with(${path}, "/admin")`, `starts_with(${path}, "/admin") and not ends_with(${path}, ".css")`],
  [`starts_with(${path}, "/admin")`, `starts_with(${path}, "/admin") and not ${path}.extension eq "css"`],
  [
    `starts_with(${path}, "/admin")`,
    `starts_with(${path}, "/admin") and not ${path}.extension in {"css" "js" "png" "woff2" "ico"}`,
  ],
  [`starts_with(${path}, "/admin")`, `starts_with(${path}, "/admin") and not ${path} wildcard "*/public/*"`],
  [`${path} contains "/wp-"`, `${path} contains "/wp-" and not lower(${path}) contains "ajax"`],
  [
    `starts_with(${path}, "/api/") and ${path} contains "/users"`,
    `starts_with(${path}, "/api/") and ${path} contains "/users" and not ends_with(${path}, "/me")`,
  ],
  [
    'ends_with(http.host, ".example.com")',
    'ends_with(http.host, ".example.com") and not starts_with(http.host, "dev-")',
  ],
  ['http.cookie contains "session"', 'http.cookie contains "session" and not http.cookie contains "beta=1"'],
  [
    'http.request.uri.query contains "select"',
    'http.request.uri.query contains "select" and not http.request.uri.query contains "page="',
  ],
  ['cf.verified_bot_category eq "AI Crawler"', 'cf.verified_bot_category eq "Search Engine Crawler"'],
];

/** Whatever the first matches the second matches. */
const widened: readonly (readonly [string, string])[] = [
  ['ssl', 'true'],
  ['false', 'ssl'],
  [`${path} eq "/a"`, `${path} in {"/a" "/b"}`],
  [`${path} eq "/a"`, `${path} eq "/a" or ssl`],
  [`${path} eq "/a" and ssl`, `${path} eq "/a"`],
  ['ssl', 'ssl and true'],
  ['ssl', 'ssl or false'],
  ['ssl', 'not not ssl'],
  ['not (ssl or http.request.method eq "GET")', 'not ssl and not http.request.method eq "GET"'],
  ['ip.src in {10.0.0.0/9}', 'ip.src in {10.0.0.0/8}'],
  ['ip.src eq 10.1.2.3', 'ip.src in {10.0.0.0/8}'],
  ['cf.bot_management.score lt 10', 'cf.bot_management.score lt 30'],
  ['cf.bot_management.score lt 10', 'cf.bot_management.score le 9'],
  [`starts_with(${path}, "/admin/")`, `starts_with(${path}, "/admin")`],
  [`starts_with(${path}, "/admin")`, `${path} wildcard "/admin*"`],
  [`${path} eq "/admin"`, `lower(${path}) eq "/admin"`],
  [`${path} matches "^/a"`, `${path} matches "^/a" or ${path} eq "/b"`],
  ['http.user_agent contains "botnet"', 'http.user_agent contains "bot"'],
  ['http.request.uri.path == "/a" && ssl', 'ssl and http.request.uri.path eq "/a"'],
  ['ip.src in $bad', 'ip.src in $bad or ip.src in $worse'],
  [`${path} eq "/a"`, `${path} eq "/a" and not ${path} eq "/b"`],
  [`${path} eq "/a.html"`, `${path} eq "/a.html" and not ends_with(${path}, ".css")`],
  [
    `starts_with(${path}, "/api/")`,
    `starts_with(${path}, "/api/") and not (starts_with(${path}, "/admin") and ends_with(${path}, "x"))`,
  ],
];

describe('difference', () => {
  it.each(narrowed)('finds a request that %s matches and %s does not', (one, other) => {
    expect(difference(scopeOf(one), scopeOf(other), zone).kind).toBe('some');
  });

  it.each(widened)('finds none that %s matches and %s does not', (one, other) => {
    expect(difference(scopeOf(one), scopeOf(other), zone).kind).toBe('none');
  });

  it.each([
    ['is_timed_hmac_valid_v0("k", http.request.uri.path, http.request.timestamp.sec, "abc", 1)', 'false'],
    ['no.such.field eq 1', 'ssl'],
    ['ssl', 'no.such.field eq 1'],
  ])('says of %s and %s that it cannot tell', (one, other) => {
    expect(difference(scopeOf(one), scopeOf(other), zone).kind).toBe('unclear');
  });
});

describe('overlap', () => {
  it.each([
    ['http.host eq "a.example.com"', `${path} eq "/x"`, 'some'],
    ['http.host eq "a.example.com"', 'http.host eq "b.example.com"', 'none'],
    ['ssl', 'not ssl', 'none'],
    [`starts_with(${path}, "/a")`, `starts_with(${path}, "/ab")`, 'some'],
  ])('of %s and %s: %s', (one, other, expected) => {
    expect(overlap(scopeOf(one), scopeOf(other), zone).kind).toBe(expected);
  });
});

describe('anyMatch', () => {
  it.each([
    ['false', 'none'],
    ['ssl and not ssl', 'none'],
    [`${path} eq "/a" and ${path} eq "/b"`, 'none'],
    ['true', 'some'],
    ['http.host eq "a.example.com"', 'some'],
    ['no.such.field eq 1', 'unclear'],
  ])('%s: %s', (source, expected) => {
    expect(anyMatch(scopeOf(source), zone).kind).toBe(expected);
  });
});

describe('conditions on more headers than there are numbers for their combinations', () => {
  it.each([20, 57])('%d of them come to an end', (count) => {
    const conditions = Array.from(
      { length: count },
      (_, index) => `any(lower(http.request.headers["x-${index}"][*])[*] contains "a${index}")`,
    );
    const [any, all] = [scopeOf(conditions.join(' or ')), scopeOf(conditions.join(' and '))];
    expect(anyMatch(any, zone).kind).toBe('some');
    expect(anyMatch(all, zone).kind).toBe('some');
  });
});
