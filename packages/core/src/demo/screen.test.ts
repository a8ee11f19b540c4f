import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Screen, type ShownStep, table, wrap } from './screen.ts';

const step: ShownStep = {
  number: 7,
  wish: 'Do it.',
  passed: true,
  shown: [
    { kind: 'call', text: 'tool a=1' },
    { kind: 'answer', text: 'done' },
    {
      kind: 'table',
      rows: [
        ['a', 'b'],
        ['long', 'c'],
      ],
    },
  ],
};

function screened(colour: boolean, show: (screen: Screen) => void): string {
  let written = '';
  const screen = new Screen((text) => {
    written += text;
  }, colour);
  show(screen);
  return written;
}

function wholeTour(screen: Screen): void {
  screen.title('Title', 'Explanation');
  screen.step(step);
  screen.end('the end', true);
}

const withoutSpaces = (text: string): string => text.replaceAll(/\s+/gu, '');

describe('wrap', () => {
  it.each([
    ['short', 10, ['short']],
    ['one two three', 7, ['one two', 'three']],
    ['one two three', 8, ['one two', 'three']],
    ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['', 4, ['']],
    ['a\u001b[31mb', 20, ['a\ufffd[31mb']],
    ['a\u202eb\nc', 20, ['a\ufffdb\ufffdc']],
  ])('%j at %d columns', (text, columns, lines) => {
    expect(wrap(text, columns)).toEqual(lines);
  });

  it('keeps every visible character, in lines that fit', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '→', '.', '\\'), maxLength: 300 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 60 }), (original, columns) => {
        const lines = wrap(original, columns);
        expect(withoutSpaces(lines.join(''))).toBe(withoutSpaces(original));
        expect(lines.every((line) => line.length <= columns)).toBe(true);
      }),
    );
  });
});

describe('table', () => {
  it('aligns the columns and leaves no spaces at the end', () => {
    const rows = [
      ['A', 'www.example.com', 'proxied'],
      ['CNAME', 'x', ''],
      ['', 'and 3 more'],
    ];
    expect(table(rows, 80)).toEqual(['A      www.example.com  proxied', 'CNAME  x', '       and 3 more']);
  });

  it('says where a row was cut', () => {
    expect(table([['abc', 'defghijk']], 10)).toEqual(['abc  defg…']);
  });

  it('has no rows when there are none', () => {
    expect(table([], 10)).toEqual([]);
  });
});

describe('a screen', () => {
  it('shows a step: the wish, the call, what came back', () => {
    expect(screened(false, (screen) => screen.step(step))).toBe(
      [
        '',
        '✓   7  Do it.',
        '       → tool a=1',
        '       ← done',
        '         a     b',
        '         long  c',
        '',
      ].join('\n'),
    );
  });

  it('shows a step that failed', () => {
    const failed = { ...step, passed: false, shown: [{ kind: 'problem', text: 'FAILED: why' }] } as const;
    expect(screened(false, (screen) => screen.step(failed))).toBe('\n✗   7  Do it.\n       ! FAILED: why\n');
  });

  it('colours only when it may, and changes nothing else', () => {
    const coloured = screened(true, wholeTour);
    const plain = screened(false, wholeTour);
    expect(plain).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[32m✓\u001b[0m');
    expect(coloured.replaceAll(/\p{Cc}\[\d+m/gu, '')).toBe(plain);
  });

  it('keeps to 100 columns and shows no control character, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const written = screened(false, (screen) => {
          screen.step({
            ...step,
            wish: text,
            shown: [
              { kind: 'answer', text },
              { kind: 'table', rows: [[text, text]] },
            ],
          });
        });
        expect(written.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(Math.max(...written.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
      }),
    );
  });
});
