import { describe, expect, it } from 'vitest';
import { SampleZone } from './request.ts';
import { holdsFor, scopeOf } from './search.ts';
import { hostsOf, type Visit, visitors, visitsOf } from './visits.ts';

const zone = new SampleZone('example.com');
const path = 'http.request.uri.path';

const visits: readonly Visit[] = (['http', 'https'] as const).flatMap((scheme) =>
  ['example.com', 'shop.example.com'].flatMap((host) =>
    ['/', '/login', '/a?b=1', '/a?b=2'].flatMap((page) =>
      (['GET', 'POST'] as const).flatMap((method) =>
        [true, false].flatMap((isSignedIn) =>
          [...visitors.keys()].map((visitor) => ({ scheme, host, path: page, method, isSignedIn, visitor })),
        ),
      ),
    ),
  ),
);

describe('what a scope says of a visit', () => {
  it.each([
    'true',
    'ssl',
    'not ssl',
    'http.host eq "shop.example.com"',
    `${path} eq "/login"`,
    `${path} eq "/login" and http.request.method eq "POST"`,
    'http.request.full_uri wildcard "http*://shop.example.com/*"',
    'http.request.uri.query eq "b=1"',
    'any(http.request.uri.args["b"][*] eq "2")',
    'http.request.uri.args["b"][0] eq "2" or http.request.uri.args["c"][0] eq "1"',
    'http.cookie contains "wordpress_logged_in"',
    'http.cookie contains "mine=1"',
    'http.request.cookies["sessionid"][0] eq "q7"',
    'len(http.request.cookies["mine"]) gt 0',
    'http.user_agent contains "iPhone"',
    'http.referer contains "google"',
    'any(http.request.headers["user-agent"][*] contains "Firefox")',
    'any(http.request.headers.names[*] eq "referer")',
    'any(http.request.headers.values[*] contains "iPhone")',
    'len(http.request.headers["referer"]) eq 0',
    'ip.src in {192.0.2.0/24}',
    'ip.src.country in {"DE" "IN"}',
    'ip.src.continent eq "EU"',
    'ip.src.asnum in {64501 64502}',
    'ip.src in $office',
    'ip.src.asnum in $networks or ip.src eq 192.0.2.77',
    'http.request.version eq "HTTP/3"',
    'cf.tls_version eq "TLSv1.2"',
    'cf.threat_score gt 10',
    'cf.edge.server_port eq 443',
    'cf.newer_than_this_server',
  ])('is the same as of the whole request: %s', (expression) => {
    const scope = scopeOf(expression);
    const known = visitsOf(scope, zone);
    for (const visit of visits) {
      const facts = known.facts(visit);
      expect(known.truth(visit)).toBe(facts === undefined ? false : holdsFor(scope, facts));
    }
  });

  it('is known with what else is special about the request', () => {
    const scope = scopeOf('any(http.request.headers["x-forwarded-host"][*] eq "a.example")');
    const known = visitsOf(scope, zone);
    const [visit] = visits;
    if (visit === undefined) throw new Error('there is no visit');
    expect(known.mayMatch(visit)).toBe(false);
    expect(known.mayMatch(visit, new Map([['header:x-forwarded-host', 'a.example']]))).toBe(true);
    expect(known.mayMatch(visit)).toBe(false);
  });

  it('is that of its zone', () => {
    const scope = scopeOf('http.host contains "shop"');
    const other = new SampleZone('example.net');
    expect(visitsOf(scope, zone)).toBe(visitsOf(scope, zone));
    expect(hostsOf(scope, zone)).toContain('shop.example.com');
    expect(hostsOf(scope, other)).toContain('shop.example.net');
    expect(hostsOf(scope, zone)).not.toContain('shop.example.net');
  });
});
