// What is mutated, and the tests that are to notice. Each module has to reach the same score.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { proofs } from '../../scripts/proofs.mjs';

/**
 * @typedef {object} Module
 * @property {readonly string[]} mutate
 * @property {readonly string[] | 'beside'} tests Patterns, or those beside the file that is mutated whose names begin
 *   as its own does. Those of DNS are quick, and all of them run.
 */

const root = path.join(import.meta.dirname, '../..');
const core = 'packages/core/src';
const features = 'packages/cloudflare/src/features';

/** Where the guards of a kind of object are, when they have no folder of their own. */
const guardFiles = { settings: 'guard', dnssec: 'dnssec', cache: 'purge' };

/**
 * @param {readonly string[]} mutated
 * @param {readonly string[]} tests
 * @returns {Module}
 */
function ofChanges(mutated, tests) {
  return {
    mutate: mutated.map((name) => `${core}/change/${name}.ts`),
    tests: tests.map((name) => `${core}/change/${name}.test.ts`),
  };
}

/**
 * Without the rows of docs/approval.md, which a test compares with that document.
 *
 * @param {string} kind
 * @returns {string[]}
 */
function guardsOf(kind) {
  const file = Reflect.get(guardFiles, kind);
  if (file !== undefined) return [`${features}/${kind}/${file}.ts`];
  const folder = `${features}/${kind}/guard`;
  return [`${folder}/*.ts`, `!${folder}/table.ts`];
}

/** In percent of all mutants. */
export const LOWEST_SCORE = 95;

/** @type {Readonly<Record<string, Module>>} */
export const modules = {
  path: { mutate: [`${core}/http/path.ts`], tests: [`${core}/http/path.test.ts`] },
  policy: { mutate: [`${core}/policy/policy.ts`], tests: [`${core}/policy/*.test.ts`] },
  untrusted: {
    mutate: [`${core}/untrusted/neutralise.ts`],
    tests: [`${core}/untrusted/*.test.ts`],
  },
  approval: ofChanges(['approve', 'issued', 'unasked'], ['approve', 'issued', 'unasked']),
  question: ofChanges(
    ['question', 'difference', 'change-lines', 'guard', 'plan'],
    ['question', 'difference', 'change-lines', 'guard', 'plan'],
  ),
  session: {
    mutate: [`${core}/http/cookies.ts`, `${core}/http/session.ts`],
    tests: [`${core}/http/cookies.test.ts`, `${core}/http/session.test.ts`],
  },
  guards: {
    mutate: ['dns', 'rules', 'page-rules', 'settings', 'dnssec', 'cache'].flatMap(guardsOf),
    tests: 'beside',
  },
  secret: {
    mutate: [`${core}/secret/*.ts`],
    // Those of the whole scrubber take seconds, for each mutant: every part has quick ones of its own.
    tests: [
      `${core}/secret/*.test.ts`,
      `!${core}/secret/scrub.test.ts`,
      `!${core}/secret/scrub-long.test.ts`,
    ],
  },
  ...Object.assign({}, ...proofs.map(({ mutated }) => mutated)),
};

/**
 * The files of a module, each of which is mutated by itself.
 *
 * @param {string} name
 * @returns {string[]}
 */
export function filesOf(name) {
  return expand(modules[name]?.mutate ?? []).filter((file) => !file.endsWith('.test.ts'));
}

/**
 * The files of tests that are to notice the mutants of a file.
 *
 * @param {string} name Of the module.
 * @param {string} mutated
 * @returns {string[]}
 */
export function testsOf(name, mutated) {
  const tests = modules[name]?.tests ?? [];
  if (tests !== 'beside') return expand(tests);
  const beside = expand([`${path.posix.dirname(mutated)}/*.test.ts`]);
  const start = mutated.slice(0, -'.ts'.length);
  return mutated.includes('/dns/') ? beside : beside.filter((file) => file.startsWith(start));
}

/**
 * Of patterns only `FOLDER/*.ts`, `FOLDER/*.test.ts` and `!FILE` are understood.
 *
 * @param {readonly string[]} patterns
 * @returns {string[]}
 */
function expand(patterns) {
  const files = patterns.flatMap((pattern) => {
    const [folder = '', end] = pattern.split('*');
    if (end === undefined) return [pattern];
    const names = readdirSync(path.join(root, folder)).filter((file) => file.endsWith(end));
    return names.toSorted().map((file) => `${folder}${file}`);
  });
  return files.filter((file) => !file.startsWith('!') && !patterns.includes(`!${file}`));
}
