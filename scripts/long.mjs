// Runs the long proofs, which the workflow "Long proofs" runs each week: `npm run test:long`, or
// `npm run test:long -- zones foreign` for some of them. A variable that is set already stays: `ZONES=100 npm run test:long -- zones`.
// All run, even after a failure. `node scripts/long.mjs --packages NAME` says which packages of Debian a proof needs.
import process from 'node:process';
import { longProofs } from './long-proofs.mjs';
import { run } from './run.mjs';
import { newestFiles, whyNoNewest } from './systems/newest.mjs';

const [first, ...others] = process.argv.slice(2);
const onlyPackages = first === '--packages';
const names = onlyPackages || first === undefined ? others : [first, ...others];
const unknown = names.filter((name) => !Object.hasOwn(longProofs, name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no long proof ${unknown.join(', ')}. There are: ${Object.keys(longProofs).join(', ')}.\n`,
  );
  process.exit(2);
}

if (onlyPackages) {
  const packages = names.map((name) => longProofs[name]?.packages ?? '');
  process.stdout.write(`${packages.join(' ').trim()}\n`);
  process.exit(0);
}

/** @type {string[]} */
const failed = [];
const chosen = Object.entries(longProofs).filter(([name]) => names.length === 0 || names.includes(name));
for (const [name, { what, projects = ['e2e'], files, variables, newest }] of chosen) {
  process.stdout.write(`\n${name}: ${what}\n`);
  const chosenProjects = projects.flatMap((project) => ['--project', project]);
  try {
    // Tests have no time for it.
    if (newest !== undefined && (await whyNoNewest()) === undefined) await newestFiles(newest);
    const code = await run(['vitest', 'run', ...chosenProjects, ...files], { ...variables, ...process.env });
    if (code !== 0) failed.push(name);
  } catch (error) {
    process.stdout.write(`${String(error)}\n`);
    failed.push(name);
  }
}

process.stdout.write(`\n${chosen.length - failed.length} passed, ${failed.length} failed\n`);
if (failed.length > 0) process.stdout.write(`failed: ${failed.join(', ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
