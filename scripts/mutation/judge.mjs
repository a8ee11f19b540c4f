import { equivalent } from '../../test/mutation/equivalent.mjs';

/**
 * @typedef {object} Mutant
 * @property {string} mutatorName
 * @property {string} [replacement]
 * @property {string} status
 * @property {{ start: { line: number, column: number }, end: { line: number, column: number } }} location
 */

/** @typedef {{ readonly files: Readonly<Record<string, { source: string, mutants: readonly Mutant[] }>> }} Report */

/**
 * @typedef {object} Survivor
 * @property {string} file
 * @property {number} line
 * @property {string} original What the mutant changed, on one line.
 * @property {string} replacement
 * @property {string} [reason] Why no test can notice, or need not.
 */

/**
 * @typedef {object} Judgement
 * @property {string} name
 * @property {number} mutants
 * @property {number} killed By a test, or by the time limit.
 * @property {number} score Killed, in percent of all, those with a reason included.
 * @property {readonly { readonly file: string, readonly mutants: number, readonly killed: number }[]} files
 * @property {readonly Survivor[]} survivors
 * @property {number} unexplained
 * @property {readonly string[]} missing The files that were not run as they are now.
 */

/**
 * One judgement of all the files of a module, each of which has a report.
 *
 * @param {string} name
 * @param {readonly Report[]} reports
 * @param {readonly string[]} missing
 * @returns {Judgement}
 */
export function judge(name, reports, missing) {
  const files = reports.flatMap((report) => Object.entries(report.files));
  const all = files.flatMap(([file, { source, mutants }]) =>
    mutants.map((mutant) => ({ file, source, mutant })),
  );
  const counted = all.filter(
    ({ mutant }) => !['CompileError', 'RuntimeError', 'Ignored'].includes(mutant.status),
  );
  // One that makes no difference and ran out of time did so because the machine was busy: that is not noticing it.
  const survivors = counted
    .filter(({ mutant }) => ['Survived', 'NoCoverage', 'Timeout'].includes(mutant.status))
    .map(({ file, source, mutant }) => ({ mutant, survivor: survivorOf(file, source, mutant) }))
    .filter(({ mutant, survivor }) => mutant.status !== 'Timeout' || survivor.reason !== undefined)
    .map(({ survivor }) => survivor);
  const killed = counted.length - survivors.length;
  return {
    name,
    mutants: counted.length,
    killed,
    score: (100 * killed) / counted.length,
    files: files.map(([file]) => ({
      file,
      mutants: countOf(counted, file),
      killed: countOf(counted, file) - countOf(survivors, file),
    })),
    survivors,
    unexplained: survivors.filter(({ reason }) => reason === undefined).length,
    missing,
  };
}

/**
 * @param {readonly { file: string }[]} list
 * @param {string} file
 */
function countOf(list, file) {
  return list.filter((one) => one.file === file).length;
}

/**
 * @param {string} file
 * @param {string} source
 * @param {Mutant} mutant
 * @returns {Survivor}
 */
function survivorOf(file, source, { location: { start, end }, replacement = '' }) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  lines[last] = (lines[last] ?? '').slice(0, end.column - 1);
  lines[0] = (lines[0] ?? '').slice(start.column - 1);
  const original = oneLine(lines.join('\n'));
  const changed = oneLine(replacement);
  const known = equivalent.find(
    (entry) =>
      file.endsWith(entry.file) && entry.original === original && entry.replacements.includes(changed),
  );
  const found = { file, line: start.line, original, replacement: changed };
  return known === undefined ? found : { ...found, reason: known.reason };
}

/** @param {string} text */
function oneLine(text) {
  return text.replaceAll(/\s+/g, ' ').trim();
}
