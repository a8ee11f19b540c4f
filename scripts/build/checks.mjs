import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { compareText } from '../text.mjs';

/** @typedef {import('esbuild').Metafile} Metafile */

/** Ways to turn text into code. */
const CODE_GENERATION = /\b(?:eval|Function)\s*\(|\bnew\s+Function\b|=\s*Function\b/;

const OWN_MODULE = /^packages\/[^/]+\/src\//;
const CLASS = /^\s*(export\s+)?(abstract\s+)?class\s/m;

/**
 * @param {Metafile} metafile Of one bundle.
 * @returns {string[]} Modules that left code in the bundle.
 */
export function bundledInputs({ outputs }) {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])),
  );
}

/**
 * What a security claim about the shipped file rests on, read from the file itself.
 *
 * @param {string} text
 * @param {Metafile} metafile
 * @returns {string[]} One sentence per problem.
 */
export function problemsOfBundle(text, metafile) {
  const problems = [];
  const match = CODE_GENERATION.exec(text);
  if (match !== null) {
    problems.push(
      `can turn text into code: …${text.slice(Math.max(0, match.index - 40), match.index + 40)}…`,
    );
  }
  if (bundledInputs(metafile).some((input) => /ajv/i.test(input))) problems.push('contains ajv');
  return problems;
}

/**
 * @param {Metafile} metafile Of one bundle.
 * @returns {string[]} The built-in modules that it loads, without `node:`, in a fixed order.
 */
export function loadedBuiltins({ outputs }) {
  const names = Object.values(outputs)
    .flatMap(({ imports }) => imports)
    .filter(({ path: name }) => !name.startsWith('./'))
    .map(({ path: name }) => name.replace(/^node:/, ''));
  return [...new Set(names)].sort(compareText);
}

/**
 * A bundle loads only the built-in modules that it is listed with in `bundles.mjs`, and files beside it.
 *
 * @param {import('./bundles.mjs').Bundle} bundle
 * @param {Metafile} metafile
 * @returns {string[]}
 */
export function problemsOfImports({ builtins }, metafile) {
  return loadedBuiltins(metafile)
    .filter((name) => !builtins.includes(name))
    .map((name) => `loads ${name}`);
}

/**
 * @param {Metafile} metafile Of the file that is read at start.
 * @returns {string[]}
 */
export function problemsOfStart(metafile) {
  return bundledInputs(metafile)
    .filter((input) => /(^|\/)node_modules\//.test(input))
    .map((input) => `has to start quickly, but contains ${input}`);
}

/** @param {string} input Of a metafile. */
export function isOwnModule(input) {
  return OWN_MODULE.test(input);
}

/**
 * A class that is in two files is two classes, and `instanceof` fails between them.
 * Not covered: other identities and state of a module (symbols, maps).
 *
 * @param {string} root
 * @param {Metafile} one
 * @param {Metafile} other
 * @returns {Promise<string[]>}
 */
export async function duplicatedClasses(root, one, other) {
  const held = new Set(bundledInputs(one));
  const problems = [];
  for (const input of bundledInputs(other)) {
    if (!held.has(input) || !OWN_MODULE.test(input)) continue;
    const source = await readFile(path.join(root, input), 'utf8');
    if (CLASS.test(source)) problems.push(`holds a second copy of the classes in ${input}: hand them in`);
  }
  return problems;
}
