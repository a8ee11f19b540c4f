// Runs the official conformance suite against a server on core and against the Cloudflare server, and writes
// docs/conformance.md: `npm run conformance`. Installs the suite into dist/conformance on demand.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { startBridge } from './conformance/bridge.mjs';
import { documentOf, judged } from './conformance/document.mjs';
import { ofAnyServer, outOfScope, revisions } from './conformance/scope.mjs';
import { installSuite, runSuite } from './conformance/suite.mjs';
import { root } from './run.mjs';

const folder = path.join(root, 'dist/conformance');
const fixture = path.join(root, 'packages/core/test/conformance/server.ts');
const launcher = path.join(root, 'packages/cloudflare/dist/launch.cjs');

/**
 * @typedef {import('./conformance/document.mjs').Column} Column
 * @typedef {import('./conformance/suite.mjs').Results} Results
 */

/** @param {string} server @param {string} revision @param {Results} results @returns {Column} */
function columnOf(server, revision, results) {
  const outcomes = [...results].map(([name, checks]) => /** @type {const} */ ([name, judged(name, checks)]));
  return { server, revision, outcomes: new Map(outcomes) };
}

/**
 * Everything that a revision requires, and what the suite runs beside it.
 *
 * @param {{ node: string, cli: string }} tools
 * @param {string} revision
 */
async function fixtureAt({ node, cli }, revision) {
  const bridge = await startBridge([node, fixture]);
  const command = [node, cli, 'server', '--url', bridge.url, '--requirements', revision];
  const { results, printed } = await runSuite(command, path.join(folder, `core-${revision}`));
  await bridge.stop();
  const wanted = Number(/\((\d+) scenarios\)/.exec(printed)?.[1]);
  if (!(results.size >= wanted))
    throw new Error(`of ${wanted} scenarios only ${results.size} ran\n${printed}`);
  return columnOf('core', revision, results);
}

/**
 * Some checks call tools that only the fixture has.
 *
 * @param {import('./conformance/suite.mjs').Check} check
 */
function isOfAnyServer({ errorMessage = '' }) {
  return !errorMessage.startsWith('Not testable: server does not list the diagnostic tool');
}

/** @param {{ node: string, cli: string }} tools @param {string} revision */
async function cloudflareAt({ node, cli }, revision) {
  const bridge = await startBridge([process.execPath, launcher, '--sandbox', '--log-level', 'silent']);
  /** @type {Results} */
  const all = new Map();
  for (const scenario of ofAnyServer) {
    const options = ['--url', bridge.url, '--scenario', scenario, '--spec-version', revision];
    const { results } = await runSuite([node, cli, 'server', ...options], path.join(folder, 'one'));
    for (const [name, checks] of results) all.set(name, checks.filter(isOfAnyServer));
  }
  await bridge.stop();
  return columnOf('Cloudflare', revision, all);
}

/**
 * A reason stays only as long as something fails for it.
 *
 * @param {readonly Column[]} columns
 */
function problemsOf(columns) {
  const failures = columns.flatMap(({ server, revision, outcomes }) =>
    [...outcomes]
      .filter(([, { verdict }]) => verdict === 'fails')
      .map(([name, { failed }]) => `${server}, ${revision}: ${name} fails\n  ${failed.join('\n  ')}`),
  );
  const excused = columns.flatMap(({ outcomes }) => [...outcomes]);
  const unused = outOfScope.filter(
    ({ scenario, checks = /./ }) =>
      !excused.some(
        ([name, outcome]) => scenario.test(name) && outcome.excused.some((id) => checks.test(id)),
      ),
  );
  return [...failures, ...unused.map(({ scenario }) => `nothing fails for the reason of ${scenario.source}`)];
}

const tools = await installSuite(folder);
/** @type {Column[]} */
const columns = [];
for (const revision of revisions) columns.push(await fixtureAt(tools, revision));
for (const revision of revisions) columns.push(await cloudflareAt(tools, revision));
await writeFile(path.join(root, 'docs/conformance.md'), documentOf(columns));
const problems = problemsOf(columns);
for (const problem of problems) process.stdout.write(`${problem}\n`);
const all = columns.flatMap(({ outcomes }) => [...outcomes.values()]);
/** @param {string} verdict */
const count = (verdict) => all.filter((outcome) => outcome.verdict === verdict).length;
process.stdout.write(
  `${count('passes')} passed, ${count('does not apply')} do not apply, ${problems.length} failed\n`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
