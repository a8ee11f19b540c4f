import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../scripts/run.mjs';

const document = readFileSync(path.join(root, 'docs/vulnerabilities.md'), 'utf8');

interface Named {
  readonly file: string;
  readonly title: string;
}

/** What the last column of the table names: `[label](file): title; …`. */
const named: readonly Named[] = document
  .split('\n')
  .filter((line) => /^\| (?!What happened|-)/u.test(line))
  .flatMap(
    (line) =>
      line
        .split(' | ')
        .at(-1)
        ?.replace(/ \|$/u, '')
        .split(/; (?=\[)/u) ?? [],
  )
  .map((entry) => {
    const [, target = '', title = ''] = /^\[[^\]]+\]\(([^)]+)\): (.+)$/u.exec(entry) ?? [];
    return { file: path.posix.join('docs', target), title };
  });

describe('docs/vulnerabilities.md', () => {
  it('names a test in every row', () => {
    const rows = document.split('\n').filter((line) => /^\| (CVE|A |Tags|Malicious)/u.test(line));
    expect(rows.length).toBeGreaterThan(10);
    expect(named.length).toBeGreaterThanOrEqual(rows.length);
    expect(named.filter(({ title }) => title === '')).toEqual([]);
  });

  it.each(named.map(({ file, title }) => [file, title] as const))('%s has the test "%s"', (file, title) => {
    const source = readFileSync(path.join(root, file), 'utf8');
    const titles = [...source.matchAll(/['"`]((?:[^'"`\\\n]|\\.)+)['"`]/gu)].map(([, text = '']) => text);
    expect(titles).toContain(title);
  });
});
