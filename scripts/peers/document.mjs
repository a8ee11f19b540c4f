import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';

const signs = /** @type {const} */ ({ does: '✓', 'in part': '◐', 'does not': '✗', 'no tool': '–' });
const lastRows = /** @type {const} */ (['Together', 'Tools; tokens of their list (o200k)']);

/**
 * @typedef {object} Column
 * @property {string} title With the version.
 * @property {readonly object[]} tools As listed; none of a server that was not run this time.
 * @property {readonly import('./trial.mjs').Seen[]} seen One for each case; none likewise.
 */

/** @param {readonly string[]} cells */
const rowOf = (cells) => `| ${cells.join(' | ')} |`;

/** @param {readonly string[]} cells */
function counted(cells) {
  return Object.values(signs)
    .map((sign) => `${cells.filter((cell) => cell.startsWith(sign)).length} ${sign}`)
    .join(', ');
}

/** @param {string} table @returns {Map<string, readonly string[]>} The cells of each row behind its first two. */
function cellsIn(table) {
  const rows = table.split('\n').filter((line) => line.startsWith('| '));
  return new Map(
    rows.map((row) => {
      const [name = '', , ...cells] = row.slice(2, -2).split(' | ');
      return [name, cells];
    }),
  );
}

/**
 * The document with a new table; servers that were not run keep what it has of them, and what people wrote around it
 * stays.
 *
 * @param {string} text
 * @param {readonly import('./trial.mjs').Case<never>[]} cases
 * @param {readonly Column[]} columns
 * @param {string} when With which wiki, and on which day.
 */
export function comparisonOf(text, cases, columns, when) {
  const [start, end] = ['<!-- npm run peers -->', '<!-- end -->'];
  const [before = '', rest = ''] = text.split(start);
  const [table = '', after = ''] = rest.split(end);
  const old = cellsIn(table);
  const kept = (/** @type {string} */ name, /** @type {number} */ index) => old.get(name)?.[index] ?? '';
  const rows = cases.map(({ name, wanted }, row) => {
    const cells = columns.map(({ seen }, index) => {
      const one = seen[row];
      return one === undefined ? kept(name, index) : `${signs[one.mark]} ${one.said}`;
    });
    return [name, wanted, ...cells];
  });
  const together = columns.map((_, index) => counted(rows.map((cells) => cells[index + 2] ?? '')));
  const listed = columns.map(({ tools }, index) =>
    tools.length === 0
      ? kept(lastRows[1], index)
      : `${tools.length}; ${countTokens(JSON.stringify(tools)).toLocaleString('en')}`,
  );
  const head = ['Case', 'Wanted', ...columns.map(({ title }) => title)];
  const lines = [
    `Seen with ${when}.`,
    '',
    rowOf(head),
    `|${'---|'.repeat(head.length)}`,
    ...rows.map(rowOf),
    rowOf([lastRows[0], '', ...together]),
    rowOf([lastRows[1], '', ...listed]),
  ];
  return `${before}${start}\n\n${lines.join('\n')}\n\n${end}${after}`;
}
