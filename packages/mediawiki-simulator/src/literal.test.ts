import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { literals, mapLiterals } from './literal.ts';
import { sectionsOf } from './wikitext.ts';

const pattern = /<nowiki>.*?<\/nowiki>|<!--.*?-->|<pre>.*?<\/pre>/gsu;
const pieces = fc.array(
  fc.constantFrom('<nowiki>', '</nowiki>', '<!--', '-->', '<pre>', '</pre>', 'a', '\n', '<', '== b ==\n'),
  { maxLength: 12 },
);

describe('what stands in wikitext as it is', () => {
  it('is what a pattern finds', () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('');
        const found = Array.from(literals(text), ({ start, end }) => text.slice(start, end));
        expect(found).toEqual(Array.from(text.matchAll(pattern), ([whole]) => whole));
        expect(mapLiterals(text, { literal: () => '', other: (part) => part })).toBe(
          text.replaceAll(pattern, ''),
        );
      }),
    );
  });

  // Each of these took minutes, and the test ends by its time limit.
  it.each(['<!--', '<nowiki>', '<pre>', '<!-- <pre> <nowiki>', '== a ==\n', '<!-- -->== a ==\n'])(
    'is found in linear time: %s …',
    { timeout: 60_000 },
    (piece) => {
      const text = piece.repeat(1_000_000 / piece.length);
      expect(Array.from(literals(text)).length).toBeLessThan(text.length);
      expect(sectionsOf(text).length).toBeLessThan(text.length);
    },
  );
});

it('sections end where the next of their level or above begins, and tell where they are in code points', () => {
  const text = '== é ==\n=== 😀 ===\n<!-- == no == -->\n== b ==\nend';
  expect(sectionsOf(text).map(({ line, offset, end }) => [line, offset, text.slice(end)])).toEqual([
    ['é', 0, '== b ==\nend'],
    ['😀', 8, '== b ==\nend'],
    ['b', 36, ''],
  ]);
});
