import { existsSync, readFileSync } from 'node:fs';
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
