import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { root } from '../run.mjs';
import { machine, writeSection } from './document.mjs';
import { requests, samples } from './language-expressions.mjs';
import { median, table } from './report.mjs';

/** @typedef {typeof import('@crunchtools/rules-language')} Language */
/** @typedef {import('@crunchtools/rules-language').Expression} Expression */

/** Rounds before the first that counts: by then the engine has compiled what it will. */
const warmUp = 20;
/** Passes over the whole set in one round. */
const passes = 10;

const steps = /** @type {const} */ (['parse', 'check', 'evaluate']);

/**
 * Parses, checks and evaluates a fixed set of expressions with the sources and, turn about in the same process, with
 * those of an older commit.
 *
 * @param {{ rounds: number, against?: string | undefined }} options
 */
export async function benchLanguage({ rounds, against }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  try {
    const contenders = [await bundled('now', root, folder)];
    if (against !== undefined)
      contenders.push(await bundled(against, await sourcesOf(against, folder), folder));
    const rows = [];
    for (const kind of /** @type {const} */ (['seen before', 'new'])) {
      const measured = measure(contenders, kind, rounds);
      for (const step of [...steps, 'together']) rows.push(rowOf(kind, step, measured));
    }
    const older = against === undefined ? [] : [`at ${against}`, 'ratio'];
    const text = `${introduction}\n\n${table(['texts', '', 'now', ...older], rows)}`;
    console.log(text);
    await writeSection('language', `${text}\n\n${await machine()}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} against A commit, or a folder with the sources of one.
 * @param {string} folder
 */
async function sourcesOf(against, folder) {
  const found = await stat(against).catch(() => undefined);
  if (found?.isDirectory()) return path.resolve(against);
  const into = path.join(folder, 'older');
  await mkdir(into);
  const archive = path.join(folder, 'older.tar');
  const run = promisify(execFile);
  await run('git', ['archive', '--output', archive, against, 'packages/rules-language/src'], { cwd: root });
  await run('tar', ['-xf', archive, '-C', into]);
  return into;
}

/**
 * @param {string} name
 * @param {string} sources
 * @param {string} folder
 * @returns {Promise<Language>}
 */
async function bundled(name, sources, folder) {
  const outfile = path.join(folder, `${name.replaceAll(/\W/g, '_')}.mjs`);
  const entry = path.join(sources, 'packages/rules-language/src/index.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, minify: true, platform: 'node', format: 'esm' });
  return import(pathToFileURL(outfile).href);
}

/**
 * @param {readonly Language[]} contenders
 * @param {'seen before' | 'new'} kind Of the texts.
 * @param {number} rounds
 * @returns {Record<string, number>[]} Of each contender the median of each step, in microseconds for each expression.
 */
function measure(contenders, kind, rounds) {
  /** @type {Map<string, number[]>[]} */
  const times = contenders.map(() => new Map());
  for (let round = -warmUp; round < rounds; round += 1) {
    if (round === 0) for (const all of times) all.clear();
    for (const [index, language] of contenders.entries()) {
      const sources =
        kind === 'new'
          ? (/** @type {number} */ pass) => varied((round + warmUp) * passes + pass)
          : () => samples;
      for (const [step, spent] of Object.entries(roundOf(language, sources))) {
        times[index]?.set(step, [...(times[index]?.get(step) ?? []), spent]);
      }
    }
  }
  return times.map((all) => Object.fromEntries([...all].map(([step, spent]) => [step, median(spent)])));
}

/**
 * @param {Language} language
 * @param {(pass: number) => typeof samples} sources
 */
function roundOf({ parse, check, evaluateValue, describeRequest }, sources) {
  const facts = requests.map((request) => describeRequest(request));
  /** @type {Record<string, number>} */
  const spent = { parse: 0, check: 0, evaluate: 0, together: 0 };
  /** @param {string} step @param {() => void} act */
  const timed = (step, act) => {
    const { user, system } = process.cpuUsage();
    act();
    const after = process.cpuUsage();
    const each = (after.user + after.system - user - system) / (samples.length * passes);
    spent[step] = (spent[step] ?? 0) + each;
    spent['together'] = (spent['together'] ?? 0) + each;
  };
  const texts = Array.from({ length: passes }, (_, pass) => sources(pass)).flat();
  /** @type {{ expression: Expression, use: (typeof samples)[number]['use'], source: string }[]} */
  const parsed = [];
  timed('parse', () => {
    for (const { use, source } of texts) {
      const result = parse(source);
      if (!result.ok) throw new Error(`${source}: ${result.problems[0]?.message}`);
      parsed.push({ expression: result.expression, use, source });
    }
  });
  timed('check', () => {
    for (const { expression, use, source } of parsed) {
      const result = check(expression, { use }, source);
      if (!result.ok) throw new Error(`${source}: ${result.problems[0]?.message}`);
    }
  });
  timed('evaluate', () => {
    for (const { expression } of parsed) for (const request of facts) evaluateValue(expression, request);
  });
  return spent;
}

/**
 * The set with other blanks: the same work, and texts that were not seen before.
 *
 * @param {number} number
 */
function varied(number) {
  return samples.map(({ use, source }) => {
    let bits = number;
    const text = source.replaceAll(/(?<!strict) /g, () => {
      const more = bits % 4;
      bits = Math.floor(bits / 4);
      return ' '.repeat(1 + more);
    });
    return { use, source: text };
  });
}

/**
 * @param {string} kind
 * @param {string} step
 * @param {readonly Record<string, number>[]} measured
 */
function rowOf(kind, step, measured) {
  const [now = 0, older] = measured.map((medians) => medians[step] ?? 0);
  const times = [now, ...(older === undefined ? [] : [older])].map((time) => `${time.toFixed(2)} µs`);
  return [kind, step, ...times, ...(older === undefined ? [] : [(now / older).toFixed(2)])];
}

const introduction = `## Rules language

${samples.length} expressions of all kinds (\`scripts/bench/language-expressions.mjs\`): parsed, checked for their use, and evaluated on
${requests.length} requests. Processor time for each expression, the median of rounds, warm. *Seen before* are the same texts again, as with the rules
of a zone that is traced again: their trees and findings are remembered, for 512 Ki characters of text. *New* ones differ in their blanks each time. With \`--against COMMIT\` the sources of an
older commit have their turn in the same process.`;
