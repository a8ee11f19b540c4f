// Mutation testing of the code that safety rests on: changes it in every small way, and looks whether a test notices.
//
//   npm run mutation                     every module; this takes hours
//   npm run mutation -- path policy      some of them
//   npm run mutation -- --document path  only writes docs/mutation.md anew, from the last reports
//   npm run mutation -- --again path     runs only those mutants again that no test noticed the last time
//
// A module is run file by file, and each file has its report: MUTATION_FILES=escape.ts,view.ts runs only those again.
// A report counts as long as its file is what it was. Writes the result into docs/mutation.md. Exit code 0: of every
// module, each file was run, the score was reached, and each survivor has its reason in test/mutation/equivalent.mjs.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { filesOf, LOWEST_SCORE, modules } from '../test/mutation/modules.mjs';
import { writeSections } from './mutation/document.mjs';
import { judge } from './mutation/judge.mjs';
import { addToReport, readReports, reportOf, survivorsIn } from './mutation/reports.mjs';
import { root } from './run.mjs';

const folder = path.join(root, 'test/mutation');
const stryker = path.join(folder, 'node_modules/@stryker-mutator/core/bin/stryker.js');

/** It has a lock file of its own, so that `npm ci` of the repository stays small. */
function install() {
  if (existsSync(stryker)) return;
  const npm = process.env['npm_execpath'];
  const [command, ...args] = npm === undefined ? ['npm'] : [process.execPath, npm];
  const { status } = spawnSync(command ?? 'npm', [...args, 'ci'], { cwd: folder, stdio: 'inherit' });
  if (status !== 0) throw new Error('npm ci failed in test/mutation');
}

/**
 * @param {string} name
 * @param {string} file
 * @param {boolean} again Only what survived the last time, where that was the same code.
 */
function mutate(name, file, again) {
  const report = reportOf(name, file);
  const before = again ? readReports(name, [file]).reports[0] : undefined;
  const left = before && survivorsIn(before, file);
  if (left?.length === 0) return;
  const { status } = spawnSync(process.execPath, [stryker, 'run', path.join(folder, 'stryker.config.mjs')], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      MUTATION_MODULE: name,
      MUTATION_FILE: file,
      MUTATION_RANGES: left?.join(','),
      MUTATION_REPORT: report,
    },
  });
  if (status !== 0) throw new Error(`Stryker failed on ${file}`);
  if (before !== undefined) addToReport(before, report, file);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { document: { type: 'boolean', default: false }, again: { type: 'boolean', default: false } },
});
const names = positionals.length > 0 ? positionals : Object.keys(modules);
const unknown = names.filter((name) => modules[name] === undefined);
if (unknown.length > 0) throw new Error(`there is no module ${unknown.join(', ')}`);
if (!values.document) install();
const only = process.env['MUTATION_FILES']?.split(',');
/** @type {import('./mutation/judge.mjs').Judgement[]} */
const judgements = [];
for (const name of names) {
  const files = filesOf(name);
  const wanted = files.filter((file) => only?.some((end) => `/${file}`.endsWith(`/${end}`)) ?? true);
  for (const file of values.document ? [] : wanted) mutate(name, file, values.again);
  const { reports, missing } = readReports(name, files);
  if (reports.length === 0) throw new Error(`no file of ${name} was run as it is now`);
  judgements.push(judge(name, reports, missing));
  // After each, because the next may take an hour.
  await writeSections(judgements);
}
for (const { name, score, unexplained, missing } of judgements) {
  console.log(`${name}: ${score.toFixed(1)} %, ${unexplained} survived without a reason`);
  if (missing.length > 0) console.log(`not run as they are now: ${missing.join(', ')}`);
}
const failed = judgements.some(
  ({ score, unexplained, missing }) => score < LOWEST_SCORE || unexplained > 0 || missing.length > 0,
);
process.exitCode = failed ? 1 : 0;
