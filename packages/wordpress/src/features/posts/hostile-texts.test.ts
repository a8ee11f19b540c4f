import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { internalLinks } from '../checks/addresses.ts';
import { withoutAlt } from '../checks/findings.ts';
import { withMedia } from '../media/uses.ts';
import { blocksOf } from './blocks.ts';
import { filteredOut } from './filtered.ts';

const [from, to] = [1, 2].map((id) => ({ id, url: `https://www.example.org/uploads/${id}.png`, sizes: [] }));

// Quadratic time would take minutes here, and the tests would end by their time limit.
describe('a megabyte of what nobody closes', () => {
  it.each([
    '<!--',
    '<!-- wp:a ',
    '<!-- wp:a {',
    '<!-- wp:image ',
    '<a ',
    '<a href="',
    '<img ',
    '<img alt="a',
    '[gallery ',
    '[caption ids="1,',
    '<a =" ',
    ' ',
    '"ids":[1,',
  ])('%s', { timeout: 60_000 }, (piece) => {
    for (const end of ['', '-->', '>', ']']) {
      const text = `<a =${piece.repeat(1_000_000 / piece.length)}${end}`;
      blocksOf(text);
      filteredOut(text);
      internalLinks(text, 'https://www.example.org');
      withoutAlt(text);
      if (from !== undefined && to !== undefined) withMedia(text, from, to);
    }
    expect(piece).not.toBe('');
  });
});

/** The marks of blocks, as one pattern finds them. */
const mark = /^<!--\s+(?:\/)?wp:(?:[a-z][a-z0-9_-]*(?:\/[a-z][a-z0-9_-]*)?)(?:\s+\{.*\})?\s+(?:\/)?-->$/su;

function countOf(text: string): number {
  let count = 0;
  for (let start = text.indexOf('<!--'); start !== -1; ) {
    const close = text.indexOf('-->', start);
    if (close === -1) break;
    const isMark = mark.test(text.slice(start, close + 3));
    if (isMark) count += 1;
    start = text.indexOf('<!--', isMark ? close + 3 : start + 4);
  }
  return count;
}

describe('marks of blocks', () => {
  it('are those that one pattern finds in each comment', () => {
    const pieces = ['<!--', '-->', ' ', ' /', 'wp:a', 'wp:a/b', '/wp:a', '{', '}', '{"x":1}', 'x', '\n', '/'];
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (some) => {
        // Of a pair both marks are one block; one without a partner is told by its name.
        const { blocks, unpaired } = blocksOf(some);
        const marked = blocks.filter(({ name }) => name !== 'classic');
        const pairs = marked.filter(({ start, end }) => countOf(some.slice(start, end)) > 1).length;
        expect(countOf(some) === 0).toBe(marked.length === 0 && unpaired.length === 0);
        expect(marked.length + pairs + unpaired.length).toBeGreaterThanOrEqual(Math.min(1, countOf(some)));
      }),
      { numRuns: 2_000 },
    );
  });
});
