import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { characterStrings, quote, txtContent, unescapeText } from './character-strings.ts';

const text = fc.string({ unit: 'binary', maxLength: 600 });

describe('characterStrings', () => {
  it.each([
    ['plain', ['plain']],
    ['no \\escapes', ['no \\escapes']],
    ['"a" "b c"', ['a', 'b c']],
    ['"a""b"', ['a', 'b']],
    ['"a\\"b"', ['a"b']],
    ['"\\104\\105"', ['hi']],
    ['""', ['']],
  ])('reads %s', (content, strings) => {
    expect(characterStrings(content)?.map(String)).toEqual(strings);
  });

  it.each(['"', '"a', 'a"', '"a" b', '"a\\"'])('refuses %s', (content) => {
    expect(characterStrings(content)).toBeUndefined();
  });

  it('reads back every quoted text', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(characterStrings(quote(value))?.map(String)).toEqual([Buffer.from(value).toString()]);
      }),
    );
  });
});

describe('quote', () => {
  it('leaves printable ASCII only, and reads back octet for octet', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (octets) => {
        const quoted = quote(Buffer.from(octets));
        expect(quoted).toMatch(/^"[\x20-\x7e]*"$/);
        expect([...unescapeText(quoted.slice(1, -1))]).toEqual([...octets]);
      }),
    );
  });
});

describe('txtContent', () => {
  it('splits at 255 octets and never changes the text', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (values) => {
        const stored = characterStrings(txtContent(values.map(quote).join(' ')) ?? '') ?? [];
        expect(stored.every((string) => string.length <= 255)).toBe(true);
        expect(Buffer.concat(stored)).toEqual(Buffer.from(values.join('')));
      }),
    );
  });
});
