import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksOf, withBlock } from './blocks.ts';

const heading = '<!-- wp:heading {"level":3} -->\n<h3>Soil</h3>\n<!-- /wp:heading -->';
const map = '<!-- wp:acme/map {"id":1} /-->';
const column = `<!-- wp:column {"a":{"b":"}"}} --><p>x</p>${map}<!-- /wp:column -->`;
const columns = `<!-- wp:columns -->\n<div>${column}</div>\n<!-- /wp:columns -->`;
const more = '<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->';
const page = `${heading}\n\n${columns}\n\nOld text [gallery ids="1"]\n\n${more}\n`;

function outline(text: string): readonly string[] {
  return blocksOf(text).blocks.map(
    ({ number, level, name, start, end }) => `${number} ${level} ${name} ${text.slice(start, end).length}`,
  );
}

describe('the blocks of a text', () => {
  it('are found with their levels, and text between them is one, too', () => {
    expect(
      blocksOf(page).blocks.map(({ level, name, start, end }) => [level, name, page.slice(start, end)]),
    ).toEqual([
      [1, 'core/heading', heading],
      [1, 'core/columns', columns],
      [2, 'core/column', column],
      [3, 'acme/map', map],
      [1, 'classic', 'Old text [gallery ids="1"]'],
      [1, 'core/more', more],
    ]);
    expect(blocksOf(page).unpaired).toEqual([]);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['', [], []],
    ['Just a text', ['1 1 classic 11'], []],
    ['<!-- a comment --> and text', ['1 1 classic 27'], []],
    ['<!-- wp:a -->x', ['1 1 core/a 13'], ['core/a']],
    ['x<!-- /wp:a -->', ['1 1 classic 1'], ['core/a']],
    [
      '<!-- wp:a --><!-- wp:b --><!-- /wp:a -->',
      ['1 1 core/a 13', '2 2 core/b 13'],
      ['core/a', 'core/a', 'core/b'],
    ],
    ['<!--wp:a--><p>', ['1 1 classic 14'], []],
    ['<!-- wp:a', ['1 1 classic 9'], []],
    ['<!-- <!-- wp:a /-->', ['1 1 classic 4', '2 1 core/a 14'], []],
  ])('in %j', (text, expected, unpaired) => {
    expect(outline(text)).toEqual(expected);
    expect(blocksOf(text).unpaired).toEqual(unpaired);
  });

  it('are replaced one by one', () => {
    expect(withBlock(page, 4, '')).toBe(page.replace(map, ''));
    expect(withBlock(page, 6, 'END')).toBe(page.replace(more, 'END'));
    expect(() => withBlock(page, 7, 'x')).toThrow('There is no block 7.');
  });

  it('lie side by side or one in the other, and cover all but blanks', () => {
    const piece = fc.constantFrom(
      '<!-- wp:a -->',
      '<!-- /wp:a -->',
      '<!-- wp:b {"x":"-"} -->',
      '<!-- /wp:b -->',
      '<!-- wp:c /-->',
      'text',
      '\n',
      '<!--',
      '-->',
      '\u{1f331}',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join('');
        const { blocks, unpaired } = blocksOf(text);
        for (const { number, isOpen } of blocks) {
          if (isOpen) {
            expect(() => withBlock(text, number, '')).toThrow('no end mark');
            continue;
          }
          const { start, end } = blocks[number - 1] ?? { start: 0, end: 0 };
          expect(withBlock(text, number, text.slice(start, end))).toBe(text);
        }
        if (unpaired.length > 0) return;
        let done = 0;
        for (const { level, start, end } of blocks) {
          if (level > 1) continue;
          expect(text.slice(done, start).trim()).toBe('');
          expect(start).toBeGreaterThanOrEqual(done);
          done = end;
        }
        expect(text.slice(done).trim()).toBe('');
      }),
    );
  });
});
