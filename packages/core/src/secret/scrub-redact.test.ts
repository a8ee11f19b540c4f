import { describe, expect, it } from 'vitest';
import type { Span } from './matcher.ts';
import { isJson, redact } from './scrub.ts';

/** The spans that `«` and `»` mark, and the text without them. They may be nested. */
function marked(text: string): [string, Span[]] {
  const spans: Span[] = [];
  const open: number[] = [];
  let plain = '';
  for (const character of text) {
    if (character === '«') open.push(plain.length);
    else if (character === '»') spans.push({ start: open.pop() ?? 0, end: plain.length });
    else plain += character;
  }
  return [plain, spans];
}

describe('redact', () => {
  it.each([
    ['nothing', 'a b', 'a b'],
    ['a span', 'a «b» c', 'a [redacted] c'],
    ['all', '«abc»', '[redacted]'],
    ['two', '«a» b «c»', '[redacted] b [redacted]'],
    ['two that touch', '«a»«b» c', '[redacted] c'],
    ['one in another', '«a «b» c» d', '[redacted] d'],
    ['one in another, with one start', '««a» b» c', '[redacted] c'],
    // Before it, what would be half an escape goes as well.
    ['a percent sign before', '%«ab»', '[redacted]'],
    [
      'a character reference before',
      '&#«99» &#x«99» &#X«99» &«99» #«99»',
      '[redacted] [redacted] [redacted] &[redacted] #[redacted]',
    ],
    ['a hexadecimal escape before', '\\x«41» x«41»', '[redacted] x[redacted]'],
    ['a percent sign further before', '%-«ab»', '%-[redacted]'],
    ['an escaped percent sign before', '\\%«ab» \\%-«ab»', '[redacted] \\%-[redacted]'],
    ['only the last of two', '%%«ab»', '%[redacted]'],
    ['escapes that a span cuts', 'a \\«n» b \\u0«041» c', 'a [redacted] b [redacted] c'],
    ['escapes that a span cuts at its end', '«a \\»n b «c \\u00»41 d', '[redacted] b [redacted] d'],
    ['escapes cut in their last digit', '\\u004«1» «a\\u004»1', '[redacted] [redacted]'],
    ['escapes that end where a span begins', '\\n«a» \\u0041«b»', '\\n[redacted] \\u0041[redacted]'],
    ['escapes that begin where a span ends', '«a»\\n «b»\\u0041', '[redacted]\\n [redacted]\\u0041'],
    [
      'backslashes that are escaped',
      '\\\\«n» \\\\\\«n» \\\\\\\\«n»',
      '\\\\[redacted] \\\\[redacted] \\\\\\\\[redacted]',
    ],
    ['a backslash at the end', '«a\\»', '[redacted]'],
    ['half an escape at the end', '«a\\u0»', '[redacted]'],
    ['half an escape with a backslash in it', '\\u\\«n» b', '\\u[redacted] b'],
  ])('in text: %s', (_, text, expected) => {
    expect(redact(...marked(text))).toBe(expected);
  });

  it('takes spans in any order', () => {
    const spans = [
      { start: 6, end: 7 },
      { start: 0, end: 1 },
      { start: 3, end: 5 },
      { start: 2, end: 4 },
    ];
    expect(redact('abcdefgh', spans)).toBe('[redacted]b[redacted]f[redacted]h');
  });

  it.each([
    ['nothing', '{"a":[1,"b"]}', '{"a":[1,"b"]}'],
    ['a part of a string', '["a «b» c"]', '["a [redacted] c"]'],
    ['two parts of a string', '["«a» b «c»"]', '["[redacted] b [redacted]"]'],
    ['a whole string', '["«b»"]', '["[redacted]"]'],
    ['a quote too much', '[«"b"»]', '["[redacted]"]'],
    ['a key', '{"«a»":1}', '{"[redacted]":1}'],
    ['a number', '[12, -1«2».5e+3, 12]', '[12, "[redacted]", 12]'],
    ['the first character of a number', '[«1»2,3]', '["[redacted]",3]'],
    ['the last character of a number', '[3,1«2»]', '[3,"[redacted]"]'],
    ['a literal', '[tr«u»e,null]', '["[redacted]",null]'],
    ['a number alone', '«12»', '"[redacted]"'],
    ['a string alone', '"«12»"', '"[redacted]"'],
    ['what stands between values', '["a"«,»"b"]', '["a","b"]'],
    ['what stands between numbers', '[1«,»2«, »3]', '[1,2, 3]'],
    ['several values', '["a «b",1,"c» d",2]', '["a [redacted]","[redacted]","[redacted] d",2]'],
    ['an empty string', '[«"",""»,"a"]', '["","","a"]'],
    ['a character', '[«"a"»,"","b"]', '["[redacted]","","b"]'],
    ['an escaped quote', '["a\\"«b\\"»c","d"]', '["a\\"[redacted]c","d"]'],
    ['an escaped backslash at the end', '["«a\\\\»","d"]', '["[redacted]","d"]'],
    ['a span before, one after', '["«a»","b","«c»"]', '["[redacted]","b","[redacted]"]'],
    [
      'spans in many values',
      '["«a»b","«c»d",«1»,"«e»f"]',
      '["[redacted]b","[redacted]d","[redacted]","[redacted]f"]',
    ],
    ['an escape that is cut', '["a\\u0«041 b»c"]', '["a[redacted]c"]'],
  ])('in JSON: %s', (_, json, expected) => {
    const [text, spans] = marked(json);
    expect(isJson(text)).toBe(true);
    expect(redact(text, spans)).toBe(expected);
  });

  it.each([
    ['{}', true],
    ['1', true],
    ['', false],
    ['{', false],
  ])('knows whether %j is JSON', (text, is) => {
    expect(isJson(text)).toBe(is);
  });
});
