import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { present } from '../call/present.ts';
import { restore } from '../untrusted/neutralise.ts';
import { type DocumentPage, documentPage, textOfPages } from './page.ts';

/** All pages, each as an answer shows it and a caller copies it. */
function pagesOf(text: string, most?: number): readonly DocumentPage[] {
  const pages: DocumentPage[] = [];
  for (let first: number | undefined = 1; first !== undefined; ) {
    const page: DocumentPage = documentPage(text, { first, ...(most === undefined ? {} : { most }) });
    pages.push(page);
    first = page.next_line;
  }
  return pages;
}

function asCopied(page: DocumentPage): DocumentPage {
  const { lines } = present({ lines: page.lines }, []);
  if (!Array.isArray(lines)) throw new Error('no lines');
  return { ...page, lines: lines.map((line) => restore(String(line))) };
}

const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\n',
        '\r\n',
        '\r',
        '',
        '\t',
        '\\u{',
        '\\',
        'u{',
        '\u{200d}',
        '👩‍👧',
        'صفحه‌ای',
        '== H ==',
        '…[+3 characters]',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc
        .tuple(fc.constantFrom('x', '\u{200d}', '\\u{', '😀'), fc.integer({ min: 1, max: 5_000 }))
        .map(([part, count]) => part.repeat(count)),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

describe('documentPage', () => {
  it('shows every text whole: what is copied from all pages is the text', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9_000 }), (whole, most) => {
        expect(textOfPages(pagesOf(whole, most).map(asCopied))).toBe(whole);
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, string, Partial<DocumentPage>]>([
    ['nothing', '', { lines: [''], total_lines: 1 }],
    ['one line', 'a', { lines: ['a'], total_lines: 1 }],
    ['a line end at the end', 'a\n', { lines: ['a', ''], total_lines: 2 }],
    ['CR LF', 'a\r\nb\r\n', { lines: ['a', 'b', ''], line_ends: 'crlf' }],
    ['both', 'a\r\nb\n', { lines: ['a\r', 'b', ''] }],
    ['CR alone', 'a\rb', { lines: ['a\rb'] }],
  ])('splits %s', (_, whole, page) => {
    expect(documentPage(whole)).toMatchObject(page);
  });

  it('says where to go on, and shows at least one line', () => {
    const whole = Array.from({ length: 10 }, (_, index) => `line ${index + 1}`).join('\n');
    expect(documentPage(whole, { most: 21 })).toEqual({
      lines: ['line 1', 'line 2', 'line 3'],
      first_line: 1,
      total_lines: 10,
      next_line: 4,
    });
    expect(documentPage(whole, { first: 9 })).toEqual({
      lines: ['line 9', 'line 10'],
      first_line: 9,
      total_lines: 10,
    });
    expect(documentPage(whole, { first: 11 })).toEqual({ lines: [], first_line: 10, total_lines: 10 });
    expect(documentPage('x'.repeat(9_000), { most: 10 })).toMatchObject({
      continued: [0, 1],
      total_lines: 1,
    });
  });

  it('counts what is shown, not what is hidden', () => {
    const page = documentPage(`${'\u{200d}'.repeat(100)}\nb`, { most: 802 });
    expect(page).toMatchObject({ lines: ['\u{200d}'.repeat(100)], next_line: 2 });
  });

  it('takes time in proportion to the text', () => {
    const whole = `${'word '.repeat(20)}\n`.repeat(20_000);
    expect(pagesOf(whole, 2_500_000)).toHaveLength(1);
    expect(pagesOf('\u{200d}'.repeat(300_000))).toHaveLength(1);
  });
});
