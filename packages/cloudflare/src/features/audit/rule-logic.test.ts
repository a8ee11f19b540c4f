import { analyse } from '@crunchtools/rules-language';
import { describe, expect, it } from 'vitest';
import { SampleZone } from '../rules/scope/request.ts';
import { isImpossible, isIncluded } from './rule-logic.ts';

const zone = new SampleZone('example.com');

function expression(source: string) {
  const analysis = analyse(source, { use: 'filter' });
  if (!analysis.ok) throw new Error(source);
  return analysis.expression;
}

describe('isImpossible', () => {
  it.each([
    ['http.host eq "www.example.org"', true],
    ['http.host in {"a.example.org" "b.example.net"}', true],
    ['http.host in {"a.example.org" "b.example.com"}', false],
    ['http.host eq "WWW.example.com"', true],
    ['lower(http.host) eq "www.example.com"', false],
    ['http.host eq "a.example.com" and http.host eq "b.example.com"', true],
    ['http.host eq "a.example.com" and not http.host contains "a."', true],
    ['http.request.uri.path eq "old"', true],
    ['http.request.uri.path eq "/old"', false],
    ['http.request.uri.path eq "/a" and starts_with(http.request.uri.path, "/b")', true],
    ['http.request.method eq "GET" and http.request.method eq "POST"', true],
    ['ip.src eq 192.0.2.1 and ip.src in {198.51.100.0/24}', true],
    ['ip.src eq 192.0.2.1 and ip.src in {192.0.2.0/24}', false],
    ['ssl and not ssl', true],
    ['starts_with(http.request.uri.path, "/abc") and not starts_with(http.request.uri.path, "/a")', true],
    ['starts_with(http.request.uri.path, "/a") and not starts_with(http.request.uri.path, "/abc")', false],
    // Found by a search only with luck: nothing is proved.
    [
      'starts_with(http.request.uri.path, "/images/") and http.request.uri.path.extension in {"jpg" "png"}',
      false,
    ],
    ['http.request.uri.path matches "^/[a-z]{40}$"', false],
    [
      'any(http.request.headers["x"][*] contains "ab") and not any(http.request.headers["x"][*] contains "a")',
      false,
    ],
    ['http.user_agent contains "sqlmap"', false],
    ['ends_with(http.host, ".other.org")', false],
  ])('%s: %s', (source, expected) => {
    expect(isImpossible(expression(source), zone)).toBe(expected);
  });
});

describe('isIncluded', () => {
  it.each([
    ['http.request.uri.path eq "/blog/2024"', 'starts_with(http.request.uri.path, "/blog")', true],
    ['starts_with(http.request.uri.path, "/blog")', 'http.request.uri.path eq "/blog/2024"', false],
    ['http.request.uri.path contains "/wp-admin"', 'http.request.uri.path contains "/wp-"', true],
    ['starts_with(http.request.uri.path, "/wp-admin")', 'http.request.uri.path contains "/wp-"', true],
    ['ends_with(http.host, ".a.example.com")', 'ends_with(http.host, ".example.com")', true],
    ['http.host eq "a.example.com"', 'true', true],
    ['http.host eq "a.example.com" and ssl', 'http.host eq "a.example.com"', true],
    ['http.host eq "a.example.com"', 'http.host eq "a.example.com" and ssl', false],
    ['http.host eq "a.example.com"', 'http.host in {"a.example.com" "b.example.com"}', true],
    [
      'http.host in {"a.example.com" "c.example.com"}',
      'http.host in {"a.example.com" "b.example.com"}',
      false,
    ],
    [
      'http.request.uri.path eq "/" and ip.src.country eq "DE"',
      'http.request.uri.path eq "/" and ip.src.country eq "FR"',
      false,
    ],
    ['http.request.uri.path eq "/"', 'http.request.uri.path eq "/" and ip.src in $office', false],
  ])('%s within %s: %s', (one, other, expected) => {
    expect(isIncluded(expression(one), expression(other), zone)).toBe(expected);
  });
});
