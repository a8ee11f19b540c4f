import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const document = new URL('../../docs/features.md', import.meta.url);
const text = readFileSync(document, 'utf8');
const rows = text.split('\n').filter((line) => /^\| \d+ \|/u.test(line));

/** Each file with the tests of it that are named behind it. */
function testsIn(row: string): readonly (readonly [file: string, titles: readonly string[]])[] {
  return Array.from(row.matchAll(/\]\((\.\.[^)]+)\)([^[]*)/gu), ([, file = '', behind = '']) => [
    file,
    Array.from(behind.matchAll(/“([^”]+)”/gu), ([, title = '']) => title),
  ]);
}

describe('the table of what editors ask for', () => {
  it('has 28 rows, each with a test', () => {
    expect(rows.map((row) => Number(/\d+/u.exec(row)?.[0]))).toEqual(
      Array.from({ length: 28 }, (_, index) => index + 1),
    );
    expect(rows.filter((row) => testsIn(row).length === 0)).toEqual([]);
  });

  it.each([...rows, text.slice(text.indexOf('Beside them'))])('names tests that there are: %s', (row) => {
    for (const [file, titles] of testsIn(row)) {
      const source = readFileSync(new URL(file, document), 'utf8').replaceAll("\\'", "'");
      expect(titles.filter((title) => !source.includes(title))).toEqual([]);
    }
  });
});
