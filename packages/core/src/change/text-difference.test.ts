import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restore } from '../untrusted/neutralise.ts';
import type { Change } from './change.ts';
import { differenceLines } from './change-lines.ts';
import { textDifference } from './text-difference.ts';

const page = (lines: readonly string[], end = '\n'): string => lines.map((line) => `${line}${end}`).join('');
const numbered = Array.from({ length: 40 }, (_, index) => `line ${index + 1} of the page`);
const text = page(numbered);

function withLine(number: number, line: string): string {
  return page(numbered.map((old, index) => (index + 1 === number ? line : old)));
}

/** What a reader makes of the lines: the new text, from the old one. */
function read(from: string, lines: readonly string[]): string {
  const old = from.match(/[^\n]*\n|[^\n]+$/gu) ?? [];
  const end = (lines[0] ?? '').endsWith('CR LF') ? '\r\n' : '\n';
  const made: string[] = [];
  let done = 0;
  for (const line of lines.slice(1)) {
    const start = /^@@ -(\d+),/u.exec(line)?.[1];
    if (start !== undefined) {
      const from0 = Number(start) - 1;
      made.push(...old.slice(done, from0));
      done = from0;
      continue;
    }
    const sign = line.charAt(0);
    if (sign !== '+') {
      if (sign === ' ') made.push(old[done] ?? 'nothing is there');
      else expect(old[done]).toBe(unquoted(line, end));
      done += 1;
    } else made.push(unquoted(line, end));
  }
  return [...made, ...old.slice(done)].join('');
}

function unquoted(line: string, end: string): string {
  const [, shown = '', rest = ''] = /^.“([^“”]*)”(.*)$/u.exec(line) ?? [];
  const plain = restore(shown.replaceAll('\\u{201c}', '“').replaceAll('\\u{201d}', '”'));
  return rest.includes('(no line end)') ? plain : `${plain}${end}`;
}

const long = (word: string): string => `${'a '.repeat(300)}${word}${' b'.repeat(300)}`;

const change = (states: Pick<Change, 'action' | 'before' | 'after'>): readonly string[] =>
  differenceLines({ resource: 'page', scope: { id: 's', name: 'wiki' }, id: '1', summary: 's', ...states });

