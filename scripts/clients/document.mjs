import { readFile, writeFile } from 'node:fs/promises';

const [start, end] = ['<!-- npm run clients -->', '<!-- end -->'];

const columns = /** @type {const} */ ({
  title: 'Client',
  version: 'Version',
  snippet: 'Snippet of the README',
  revision: 'Revision',
  first: 'Asks first for',
  tool: 'Name of a tool',
  upFront: 'Tools shown before a search',
  form: 'The model gets',
  question: 'A question, without a person',
  longest: 'Longest answer',
  passed: 'Variables',
  outcome: 'Steps of the script',
});

/**
 * Writes what was seen into a document; clients that were not run keep their rows.
 *
 * @typedef {import('./observe.mjs').Seen & { title: string, version: string, snippet: string }} Row
 * @param {string} file
 * @param {readonly Row[]} rows
 */
export async function writeSeen(file, rows) {
  const text = await readFile(file, 'utf8');
  const [before = '', rest = ''] = text.split(start);
  const [table = '', after = ''] = rest.split(end);
  const old = table
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith(`| ${columns.title} `));
  const made = new Map(old.map((line) => [line.split(' | ')[0]?.slice(2) ?? '', line]));
  for (const row of rows)
    made.set(row.title, rowOf(Object.keys(columns).map((name) => String(Reflect.get(row, name)))));
  const head = [rowOf(Object.values(columns)), `|${'---|'.repeat(Object.keys(columns).length)}`];
  await writeFile(file, `${before}${start}\n\n${[...head, ...made.values()].join('\n')}\n\n${end}${after}`);
}

/** @param {readonly string[]} cells */
function rowOf(cells) {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
