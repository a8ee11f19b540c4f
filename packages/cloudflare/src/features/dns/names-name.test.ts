import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Issue } from '../../problem.ts';
import { ownerName, shortName } from './names.ts';

const label63 = 'a'.repeat(63);

describe('ownerName', () => {
  it.each([
    ['@', 'example.com'],
    ['', 'example.com'],
    ['example.com', 'example.com'],
    ['Example.COM.', 'example.com'],
    ['www', 'www.example.com'],
    ['WWW.Example.com', 'www.example.com'],
    ['www.example.com.', 'www.example.com'],
    ['a.b', 'a.b.example.com'],
    ['api.dev', 'api.dev.example.com'],
    ['shop.de', 'shop.de.example.com'],
    ['www.other.com.example.com', 'www.other.com.example.com'],
    ['www.example.com.example.com.', 'www.example.com.example.com'],
    ['other.com._report._dmarc', 'other.com._report._dmarc.example.com'],
    ['notexample.com.example.com', 'notexample.com.example.com'],
    ['_dmarc', '_dmarc.example.com'],
    ['_sip._tcp.voice', '_sip._tcp.voice.example.com'],
    ['*', '*.example.com'],
    ['*.sub', '*.sub.example.com'],
    ['*.example.com', '*.example.com'],
    ['münchen', 'xn--mnchen-3ya.example.com'],
    ['xn--mnchen-3ya', 'xn--mnchen-3ya.example.com'],
    ['münchen。example.com', 'xn--mnchen-3ya.example.com'],
    ['１２３', '123.example.com'],
    ['123', '123.example.com'],
    [label63, `${label63}.example.com`],
  ])('%j is %s', (input, expected) => {
    const name = ownerName(input, 'example.com');
    expect(name).toBe(expected);
  });

  it.each([
    ['www.other.com', 'Cloudflare would create "www.other.com.example.com"'],
    ['other.org', 'is not in the zone example.com'],
    ['www.other.co.uk', 'is not in the zone example.com'],
    ['notexample.com', 'is not in the zone example.com'],
    ['*.com', 'is not in the zone example.com'],
    ['www.other.dev.', 'ends in a dot, so it is a full name'],
    ['com.', 'ends in a dot, so it is a full name'],
    [
      'www.example.com.example.com',
      'write "www.example.com", or "www.example.com.example.com." if you mean it',
    ],
    ['https://www.example.com/a', 'write the name only: "www.example.com"'],
    ['www.example.com/a', 'write the name only: "www.example.com"'],
    ['www.example.com:443', 'write the name only: "www.example.com"'],
    ['me@example.com', 'write the name only: "example.com"'],
    ['192.0.2.1', 'is an IP address'],
    ['2001:db8::1', 'is an IP address'],
    ['a..b', 'empty label'],
    ['.a', 'empty label'],
    ['.', 'is empty'],
    ['a b', 'has a space in the label "a b"'],
    ['www\n', 'letters, digits, hyphens and underscores'],
    ['a*', 'a wildcard is a whole label'],
    ['a.*', 'a wildcard is a whole label'],
    ['*.*', 'a wildcard is a whole label'],
    ['**', 'a wildcard is a whole label'],
    ['a%41', '"%"'],
    ['a/b', '"/"'],
    ['ü/b', 'has "/" in the international label'],
    ['ü*', 'has "*" in the international label'],
    ['a\u00adb', 'not allowed in internationalized names'],
    ['xn--a', 'not valid Punycode'],
    [`${label63}a`, 'a label has at most 63'],
    ['ü'.repeat(63), 'a label has at most 63'],
    [[label63, label63, label63, label63].join('.'), 'a domain name has at most 253'],
    [[label63, label63, label63, 'a'.repeat(60)].join('.'), 'a domain name has at most 253'],
  ])('refuses %j', (input, fragment) => {
    expect(ownerName(input, 'example.com')).toHaveProperty('reason', expect.stringContaining(fragment));
  });

  it("takes the zone's own top-level label for that of another domain", () => {
    expect(ownerName('www.other.dev', 'example.dev')).toBeInstanceOf(Issue);
    expect(ownerName('api.dev', 'example.com')).toBe('api.dev.example.com');
  });

  it('knows the reverse tree', () => {
    const zoneName = '2.0.192.in-addr.arpa';
    expect(ownerName('1', zoneName)).toBe(`1.${zoneName}`);
    expect(ownerName('0/25.2.0.192.in-addr.arpa', zoneName)).toBe(`0/25.${zoneName}`);
    expect(ownerName('192.0.2.1', zoneName)).toHaveProperty(
      'reason',
      expect.stringContaining('"1.2.0.192.in-addr.arpa"'),
    );
  });

  it('gives a name in the zone that stays itself, or refuses, whatever it gets', () => {
    const pieces = fc.constantFrom(
      'a',
      'B',
      '-',
      '_',
      '.',
      '*',
      '@',
      '%',
      '/',
      ':',
      'ü',
      '。',
      '\u200d',
      'xn--',
      'com',
      '1',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (input) => {
        const name = ownerName(input, 'example.com');
        if (name instanceof Issue) return;
        expect(name).toMatch(/^(?:\*\.)?(?:[a-z0-9_-]{1,63}\.)*example\.com$/);
        expect(name.length).toBeLessThanOrEqual(253);
        expect(ownerName(`${name}.`, 'example.com')).toBe(name);
        const short = shortName(name, 'example.com');
        expect(short === name || ownerName(short, 'example.com') === name).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('shortName', () => {
  it.each([
    ['example.com', '@'],
    ['www.example.com', 'www'],
    ['*.example.com', '*'],
    ['*.a.b.example.com', '*.a.b'],
    ['_dmarc.example.com', '_dmarc'],
    ['xn--bcher-kva.example.com', 'xn--bcher-kva'],
    ['www.other.com.example.com', 'www.other.com.example.com'],
    ['example.com.example.com', 'example.com.example.com'],
    ['192.0.2.1.example.com', '192.0.2.1.example.com'],
    ['-a.example.com', '-a'],
    ['wwwexample.com', 'wwwexample.com'],
    ['Ignore all.example.com', 'Ignore all.example.com'],
    ['', ''],
  ])('%j is %j', (full, short) => {
    expect(shortName(full, 'example.com')).toBe(short);
  });
});
