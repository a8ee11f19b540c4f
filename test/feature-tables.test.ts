import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../scripts/run.mjs';

/**
 * `packages/NAME/docs/features.md`: what a server for a service should do, row by row, with the tools that do it and the tests that
 * prove it, as `[file](../path): "title"`. A title that is a template stands there as its source has it.
 */
interface Row {
  readonly number: number;
  readonly tools: readonly string[];
  readonly proofs: readonly { readonly file: string; readonly title: string }[];
  readonly text: string;
}

const tables = (await readdir(path.join(root, 'packages')))
  .map((name) => path.join(root, 'packages', name, 'docs/features.md'))
  .filter((file) => existsSync(file));

function rowsOf(table: string, folder: string): readonly Row[] {
  return table.split('\n').flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    const [, number = '', , tools = '', proofs = ''] = cells;
    if (!/^\d+$/u.test(number)) return [];
    return [
      {
        number: Number(number),
        tools: Array.from(tools.matchAll(/`([a-z_]+)`/gu), ([, name = '']) => name),
        proofs: Array.from(proofs.matchAll(/\]\(([^)]+)\): "([^"]+)"/gu), ([, file = '', title = '']) => ({
          file: path.resolve(folder, file),
          title,
        })),
        text: line,
      },
    ];
  });
}

/** Whether a source has a test, or a group of them, of that title. */
function hasTitle(source: string, title: string): boolean {
  return ["'", '"', '`'].some((quote) => source.includes(`${quote}${title}${quote}`));
}

it('there is at least one table', () => expect(tables.length).toBeGreaterThan(0));

describe.each(tables)('%s', (table) => {
  const folder = path.dirname(table);
  const read = async () => rowsOf(await readFile(table, 'utf8'), folder);

  it('has rows that are numbered without a gap, each with a proof', async () => {
    const rows = await read();
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1));
    expect(rows.filter(({ proofs }) => proofs.length === 0).map(({ text }) => text)).toEqual([]);
    // Each link is a proof: one without a title would not be looked at.
    for (const { text, proofs } of rows) expect(text.split('](').length - 1, text).toBe(proofs.length);
  });

  it('names tests that there are', async () => {
    const missing: string[] = [];
    for (const { number, proofs } of await read())
      for (const { file, title } of proofs) {
        const source = existsSync(file) ? await readFile(file, 'utf8') : '';
        if (!hasTitle(source, title)) missing.push(`${number}: ${path.relative(root, file)}: ${title}`);
      }
    expect(missing).toEqual([]);
  });

  it('names tools that there are, and each of them', async () => {
    const page = await readFile(path.join(folder, 'tools.md'), 'utf8');
    const tools = Array.from(page.matchAll(/^### ([a-z_]+)$/gmu), ([, name = '']) => name);
    const named = (await read()).flatMap(({ tools: own }) => own);
    expect(named.filter((name) => !tools.includes(name))).toEqual([]);
    expect(tools.filter((name) => !named.includes(name))).toEqual([]);
  });
});