describe('the difference of two texts', () => {
  it('shows what changes with three lines around it', () => {
    expect(textDifference(text, withLine(20, 'other'))).toEqual([
      'in a text of 40 lines, -1 +1 lines',
      '@@ -17,7 +17,7 @@',
      ' “line 17 of the page”',
      ' “line 18 of the page”',
      ' “line 19 of the page”',
      '-“line 20 of the page”',
      '+“other”',
      ' “line 21 of the page”',
      ' “line 22 of the page”',
      ' “line 23 of the page”',
    ]);
  });

  it.each<[string, string, string, readonly string[]]>([
    ['at the beginning', text, withLine(1, 'x'), ['@@ -1,4 +1,4 @@', '-“line 1 of the page”', '+“x”']],
    ['at the end', text, `${text}more\n`, ['@@ -38,3 +38,4 @@', '+“more”']],
    [
      'a line end that goes',
      text,
      text.slice(0, -1),
      ['-“line 40 of the page”', '+“line 40 of the page” (no line end)'],
    ],
    [
      'a line end that comes',
      text.slice(0, -1),
      text,
      ['-“line 40 of the page” (no line end)', '+“line 40 of the page”'],
    ],
    [
      'line ends of another kind',
      text,
      withLine(7, 'line 7 of the page\r'),
      ['-“line 7 of the page”', '+“line 7 of the page\\u{d}”'],
    ],
    ['a blank at the end of a line', text, withLine(7, 'line 7 of the page '), ['+“line 7 of the page ”']],
    ['hidden characters', text, withLine(7, 'a\u202eb\t\u200d'), ['+“a\\u{202e}b\\u{9}\\u{200d}”']],
    ['quotes that would end a line', text, withLine(7, 'a”\n+“b'), ['+“a\\u{201d}”', '+“+\\u{201c}b”']],
    [
      'letters that look alike',
      text,
      withLine(7, 'pаypal.example'),
      ['+“pаypal.example” (“pаypal.example” is xn--pypal-4ve.example)'],
    ],
    [
      'letters that are composed otherwise',
      withLine(7, 'caf\u00e9'),
      withLine(7, 'cafe\u0301'),
      ['+“cafe\u0301” (the same characters, composed otherwise: U+00E9 → U+0301)'],
    ],
    ['a line in the place of nothing', `\n${text}`, `x\n${text}`, ['-“”', '+“x”']],
  ])('shows %s', (_, from, to, lines) => {
    const shown = textDifference(from, to);
    for (const line of lines) expect(shown).toContain(line);
  });

  it('is nothing where there is none', () => {
    for (const same of ['', 'one line', 'two\nlines\n', 'two\r\nlines\r\n'])
      expect(textDifference(same, same)).toEqual([]);
  });

  it('says once that all lines end in CR LF', () => {
    const [from, to] = [page(numbered, '\r\n'), page([...numbered, 'more'], '\r\n')];
    const [head, ...lines] = textDifference(from, to);
    expect(head).toBe('in a text of 40 lines, +1 lines, which end in CR LF');
    expect(lines.join('')).not.toContain('\\u{d}');
  });

  it('shows long lines that are nearly the same by what differs in them', () => {
    const lines = textDifference(withLine(7, long('old')), withLine(7, long('new')));
    expect(lines.filter((line) => /^[-+~]/u.test(line))).toEqual([
      expect.stringMatching(
        /^~in a longer text, behind …“[a ]{60}” and in front of “[b ]{60}”…: “old” → “new”$/u,
      ),
    ]);
  });

  it('cuts long lines around, which stay as they are', () => {
    const around = page(['x'.repeat(5_000), 'y', 'z']);
    expect(textDifference(around, around.replace('y', 'w'))).toContain(` “${'x'.repeat(120)}”…`);
  });

  it('keeps places that are far apart apart', () => {
    const lines = textDifference(text, withLine(5, 'x').replace('line 30 ', 'line thirty '));
    expect(lines.filter((line) => line.startsWith('@@'))).toEqual(['@@ -2,7 +2,7 @@', '@@ -27,7 +27,7 @@']);
  });

  it('marks what nobody could look at', () => {
    const lines = textDifference(
      text,
      page(Array.from({ length: 5_000 }, (_, index) => `new line ${index}`)),
    );
    expect(lines.at(-1)).toMatch(/^…\[\+\d+ lines\]$/u);
    expect(lines.join('\n').length).toBeLessThan(40_000);
    expect(lines.join('\n').length).toBeGreaterThan(20_000);
  });

  const line = fc.oneof(
    fc.constantFrom(
      '',
      'a',
      'b',
      '= H =',
      '“”',
      '\\u{201d}',
      '\\u{',
      '-“a”',
      '+“a”',
      '@@ -1,1 +1,1 @@',
      '\r',
      '\u200d',
    ),
    fc.string({ unit: 'binary', maxLength: 6 }),
  );
  const lines = fc.tuple(
    fc.array(line, { maxLength: 30 }),
    fc.constantFrom('', '\n'),
    fc.constantFrom('\n', '\r\n'),
  );
  const anyText = lines.map(([all, last, end]) => `${all.join(end)}${all.length === 0 ? '' : last}`);

  it('has all that changes: from the old text and the lines, a reader makes the new one', () => {
    fc.assert(
      fc.property(anyText, anyText, (from, to) => {
        fc.pre(from !== to);
        expect(read(from, textDifference(from, to))).toBe(to);
      }),
      { numRuns: 1_000 },
    );
  });

  it('has one line for each, without a hidden character, whatever the texts are', () => {
    fc.assert(
      fc.property(anyText, anyText, (from, to) => {
        fc.pre(from !== to);
        for (const shown of textDifference(from, to))
          expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

describe('a change of a long text', () => {
  it('is shown by lines in place of both texts', () => {
    const lines = change({
      action: 'update',
      before: { title: 'A', text },
      after: { title: 'A', text: withLine(20, 'x') },
    });
    expect(lines).toHaveLength(10);
    expect(lines.slice(0, 2)).toEqual(['text: in a text of 40 lines, -1 +1 lines', '@@ -17,7 +17,7 @@']);
  });

  it('is shown whole where it is new, and shortly where a long one goes', () => {
    const made = change({ action: 'create', after: { text } });
    expect([made.length, made[0], made[2]]).toEqual([
      42,
      'text: a text of 40 lines',
      '+“line 1 of the page”',
    ]);
    const gone = change({ action: 'delete', before: { text: text.repeat(30) } });
    expect([gone.length, gone[0], gone[2], gone.at(-1)]).toEqual([
      12,
      'text: a text of 1200 lines → removed',
      '-“line 1 of the page”',
      '…[+1191 lines]',
    ]);
    expect(change({ action: 'delete', before: { text } })).toHaveLength(42);
    expect(change({ action: 'update', before: { text }, after: {} })[0]).toBe(
      'text: a text of 40 lines → removed',
    );
  });

  it('is in one line where the text is short', () => {
    expect(change({ action: 'update', before: { text: 'a\nb' }, after: { text: 'a\nc' } })).toEqual([
      'text: “a\\u{a}b” → “a\\u{a}c”',
    ]);
  });
});
