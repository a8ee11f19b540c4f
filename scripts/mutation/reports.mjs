import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../run.mjs';

/** @typedef {import('./judge.mjs').Report} Report */

/**
 * Where the report of one file is, from the folder of the repository.
 *
 * @param {string} name
 * @param {string} file
 */
export function reportOf(name, file) {
  return `reports/mutation/${name}/${file.replace(/^packages\//, '').replaceAll('/', '.')}.json`;
}

/**
 * The last reports of a module's files. A report of other code than the file holds now says nothing about it: then
 * the file is missing, as one that was never run.
 *
 * @param {string} name
 * @param {readonly string[]} files
 * @returns {{ reports: Report[], missing: string[] }}
 */
export function readReports(name, files) {
  /** @type {Report[]} */
  const reports = [];
  /** @type {string[]} */
  const missing = [];
  for (const file of files) {
    const report = readReport(path.join(root, reportOf(name, file)));
    const now = readFileSync(path.join(root, file), 'utf8');
    if (report?.files[file]?.source === now) reports.push(report);
    else missing.push(file);
  }
  return { reports, missing };
}

/**
 * @param {string} file
 * @returns {Report | undefined}
 */
function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/**
 * Where the mutants are that no test noticed, as Stryker takes ranges: lines from 1 on, columns from 0 on.
 *
 * @param {Report} report
 * @param {string} file
 * @returns {string[]}
 */
export function survivorsIn(report, file) {
  const left = (report.files[file]?.mutants ?? []).filter(({ status }) => status !== 'Killed');
  const ranges = left.map(
    ({ location: { start, end } }) =>
      `${file}:${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`,
  );
  return [...new Set(ranges)];
}

/**
 * Puts what became of some mutants into the report of all of them.
 *
 * @param {Report} before
 * @param {string} report The file that holds the new ones.
 * @param {string} file
 */
export function addToReport(before, report, file) {
  const place = path.join(root, report);
  /** @type {Report} */
  const after = JSON.parse(readFileSync(place, 'utf8'));
  const seen = new Map((after.files[file]?.mutants ?? []).map((mutant) => [keyOf(mutant), mutant]));
  const known = before.files[file];
  if (known === undefined) return;
  const mutants = known.mutants.map((mutant) => seen.get(keyOf(mutant)) ?? mutant);
  writeFileSync(place, JSON.stringify({ ...before, files: { [file]: { ...known, mutants } } }));
}

/** @param {import('./judge.mjs').Mutant} mutant */
function keyOf({ mutatorName, replacement, location }) {
  return JSON.stringify([mutatorName, replacement, location]);
}
