import path from 'node:path';
import { compareText } from '../text.mjs';
import { bundledInputs, isOwnModule } from './checks.mjs';

/**
 * Our modules that are in the file read at start, and that the files beside it take from there: a class that is in two
 * files is two classes, and state that is in two files is two states.
 *
 * @typedef {object} Shared
 * @property {string} file The name of the file that holds them.
 * @property {ReadonlyMap<string, string>} modules Path, relative to the repository, with slashes → name of its export.
 */

/**
 * @param {string} file
 * @param {string} entry The source of that file, relative to the repository.
 * @param {import('esbuild').Metafile} metafile Of that file.
 * @returns {Shared}
 */
export function sharedModules(file, entry, metafile) {
  const inputs = bundledInputs(metafile).filter((input) => isOwnModule(input) && input !== entry);
  return { file, modules: new Map(inputs.sort(compareText).map((input, index) => [input, `m${index}`])) };
}

/**
 * The source of the file that holds them: its entry, and each module as an export.
 *
 * @param {Shared} shared
 * @param {string} entry
 */
export function sharingEntry({ modules }, entry) {
  const lines = [...modules].map(([module, name]) => `export * as ${name} from './${module}';`);
  return [...lines, `import './${entry}';`].join('\n');
}

/**
 * Puts, in a file beside it, the export in the place of each shared module.
 *
 * @param {string} root
 * @param {Shared} shared
 * @returns {import('esbuild').Plugin}
 */
export function takeShared(root, { file, modules }) {
  return {
    name: 'take-shared',
    setup(build) {
      build.onResolve({ filter: /^(\.|@crunchtools\/)/ }, async (wanted) => {
        if (wanted.pluginData === takeShared || wanted.namespace !== 'file') return undefined;
        const { importer, resolveDir, kind, path: specifier } = wanted;
        const found = await build.resolve(specifier, { importer, resolveDir, kind, pluginData: takeShared });
        const module = path.relative(root, found.path).split(path.sep).join('/');
        return found.external || !modules.has(module) ? undefined : { path: module, namespace: 'shared' };
      });
      build.onResolve({ filter: /^\.\//, namespace: 'shared' }, ({ path: name }) => ({
        path: name,
        external: true,
      }));
      build.onLoad({ filter: /./, namespace: 'shared' }, ({ path: module }) => ({
        contents: `module.exports = require('./${file}').${modules.get(module)};`,
        loader: 'js',
      }));
    },
  };
}
