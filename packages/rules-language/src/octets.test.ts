import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromOctets, toOctets } from './octets.ts';

/** Every kind of string that JavaScript has, lone surrogates included. */
const text = fc.string({ unit: 'binary', maxLength: 30 });
const octets = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });

describe('toOctets', () => {
  it.each([
    ['', ''],
    ['plain', 'plain'],
    ['é', '\xc3\xa9'],
    ['中', '\xe4\xb8\xad'],
    ['😀', '\xf0\x9f\x98\x80'],
    ['\ud800', '\xef\xbf\xbd'],
  ])('writes %j as %j', (source, expected) => {
    expect(toOctets(source)).toBe(expected);
  });

  it('gives what the platform encodes', () => {
    fc.assert(
      fc.property(text, (source) => {
        expect(toOctets(source)).toBe(Buffer.from(source, 'utf8').toString('latin1'));
      }),
    );
  });
});

describe('fromOctets', () => {
  it.each([
    ['a continuation alone', '\x80'],
    ['a sequence that is cut', '\xe4\xb8'],
    ['an overlong form', '\xc0\xaf'],
    ['an overlong form of three', '\xe0\x80\xaf'],
    ['a surrogate', '\xed\xa0\x80'],
    ['beyond U+10FFFF', '\xf4\x90\x80\x80'],
    ['an octet that UTF-8 never has', '\xff'],
  ])('does not take %s', (_name, malformed) => {
    expect(fromOctets(`a${malformed}b`)).toBeUndefined();
  });

  it('takes what the platform takes, and reads it alike', () => {
    fc.assert(
      fc.property(fc.oneof(octets, text.map(toOctets)), (source) => {
        const bytes = Buffer.from(source, 'latin1');
        const lossy = bytes.toString('utf8');
        const wellFormed = Buffer.from(lossy, 'utf8').equals(bytes);
        expect(fromOctets(source)).toBe(wellFormed ? lossy : undefined);
      }),
    );
  });
});
