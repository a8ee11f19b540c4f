import { readFile, writeFile } from 'node:fs/promises';
import { converterColumns } from './converters.mjs';
import { libraryColumns } from './sdk.mjs';

const columns = /** @type {const} */ ({
  title: 'Client',
  version: 'Version',
  snippet: 'Snippets',
  revision: 'Revision',
  first: 'Asks first for',
  tool: 'Name of a tool',
  upFront: 'Tools shown before a search',
  form: 'The model gets',
  question: 'A question, without a person',
  longest: 'Longest answer',
  resource: 'A resource reaches the model by',
  prompt: 'A prompt',
  interrupted: 'Interrupted in a call',
  passed: 'Variables',
  outcome: 'Steps of the script',
});

const formColumns = ['Client', 'Version', 'The form shows', 'Approved', 'Declined'];

/** @typedef {import('./observe.mjs').Seen & { title: string, version: string, snippet: string }} Row */

/**
 * Writes what was seen into a document; clients that were not run keep their rows.
 *
 * @param {string} file
 * @param {readonly Row[]} rows
 * @param {readonly (readonly string[])[]} libraries
 * @param {readonly (readonly string[])[]} forms
 * @param {readonly (readonly string[])[]} converters
 */
export async function writeSeen(file, rows, libraries, forms, converters) {
  const clients = rows.map((row) => Object.keys(columns).map((name) => String(Reflect.get(row, name))));
  const text = await readFile(file, 'utf8');
  const once = withRows(text, 'npm run clients', Object.values(columns), clients);
  const twice = withRows(once, 'npm run clients: libraries', libraryColumns, libraries);
  const thrice = withRows(twice, 'npm run clients: terminals', formColumns, forms);
  await writeFile(file, withRows(thrice, 'npm run clients: converters', converterColumns, converters));
}

/**
 * @param {string} text
 * @param {string} name What marks the table.
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function withRows(text, name, head, rows) {
  const [start, end] = [`<!-- ${name} -->`, '<!-- end -->'];
  const [before = '', ...rest] = text.split(start);
  const [table = '', ...after] = rest.join(start).split(end);
  const old = table.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith(`| ${head[0]} `));
  const made = new Map(old.map((line) => [line.split(' | ')[0]?.slice(2) ?? '', line]));
  for (const cells of rows) made.set(cells[0] ?? '', rowOf(cells));
  const lines = [rowOf(head), `|${'---|'.repeat(head.length)}`, ...made.values()];
  return `${before}${start}\n\n${lines.join('\n')}\n\n${end}${after.join(end)}`;
}

/** @param {readonly string[]} cells */
function rowOf(cells) {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
