import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostName, ownerName } from './names.ts';

const LONG = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}`;

describe('ownerName', () => {
  it.each([
    ['@', 'example.com'],
    ['example.com', 'example.com'],
    ['EXAMPLE.com.', 'example.com'],
    ['www', 'www.example.com'],
    ['WWW.Example.COM', 'www.example.com'],
    ['other.org', 'other.org.example.com'],
    ['notexample.com', 'notexample.com.example.com'],
    ['*', '*.example.com'],
    ['*.shop', '*.shop.example.com'],
    ['_dmarc', '_dmarc.example.com'],
    ['127.0.0.1', '127.0.0.1.example.com'],
    ['büro', 'xn--bro-hoa.example.com'],
    ['büro。example。com', 'xn--bro-hoa.example.com'],
    [`${LONG}.${'d'.repeat(49)}`, `${LONG}.${'d'.repeat(49)}.example.com`],
  ])('%s is %s', (input, name) => {
    expect(ownerName(input, 'example.com')).toBe(name);
  });

  it.each([
    '',
    '.',
    'a..b',
    '.a',
    'a b',
    'a/b',
    'a\u0000b',
    '-a',
    'a-',
    'www.*',
    '**',
    'a*',
    '１２３',
    'a'.repeat(64),
    `${LONG}.${'d'.repeat(50)}`,
  ])('refuses %j', (input) => {
    expect(ownerName(input, 'example.com')).toBeUndefined();
  });

  it('gives a name in the zone that stands for itself, or none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.domain()), (input) => {
        const name = ownerName(input, 'example.com');
        if (name === undefined) return;
        expect(name).toMatch(/^(?:\*\.)?(?:[a-z0-9_-]{1,63}\.)*example\.com$/);
        expect(name.length).toBeLessThanOrEqual(253);
        expect(ownerName(name, 'example.com')).toBe(name);
      }),
    );
  });
});

describe('hostName', () => {
  it.each([
    ['@', 'example.com'],
    ['mail', 'mail'],
    ['MAIL.Example.net.', 'mail.example.net'],
    ['10.example.net', '10.example.net'],
  ])('%s is %s', (input, name) => {
    expect(hostName(input, 'example.com')).toBe(name);
  });

  it.each(['', '.', '192.0.2.1', '*.example.com', '2001:db8::1', 'http://a', 'a.b..'])(
    'refuses %j',
    (input) => {
      expect(hostName(input, 'example.com')).toBeUndefined();
    },
  );
});
