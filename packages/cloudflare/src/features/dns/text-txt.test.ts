import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passed } from '../../../test/support/records.ts';
import { Issue } from '../../problem.ts';
import { splitWords, txtContent, wordBytes } from './text.ts';

const quoted = (length: number): string => `"${'a'.repeat(length)}"`;

function stringsOf(content: string | Issue): readonly (readonly number[])[] {
  return passed(splitWords(passed(content))).map((word) => passed(wordBytes(word)));
}

function octetsOf(content: string | Issue): readonly number[] {
  return stringsOf(content).flat();
}

describe('txtContent', () => {
  it.each([
    ['v=spf1 -all', '"v=spf1 -all"'],
    ['"v=spf1 -all"', '"v=spf1 -all"'],
    ['"a" "b"', '"a" "b"'],
    ['"a"   "b"', '"a" "b"'],
    [String.raw`"v=DKIM1\; k=rsa"`, '"v=DKIM1; k=rsa"'],
    [String.raw`"say \"hi\" \\ \065"`, String.raw`"say \"hi\" \\ A"`],
    ['say "hi" now', String.raw`"say \"hi\" now"`],
    [String.raw`C:\temp`, String.raw`"C:\\temp"`],
    ['Zürich', '"Zürich"'],
    [String.raw`"\255\001"`, String.raw`"\255\001"`],
    [String.raw`"\195\188"`, '"ü"'],
    ['"" "a"', '"" "a"'],
    ['a'.repeat(300), `${quoted(255)} ${quoted(45)}`],
    [quoted(256), `${quoted(255)} ${quoted(1)}`],
    [`${'a'.repeat(254)}ü`, `${quoted(254)} "ü"`],
  ])('%j becomes %s', (input, expected) => {
    const content = txtContent(input);
    expect(content).toBe(expected);
  });

  it.each([
    ['"this', 'never closed'],
    ['"a" b', 'mixes quoted and unquoted text at "b"'],
    ['"a"b', 'mixes quoted'],
    ['"a""b"', 'mixes quoted'],
    ['these" ones"x" "y', 'quote all of it or nothing'],
    ['this"', 'ends in a double quote that nothing opens'],
    [String.raw`v=DKIM1\; k=rsa`, 'the escape of zone files'],
    [String.raw`"a\300"`, 'at most 255'],
    ['"a\\', 'ends in a backslash'],
    ['a'.repeat(4081), 'is 4098 octets long; a TXT record holds at most 4096'],
  ])('refuses %j', (input, fragment) => {
    expect(txtContent(input)).toHaveProperty('reason', expect.stringContaining(fragment));
  });

  it('takes 4,096 octets on the wire: 4,079 and 17 lengths', () => {
    expect(octetsOf(txtContent('a'.repeat(4079)))).toHaveLength(4079);
  });

  it('keeps every octet of plain text, in strings of at most 255, and stays itself', () => {
    const unit = fc.constantFrom('a', ' ', '\\', 'ü', '€', '😀', 'é', '=');
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 600 }), (text) => {
        const content = txtContent(text);
        fc.pre(!(content instanceof Issue));
        expect(octetsOf(content)).toStrictEqual([...Buffer.from(text)]);
        expect(txtContent(content)).toBe(content);
        expect(stringsOf(content).every((string) => string.length <= 255)).toBe(true);
      }),
    );
  });

  it('keeps any octets given as escapes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 600 }), (octets) => {
        const escaped = [...octets].map((octet) => `\\${String(octet).padStart(3, '0')}`).join('');
        expect(octetsOf(txtContent(`"${escaped}"`))).toStrictEqual([...octets]);
      }),
    );
  });
});
