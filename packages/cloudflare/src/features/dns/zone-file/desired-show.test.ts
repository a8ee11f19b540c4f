import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordBytes } from '../text.ts';
import { shownFile } from './desired.ts';
import { readZoneFile } from './reader.ts';

/** What each record of a file says, octet by octet. */
function octetsIn(text: string): unknown {
  const { records, mistakes } = readZoneFile(text, 'example.com');
  expect(mistakes).toEqual([]);
  return records.map(({ record: { content = '', ...rest } }) => ({ ...rest, content: wordBytes(content) }));
}

describe('shownFile', () => {
  it.each([
    ['tabs as spaces', 'a\t1\tIN\tA\t192.0.2.1\t;\ta\tnote', 'a 1 IN A 192.0.2.1 ; a note'],
    ['a heading', ';;\tSOA Record', ';; SOA Record'],
    ['an owner that is left out', '\tA 192.0.2.1', ' A 192.0.2.1'],
    ['text beyond ASCII', 'a TXT "ü\u{202e}\t\\\u{7f}"', 'a TXT "\\195\\188\\226\\128\\174\\009\\127"'],
    [
      'what an answer would take for an escape of its own',
      'a TXT "\\\\u{202e} \\u{7} \\\\\\\\u{7}"',
      'a TXT "\\092u{202e} u{7} \\\\\\092u{7}"',
    ],
  ])('writes %s', (_, text, line) => {
    expect(shownFile(text).lines).toEqual([line]);
  });

  it('lays a long record in several lines', () => {
    const strings = Array.from({ length: 20 }, () => `"${'x'.repeat(250)}"`);
    const key = 'A'.repeat(8_000);
    const text = `a 1 IN TXT ${strings.join(' ')} ; note\nb OPENPGPKEY ${key}`;
    const { lines, records } = shownFile(text);
    expect(records).toBe(2);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(4_096);
    expect(octetsIn(lines.join('\n'))).toEqual(octetsIn(text));
  });

  it('loses nothing, and shows printable ASCII only', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/["\\\r\n]/g, '')),
      fc.constantFrom('\\"', '\\\\', '\\u{', '\\195\\188', 'u{1}', ';', '(', '\t'),
    );
    fc.assert(
      fc.property(fc.array(fc.array(piece, { maxLength: 6 }), { minLength: 1, maxLength: 20 }), (strings) => {
        const text = `a\t60\tIN\tTXT\t${strings.map((pieces) => `"${pieces.join('')}"`).join(' ')}`;
        const shown = shownFile(text).lines.join('\n');
        expect(shown).toMatch(/^[ -~\n]*$/u);
        expect(shown).not.toContain('\\u{');
        expect(octetsIn(shown)).toEqual(octetsIn(text));
      }),
    );
  });
});
