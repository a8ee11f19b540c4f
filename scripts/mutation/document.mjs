import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { modules } from '../../test/mutation/modules.mjs';
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
  return source.includes('/domain/') ? (source.split('/domain/')[1] ?? '') : path.posix.basename(source);
}

/** @param {Survivor} survivor */
function row({ file: source, line, original, replacement, reason = '**none yet**' }) {
  return `| ${place(source)}:${line} | ${code(original)} | ${code(replacement)} | ${reason} |`;
}

/**
 * @param {Judgement} judgement
 * @returns {string}
 */
function section({ name, mutants, killed, score, survivors, missing }) {
  const files = modules[name]?.mutate.filter((entry) => !entry.startsWith('!')).join(', ');
  const result = `${files}: ${killed} of ${mutants} mutants noticed, ${score.toFixed(1)} %.`;
  const left = missing.map(place).join(', ');
  const head = left === '' ? result : `${result} Not run yet, and not counted: ${left}.`;
  if (survivors.length === 0) return head;
  const rows = survivors.map(row);
  return [head, '', '| Where | Code | Survives as | Why |', '|---|---|---|---|', ...rows].join('\n');
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
    const [from, to] = [document.indexOf(begin), document.indexOf(end)];
    if (from === -1 || to < from) throw new Error(`docs/mutation.md has no section ${judgement.name}`);
    document = `${document.slice(0, from + begin.length)}\n\n${section(judgement)}\n\n${document.slice(to)}`;
  }
  await writeFile(file, document);
}
