import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { entryOf, root } from '../run.mjs';
import { missingOf } from './needs.mjs';
import { shownBy, verdictOf } from './verdict.mjs';

/** @typedef {import('./claims.mjs').Claim} Claim */
/** @typedef {import('./claims.mjs').Evidence} Evidence */
/** @typedef {import('./verdict.mjs').Shown} Shown */
/** @typedef {import('./verdict.mjs').Verdict} Verdict */
/** @typedef {{ readonly path: string, readonly version: readonly [number, number] }} Runtime */

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<{ code: number, output: string }>}
 */
export function capture(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
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
 * Tests start the server with the Node that runs them, so a whole test run belongs to each Node.
 *
 * @param {Runtime} runtime
 * @param {readonly string[]} files
 */
async function runTests(runtime, files) {
  if (files.length === 0) return new Map();
  const folder = await mkdtemp(path.join(tmpdir(), 'prove-'));
  const report = path.join(folder, 'report.json');
  try {
    const { output } = await capture(runtime.path, [
      entryOf('vitest'),
      'run',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...files,
    ]);
    /** @type {import('vitest/node').JsonTestResults} */
    const { testResults } = JSON.parse(
      await readFile(report, 'utf8').catch(() => {
        throw new Error(`no report from ${runtime.path}:\n${output}`);
      }),
    );
    return new Map(
      testResults.map((result) => [path.relative(root, result.name).replaceAll('\\', '/'), result]),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {Runtime} runtime
 * @param {Evidence} evidence
 * @returns {Promise<Shown>}
 */
async function runScript(runtime, { file, args = [] }) {
  const { code, output } = await capture(runtime.path, [path.join(root, file), ...args]);
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  return { file, passed: code === 0 ? 1 : 0, failed: code === 0 ? [] : [last], skipped: [] };
}

/** @param {Evidence} evidence */
const isTest = ({ file }) => file.endsWith('.test.ts');

/**
 * Why a claim is not even tried with this Node.
 *
 * @param {Claim} claim
 * @param {Runtime} runtime
 * @param {{ readonly long: boolean, readonly first: boolean }} options
 * @returns {Verdict | undefined}
 */
function setAside({ needs = [], since, once = false, evidence }, { version }, { long, first }) {
  if (once && !first) return { result: 'NOT RUN', why: 'shown with the first Node' };
  if (since !== undefined && (version[0] < since[0] || (version[0] === since[0] && version[1] < since[1])))
    return { result: 'NOT RUN', why: `not promised before Node ${since.join('.')}` };
  const missing = missingOf(needs);
  if (missing.length > 0) return { result: 'NOT RUN', why: `needs ${missing.join(', ')}` };
  if (!long && evidence.some((one) => one.long === true))
    return { result: 'NOT RUN', why: 'takes long: run it with --long' };
  return undefined;
}

/**
 * @param {readonly Claim[]} claims
 * @param {Runtime} runtime
 * @param {{ readonly long: boolean, readonly first: boolean }} options
 * @returns {Promise<Map<Claim, Verdict>>}
 */
export async function prove(claims, runtime, options) {
  /** @type {Map<Claim, Verdict>} */
  const verdicts = new Map();
  const tried = claims.filter((claim) => {
    const aside = setAside(claim, runtime, options);
    if (aside !== undefined) verdicts.set(claim, aside);
    return aside === undefined;
  });
  const files = tried.flatMap(({ evidence }) => evidence.filter(isTest).map(({ file }) => file));
  const results = await runTests(runtime, [...new Set(files)]);
  for (const claim of tried) {
    const shown = [];
    for (const evidence of claim.evidence) {
      shown.push(
        isTest(evidence) ? shownBy(evidence, results.get(evidence.file)) : await runScript(runtime, evidence),
      );
    }
    verdicts.set(claim, verdictOf(shown));
  }
  return verdicts;
}
