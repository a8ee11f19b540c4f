import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../run.mjs';

/** @typedef {import('./judge.mjs').Judgement} Judgement */
/** @typedef {import('./judge.mjs').Survivor} Survivor */

const file = path.join(root, 'docs/mutation.md');

/** @param {string} text */
function code(text) {
  const shown = text.length > 90 ? `${text.slice(0, 89)}…` : text;
  return `\`${shown.replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

/** A file by its name, and by its folder too where several have the same. @param {string} source */
function place(source) {
  return source.includes('/features/') ? (source.split('/features/')[1] ?? '') : path.posix.basename(source);
}

/** @param {number} killed @param {number} mutants */
function percent(killed, mutants) {
  return `${((100 * killed) / mutants).toFixed(1)} %`;
}

/** @param {Survivor} survivor */
function row({ file: source, line, original, replacement, reason = '**none yet**' }) {
  return `| ${place(source)}:${line} | ${code(original)} | ${code(replacement)} | ${reason} |`;
}

/**
 * @param {Judgement} judgement
 * @returns {string}
 */
function section({ mutants, killed, files, survivors, missing }) {
  const result = `${killed} of ${mutants} mutants noticed, ${percent(killed, mutants)}.`;
  const left = missing.map(place).join(', ');
  const rows = files.map(
    (one) => `| ${place(one.file)} | ${one.mutants} | ${one.killed} | ${percent(one.killed, one.mutants)} |`,
  );
  return [
    left === '' ? result : `${result} Not run as they are now, and not counted: ${left}.`,
    '',
    '| File | Mutants | Noticed | |',
    '|---|--:|--:|--:|',
    ...rows,
    ...(survivors.length === 0 ? [] : ['', '| Where | Code | Survives as | Why |', '|---|---|---|---|']),
    ...survivors.map(row),
  ].join('\n');
}

/**
 * Writes the sections of modules that were run, and leaves the others.
 *
 * @param {readonly Judgement[]} judgements
 */
export async function writeSections(judgements) {
  let document = await readFile(file, 'utf8');
  for (const judgement of judgements) {
    const [begin, end] = [`<!-- ${judgement.name} -->`, `<!-- end ${judgement.name} -->`];
    // A server that was written since has none yet.
    if (!document.includes(begin))
      document = `${document.trimEnd()}\n\n## ${judgement.name}\n\n${begin}\n\n${end}\n`;
    const [from, to] = [document.indexOf(begin), document.indexOf(end)];
    if (to < from) throw new Error(`docs/mutation.md has no end of the section ${judgement.name}`);
    document = `${document.slice(0, from + begin.length)}\n\n${section(judgement)}\n\n${document.slice(to)}`;
  }
  await writeFile(file, document);
}
