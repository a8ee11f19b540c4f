import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTemplate } from './define.ts';

const template = parseTemplate('things://zones/{zone}/rules/{phase}');

/** RFC 6570 section 3.2.2, written apart from what is tested. */
const encoded = (value: string): string =>
  [...new TextEncoder().encode(value)]
    .map((octet) => {
      const character = String.fromCharCode(octet);
      return /[A-Za-z0-9._~-]/u.test(character)
        ? character
        : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

describe('a template', () => {
  it.each([
    ['things://zones/{zone}/rules/redirect', ['zone']],
    ['things://zones', []],
    ['things://{one}/{two}', ['one', 'two']],
  ])('%s has the variables %j', (text, variables) => {
    expect(parseTemplate(text).variables).toEqual(variables);
  });

  it.each([
    'things://zones/{+zone}',
    'things://zones/{zone*}',
    'things://zones{?page}',
    'things://zones/{a,b}',
    'things://zones/a{zone}',
    'things://zones/{zone}/',
    'things:zones',
    'things://zones/{zone}/{zone}',
    'Things://zones',
  ])('is refused beyond level 1 or with parts of segments: %s', (text) => {
    expect(() => parseTemplate(text)).toThrow(text);
  });

  it('gives back the values it was expanded with, whatever they are, or nothing for those that are no segment', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (value) => {
        const found = template.match(`things://zones/${encoded(value)}/rules/cache`);
        const isSegment = value !== '' && !/^\.{1,2}$|[/\\\p{Cc}]/u.test(value);
        expect(found).toEqual(isSegment ? { zone: value, phase: 'cache' } : undefined);
      }),
    );
  });

  it.each([
    'things://zones/a/rules/b/',
    'things://zones/a/rules/b?c',
    'things://zones/a/rules/b#c',
    'things://zones/a/rules',
    'things://zones//rules/b',
    'things://zones/a/b/rules/c',
    'things://zones/../rules/b',
    'things://zones/%2e%2E/rules/b',
    'things://zones/a%2Fb/rules/c',
    'things://zones/a%5cb/rules/c',
    'things://zones/a%00/rules/c',
    'things://zones/a%0a/rules/c',
    'things://zones/%ff/rules/c',
    'things://zones/%c0%ae/rules/c',
    'things://zones/%e2%82/rules/c',
    'things://zones/%/rules/c',
    'things://zones/a b/rules/c',
    'things://zones/ä/rules/c',
    'THINGS://zones/a/rules/c',
    'things://ZONES/a/rules/c',
    'x-things://zones/a/rules/c',
    'things://zones/a/rules/c\n',
    `things://zones/${'a'.repeat(3_000)}/rules/c`,
  ])('does not match %j', (uri) => {
    expect(template.match(uri)).toBeUndefined();
  });

  it('matches only itself when it has no variable', () => {
    const fixed = parseTemplate('things://zones');
    expect(fixed.match('things://zones')).toEqual({});
    expect(fixed.match('things://zones/')).toBeUndefined();
    expect(fixed.match('things://zonesX')).toBeUndefined();
  });
});
