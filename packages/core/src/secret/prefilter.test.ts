import { describe, expect, it } from 'vitest';
import { patternOf } from './encodings.ts';
import { mayHold } from './prefilter.ts';
import { seedsOf } from './seeds.ts';

function mayHoldOf(token: string, text: string): boolean {
  return mayHold(text, seedsOf([patternOf({ pieces: token, window: 12 })]));
}

describe('mayHold', () => {
  it.each([
    'abcdefgh',
    'ijklmnop',
    'x defghijk y',
    'xABCDEFGH',
    'a-b"c d_e\tf.g\u0000h',
    'a\u00adb\u200bcdefgh',
    'é abcdefgh',
    'ü…abcdefgh\u{1f44d}',
    'abc\\ndefgh',
    'n abcd\\n\\tefgh',
    'abcd\\efgh',
    'abcd\\\\efgh',
    'abcd\\"efgh',
    // Escaped in part.
    '%61bcdefgh',
    'abcdefg%68',
    'abc%64efgh',
    'abc=64efgh',
    'abc\\u0064efgh',
    'abc\\U00000064efgh',
    'abc\\x64efgh',
    'abc\\144efgh',
    'abc\\060efgh\\u0061bcdefgh',
    'abc&#100;efgh',
    'abc&#x64;efgh',
    'abc&amp;#100;efgh',
    'abc&shy;defgh',
    'abc\uff44efgh',
    'abc\u{1d41d}efgh',
    'abc\u00c2\u00addefgh',
    '%61%62%63%64%65%66%67%68',
    '%61b%63d%65f%67h',
    'é %61bcdefgh',
    '%41%61bcdefgh',
    '%41 %41 %61bcdefgh',
    'abc%64-e-f\\ng-h',
    '%61-b-c-d-e-f-g-h',
    '%20abcdefgh',
    // What an escape stands for may be the start of another.
    '%5cu0061',
    '%5Cx61',
    '%26#97;',
    '%3d61',
    '=2561',
    '&percnt;61',
    '&bsol;x61',
    '&equals;61',
    '\\u0026#97;',
    '\\u005cx61',
    '%5c%75%30%30%36%31',
    '%26%23%39%37%3b',
    '%5c&#120;&#54;&#49;',
    '%5c&#00000117;&#00000048;0&#00000054;1',
    '%26amp;#97;',
    '%5c%5cx61',
    '%EF%BC%85\uff16\uff11',
  ])('of %j is true', (text) => {
    expect(mayHoldOf('abcdefghijklmnop', text)).toBe(true);
  });

  it.each([
    '',
    '\u00aa',
    'abcdefg',
    'bcdefgx',
    'abcdefgx',
    'abcd efg',
    'abcdnefgh',
    'abcd0efgh',
    'abcd\\xefgh',
    'é abcdefg',
    'abc%65efgh',
    '%41bcdefg',
    'abcdef%67',
    '%62cdefg',
    '%61%62%63%64%65%66%67',
    'abcdefg%',
    'abcdefg\\',
    'abcdefg&',
    'abcdefg=',
    'abcdefg\u00c2',
    'abc\\u00e4efgh',
    // No escape comes of these.
    '%5cz',
    '%5c',
    '%5cu006',
    '%26 97;',
    '%26#',
    '%2561',
    '%25x',
    '%25zz',
    '%3d6',
    '&percnt;6',
    '%41b%43d',
    '%c3%a9%c3%a9',
    '\u00c3\u00a9%c3%a9',
  ])('of %j is false', (text) => {
    expect(mayHoldOf('abcdefghijklmnop', text)).toBe(false);
  });

  it.each(['06ya57zl', '0aqndk4l', '3n2mz7h', '-3n2mz7h', '4a1wz7h'])(
    'tells %j from what has its hash',
    (text) => {
      expect(mayHoldOf('abcdefgh', text)).toBe(false);
      expect(mayHoldOf('abcdefgh', `${text} abcdefgh`)).toBe(true);
    },
  );

  it.each([
    ['%41x06ya57zl', 'eight letters after an escape'],
    ['%41x%42y06ya57zl', 'eight letters after another'],
    [`%41${'x'.repeat(20)}06ya57zl`, 'many letters after an escape'],
  ])('looks closely at %j: %s', (text) => {
    expect(mayHoldOf('abcdefgh', text)).toBe(false);
  });

  it('finds any of those that have one hash', () => {
    const seeds = seedsOf(['abcdefgh', '06ya57zl'].map((pieces) => patternOf({ pieces, window: 8 })));
    expect(['abcdefgh', '06ya57zl', '0aqndk4l'].map((text) => mayHold(text, seeds))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('tells seven letters from the eight that they end', () => {
    // The hash has nothing of an `m` that is eight letters back.
    expect(mayHoldOf('mabcdefg', 'abcdefg')).toBe(false);
    expect(mayHoldOf('mabcdefg', 'mabcdefg')).toBe(true);
  });

  it.each(['%20', '\\u00e4', '\u00e4'])('takes linear time for many of %j', { timeout: 60_000 }, (unit) => {
    expect(mayHoldOf('abcdefghijklmnop', unit.repeat(20_000))).toBe(false);
  });
});
