import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** @typedef {import('esbuild').Plugin} Plugin */

/**
 * Leaves `import()` of another bundle's source outside, as a reference to the file that bundle becomes.
 *
 * @param {ReadonlyMap<string, string>} files Absolute path of a source → file name beside this bundle.
 * @returns {Plugin}
 */
export function onDemand(files) {
  return {
    name: 'on-demand',
    setup(build) {
      build.onResolve({ filter: /^\.\.?\// }, ({ path: specifier, resolveDir, kind }) => {
        const file = files.get(path.resolve(resolveDir, specifier));
        if (file === undefined) return undefined;
        if (kind === 'dynamic-import') return { path: `./${file}`, external: true };
        return { errors: [{ text: `${specifier} is a file of its own: load it with import()` }] };
      });
    },
  };
}

/** The SDK's `_shims` bring in ajv, which compiles schemas with `new Function`. Ours bring in an interpreter. */
const SHIMS = new URL('./shims/', import.meta.url);

/**
 * @param {(url: URL) => string} toPath
 * @returns {Record<string, string>}
 */
export function sdkShims(toPath) {
  return {
    '@modelcontextprotocol/server/_shims': toPath(new URL('server.mjs', SHIMS)),
    '@modelcontextprotocol/client/_shims': toPath(new URL('client.mjs', SHIMS)),
  };
}

/**
 * Takes the reference to the `Function` constructor out of zod. Its probe for code generation then answers no,
 * and zod interprets schemas, which it would otherwise compile.
 *
 * @type {Plugin}
 */
export const interpretedZod = {
  name: 'interpreted-zod',
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]core[\\/](util|doc)\.js$/ }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8');
      const contents = text.replace('const F = Function;', 'const F = undefined;');
      if (contents === text)
        return { errors: [{ text: `${path.basename(file)} no longer reads as expected` }] };
      return { contents, loader: 'js' };
    });
  },
};
