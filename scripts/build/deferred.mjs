import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { build } from 'esbuild';

/**
 * A package of ours that is a file of its own and loaded at the first call of one of its functions: sources import
 * it like any other, a start that never needs it does not read it, and all files beside it share one copy.
 *
 * @typedef {object} Deferred
 * @property {string} specifier As sources import it.
 * @property {string} file Name beside the bundles.
 * @property {string} source Its entry, absolute.
 */

/**
 * @param {Deferred} deferred
 * @returns {import('esbuild').Plugin}
 */
export function deferred({ specifier, file, source }) {
  return {
    name: 'deferred',
    setup(bundling) {
      const exact = new RegExp(`^${specifier.replaceAll(/[^\w]/g, String.raw`\$&`)}$`);
      bundling.onResolve({ filter: exact }, () => ({ path: specifier, namespace: 'deferred' }));
      bundling.onResolve({ filter: /^\.\//, namespace: 'deferred' }, ({ path: name }) => ({
        path: name,
        external: true,
      }));
      bundling.onLoad({ filter: exact, namespace: 'deferred' }, async () => {
        const { lines, errors } = standIns(await exportsOf(source));
        const head = `let loaded;\nconst library = () => (loaded ??= require(${JSON.stringify(`./${file}`)}));`;
        return { contents: [head, ...lines].join('\n'), loader: 'js', errors };
      });
    },
  };
}

/**
 * Stands in for every export: a function for a function, a copy for plain data, and for a class one that makes
 * and knows its instances. Anything else (a map, an instance) would be another thing than the one in the file.
 *
 * @param {Readonly<Record<string, unknown>>} exported
 */
function standIns(exported) {
  const lines = [];
  const errors = [];
  for (const [name, value] of Object.entries(exported)) {
    if (isClass(value)) {
      const test = `static [Symbol.hasInstance](value) { return value instanceof library().${name}; }`;
      // Whoever makes an instance gets one of the class in the file, which `test` recognises.
      const make = `constructor(...given) { return new (library().${name})(...given); }`;
      lines.push(`export class ${name} { ${make} ${test} }`);
    } else if (typeof value === 'function') {
      lines.push(`export const ${name} = (...given) => library().${name}(...given);`);
    } else if (isPlain(value)) lines.push(`export const ${name} = ${JSON.stringify(value)};`);
    else errors.push({ text: `${name} is no function, class or plain data, so it cannot be deferred` });
  }
  return { lines, errors };
}

/**
 * @param {string} source
 * @returns {Promise<Readonly<Record<string, unknown>>>} The namespace of the module, run here.
 */
async function exportsOf(source) {
  const { outputFiles } = await build({
    absWorkingDir: path.dirname(source),
    entryPoints: [source],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'silent',
  });
  const text = outputFiles[0]?.text ?? '';
  return import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`);
}

/** @param {unknown} value */
function isClass(value) {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}

/** @param {unknown} value */
function isPlain(value) {
  const text = JSON.stringify(value);
  return text !== undefined && isDeepStrictEqual(value, JSON.parse(text));
}
