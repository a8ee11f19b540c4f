import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSpf } from '../dns/guard/record.ts';
import { isMeantAsSpf, parseSpf, SpfSyntaxError, sendsNothing } from './spf.ts';

describe('parseSpf', () => {
  it.each([
    ['v=spf1 -all', [], '-', undefined],
    ['v=spf1 mx a:mail.example.com/28//64 ip4:192.0.2.0/24 ~all', ['mx', 'a', 'ip4'], '~', undefined],
    ['V=SPF1 INCLUDE:a.example -ALL', ['include'], '-', undefined],
    ['v=spf1 redirect=_spf.example.com', [], undefined, '_spf.example.com'],
    ['v=spf1 redirect=_spf.example.com -all', [], '-', undefined],
    ['v=spf1 exists:%{ir}.%{v}._spf.%{d2} ?all', ['exists'], '?', undefined],
    ['v=spf1  ip6:2001:db8::/32  all ', ['ip6'], '+', undefined],
    ['v=spf1 ptr:example.com moo=bar -all', ['ptr'], '-', undefined],
    ['v=spf1 include:example.com. -all', ['include'], '-', undefined],
  ])('%s', (text, names, sign, redirect) => {
    const record = parseSpf(text);
    expect([record.terms.map(({ name }) => name), record.all?.sign, record.redirect]).toEqual([
      names,
      sign,
      redirect,
    ]);
  });

  it.each([
    'v=spf1 ipv4:192.0.2.1',
    'v=spf1 include',
    'v=spf1 include:',
    'v=spf1 include:com',
    'v=spf1 include:a.example,b.example',
    'v=spf1 ip4:192.0.2.1,192.0.2.2',
    'v=spf1 ip4:192.0.2.0/33',
    'v=spf1 ip4:2001:db8::1',
    'v=spf1 ip6:192.0.2.1',
    'v=spf1 ip4',
    'v=spf1 a/33',
    'v=spf1 mx//129',
    'v=spf1 -all:x',
    'v=spf1 all.',
    'v=spf1 redirect=',
    'v=spf1 redirect=a.example redirect=b.example',
    'v=spf1 exists:%{x}.example.com',
    'v=spf1 http://example.com',
    'v=spf1 mx;-all',
    'v=spf1 v=spf1 -all -all? x',
  ])('refuses %s', (text) => {
    expect(() => parseSpf(text)).toThrow(SpfSyntaxError);
  });

  it('throws nothing else, whatever the text', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'a',
        'mx',
        'ptr',
        'include:',
        'all',
        '-all',
        '?',
        'ip4:',
        'exists:%{i',
        'redirect=',
        '/',
        '//',
        ':',
        '%%',
      ),
      fc.string({ maxLength: 8 }),
      fc.ipV4(),
      fc.domain(),
    );
    fc.assert(
      fc.property(fc.array(fc.array(word, { maxLength: 4 })), (words) => {
        const text = `v=spf1 ${words.map((parts) => parts.join('')).join(' ')}`;
        try {
          parseSpf(text);
        } catch (error) {
          expect(error).toBeInstanceOf(SpfSyntaxError);
        }
      }),
    );
  });

  it('reads what RFC 7208 lets anybody write', () => {
    const mechanism = fc.oneof(
      fc
        .tuple(fc.constantFrom('a', 'mx', 'include', 'exists', 'ptr'), fc.domain())
        .map(([name, domain]) => `${name}:${domain}`),
      fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([address, bits]) => `ip4:${address}/${bits}`),
      fc.ipV6().map((address) => `ip6:${address}`),
      fc.constantFrom('a', 'mx', 'ptr', 'a/24', 'mx//64', 'a/24//64'),
    );
    const signed = fc
      .tuple(fc.constantFrom('', '+', '-', '~', '?'), mechanism)
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.array(signed, { maxLength: 8 }),
        fc.constantFrom('-all', '~all', '?all', 'all'),
        (terms, all) => {
          const record = parseSpf(['v=spf1', ...terms, all].join(' '));
          expect(record.terms.map(({ text }) => text)).toEqual(terms);
          expect(record.all?.text).toBe(all);
          expect(record.unreached).toEqual([]);
        },
      ),
    );
  });
});

describe('a text', () => {
  it.each([
    ['v=spf1 -all', true, false],
    ['v=spf1', true, false],
    ['V=SpF1 mx', true, false],
    ['v=spf1;mx -all', false, true],
    ['v=spf10 mx -all', false, true],
    ['"v=spf1 mx -all"', false, true],
    ['spf1 include:x -all', false, true],
    ['spf2.0/pra mx -all', false, true],
    ['google-site-verification=v=spf1 abc', false, false],
    ['spf-note: see the wiki', false, false],
    ['v=DMARC1; p=none', false, false],
  ])('%s is SPF: %s, is meant as it: %s', (text, is, isMeant) => {
    expect([isSpf(text), isMeantAsSpf(text)]).toEqual([is, isMeant]);
  });

  it.each([
    ['v=spf1 -all', true],
    ['v=spf1 ~all', false],
    ['v=spf1 -ip4:192.0.2.1 -all', true],
    ['v=spf1 mx -all', false],
    ['v=spf1', false],
    ['v=spf1 redirect=a.example', false],
  ])('%s says that nothing is sent: %s', (text, expected) => {
    expect(sendsNothing(parseSpf(text))).toBe(expected);
  });
});
