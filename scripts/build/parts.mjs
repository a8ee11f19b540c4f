import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import * as zod from 'zod';
import { compareText } from '../text.mjs';
import { bundledInputs, isOwnModule } from './checks.mjs';

/**
 * A bundle in several files: each of its modules is in one of them. A file is read, and a module in it run, when
 * something of that module is first used, not when a module that imports it is run: a call reads what it needs and
 * nothing else. Sources import each other as usual.
 *
 * @typedef {object} Part
 * @property {string} name Written as `dist/<name>.cjs`.
 * @property {RegExp} modules Paths, relative to the repository, with slashes. The first part that matches has the module; what none matches
 *   is in the file of the bundle itself.
 * @property {readonly string[]} builtins As of a bundle.
 */

/**
 * Where each of our modules is, and what it exports. Its name there is of this build: files of another, put in their
 * place while the server runs, are refused when they are read.
 *
 * @typedef {object} Layout
 * @property {ReadonlyMap<string, Module>} modules
 * @property {readonly string[]} schemas What is used of zod, which is a file of its own.
 * @property {ReadonlyMap<string, Used>} used Of each file.
 *
 * @typedef {object} Module
 * @property {string} file
 * @property {string} name
 * @property {readonly string[]} exports
 * @property {ReadonlyMap<string, Origin> | undefined} [origins] Of one that only hands on what others export: where each is read.
 *
 * @typedef {object} Origin
 * @property {string} module An expression.
 * @property {string} name
 *
 * What the modules of a file import: of each module the names, or all where they cannot be told; and of zod.
 * @typedef {{ readonly of: ReadonlyMap<string, ReadonlySet<string> | undefined>, readonly schemas: readonly string[] }} Used
 */

/** What these import is run when it is used, in the same file too: they only list it. */
const LISTS = /[\\/](feature\.ts|(core|cloudflare-simulator)[\\/]src[\\/]index\.ts)$/;

/** The name of a source that is in no file: what a file begins with. */
export const ENTRY = 'entry.js';

/** What our modules are given in the place of zod. */
const LIGHT = 'packages/core/src/schema/light.ts';

/** The file that has zod, as far as it is used. */
export const schemasFile = 'schemas';

/**
 * @param {string} root
 * @param {{ readonly name: string, readonly parts: readonly Part[] }} bundle
 * @param {import('esbuild').Metafile} metafile Of the bundle as one file.
 * @param {import('./shared.mjs').Shared | undefined} shared
 * @returns {Promise<Layout>}
 */
export async function layoutOf(root, { name, parts }, metafile, shared) {
  const hasSchemas = Object.keys(metafile.inputs).some((input) => ZOD.test(input));
  const light = hasSchemas && existsSync(path.join(root, LIGHT)) ? [LIGHT] : [];
  const own = [...Object.keys(metafile.inputs).filter((input) => isOwnModule(input)), ...light].sort(
    compareText,
  );
  const read = await readModules(root, own);
  const packages = bundledInputs(metafile).filter((input) => /node_modules/.test(input) && !ZOD.test(input));
  const texts = await Promise.all(packages.map((input) => readFile(path.join(root, input), 'utf8')));
  const all = [...texts, ...own.map((input) => read.get(input)?.text ?? '')];
  const edition = createHash('sha256').update(all.join('\n')).digest('hex').slice(0, 8);
  const used = new Set([...bundledInputs(metafile), ...light]);
  const modules = own.map((input, index) => {
    const { exports = [], text = '' } = read.get(input) ?? {};
    const isUsed = used.has(input) || ONLY_NAMES.test(text);
    const file = isUsed ? (parts.find((part) => part.modules.test(input))?.name ?? name) : nowhere;
    return /** @type {const} */ ([input, { file, name: `m${index}_${edition}`, exports }]);
  });
  const handing = withOrigins(
    new Map(modules),
    (input) => {
      const held = shared?.modules.get(input);
      return held === undefined ? undefined : `require('./${shared?.file}').${held}`;
    },
    (input) => originsOf(read.get(input)?.text ?? '', metafile.inputs[input]),
  );
  const schemas = schemasUsed(all);
  const files = new Set(modules.map(([, { file }]) => file));
  const usedBy = [...files].map((file) => {
    const within = modules.flatMap(([input, module]) =>
      module.file === file ? [{ text: read.get(input)?.text ?? '', input: metafile.inputs[input] }] : [],
    );
    return /** @type {const} */ ([file, usedIn(within)]);
  });
  return { modules: handing, schemas, used: new Map(usedBy) };
}

/** @typedef {import('esbuild').Metafile['inputs'][string]} Input */

/** Imports and exports, as esbuild writes them. */
const FROM = /\b(?:import|export)\s*(\{[^}]*\}|[^"'{};()]*?)\s*(?:\bfrom\s*)?["']([^"']+)["']/g;
const DYNAMIC = /\bimport\(\s*["']([^"']+)["']/g;

/** @param {string} specifier @param {Input | undefined} input Which imports it. */
function resolved(specifier, input) {
  const found = input?.imports.find(({ original, path: file }) => (original ?? file) === specifier);
  // `shared:` stands before what is in the file that starts.
  return found?.path.replace(/^[a-z]+:/, '');
}

/** @param {string} list `{ a, b as c }`. */
function bindingsOf(list) {
  const bindings = list.slice(1, -1).split(',');
  return bindings.flatMap((binding) => {
    const [name = '', as = name] = binding.trim().split(/\s+as\s+/);
    return name === '' ? [] : [{ name, as }];
  });
}

/**
 * @param {ReadonlyMap<string, Module>} modules
 * @param {(module: string) => string | undefined} elsewhere Reads what is in the file that starts.
 * @param {(module: string) => ReadonlyMap<string, Origin> | undefined} handedOn
 * @returns {ReadonlyMap<string, Module>}
 */
function withOrigins(modules, elsewhere, handedOn) {
  /** @type {(origin: Origin) => Origin | undefined} */
  const found = ({ module, name }) => {
    const origins = handedOn(module);
    if (origins !== undefined) {
      const next = origins.get(name);
      return next === undefined ? undefined : found(next);
    }
    const there = modules.get(module);
    if (there?.file === nowhere) return undefined;
    const read = there === undefined ? elsewhere(module) : readingOf(there);
    return read === undefined ? undefined : { module: read, name };
  };
  return new Map(
    Array.from(modules, ([input, module]) => {
      const named = module.exports.map(
        (name) => /** @type {const} */ ([name, found({ module: input, name })]),
      );
      const isWhole = handedOn(input) !== undefined && named.every(([, origin]) => origin !== undefined);
      const origins = named.flatMap(([name, origin]) =>
        origin === undefined ? [] : [/** @type {const} */ ([name, origin])],
      );
      return [input, isWhole ? { ...module, origins: new Map(origins) } : module];
    }),
  );
}

/** @param {Module} module */
function readingOf({ file, name }) {
  return `require('./${file}.cjs').${name}`;
}

/**
 * @param {string} text
 * @param {Input | undefined} input
 * @returns {ReadonlyMap<string, Origin> | undefined} Nothing for a module that has code, or hands on what it does not name.
 */
function originsOf(text, input) {
  if (!ONLY_NAMES.test(text) || text.trim() === '') return undefined;
  const locals = new Map();
  for (const [, list = '', specifier = ''] of text.matchAll(FROM)) {
    const module = resolved(specifier, input);
    if (list === '') continue;
    if (!list.startsWith('{') || module === undefined) return undefined;
    for (const { name, as } of bindingsOf(list)) locals.set(as, { module, name });
  }
  // esbuild imports what is handed on, and exports it by itself.
  const origins = new Map();
  for (const [, list = ''] of text.matchAll(/\bexport\s*(\{[^}]*\})\s*;/g))
    for (const { name, as } of bindingsOf(list)) origins.set(as, locals.get(name));
  return origins;
}

/**
 * @param {readonly { readonly text: string, readonly input: Input | undefined }[]} modules
 * @returns {Used}
 */
function usedIn(modules) {
  /** @type {Map<string, Set<string> | undefined>} */
  const of = new Map();
  for (const { text, input } of modules) {
    for (const [, list = '', specifier = ''] of text.matchAll(FROM)) {
      const module = resolved(specifier, input) ?? specifier;
      const known = of.has(module) ? of.get(module) : new Set();
      if (list === '' || list.startsWith('{')) for (const { name } of bindingsOf(list)) known?.add(name);
      of.set(module, list === '' || list.startsWith('{') ? known : undefined);
    }
    for (const [, specifier = ''] of text.matchAll(DYNAMIC))
      of.set(resolved(specifier, input) ?? specifier, undefined);
  }
  return { of, schemas: schemasUsed(modules.map(({ text }) => text)) };
}

/** A module that only hands on what others export. It leaves no code behind, and yet is imported. */
const ONLY_NAMES = /^(?:(?:export|import) [^;]*;\s*)*$/;

/** Where the modules are that no code of the bundle uses: nothing can come to ask for them. */
const nowhere = '';

const ZOD = /[\\/]node_modules[\\/]zod[\\/]|^node_modules[\\/]zod[\\/]/;

/**
 * @param {string} root
 * @param {readonly string[]} modules
 * @returns {Promise<Map<string, { readonly exports: string[], readonly text: string }>>} Of each what it exports, and its code, types left out.
 */
async function readModules(root, modules) {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [...modules],
    outdir: 'dist',
    format: 'esm',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const texts = new Map(outputFiles.map(({ path: file, text }) => [file, text]));
  return new Map(
    Object.entries(metafile.outputs).map(([file, { entryPoint = '', exports }]) => [
      entryPoint,
      { exports: exports.sort(compareText), text: texts.get(path.join(root, file)) ?? '' },
    ]),
  );
}

/**
 * @param {readonly string[]} texts Of modules.
 * @returns {readonly string[]} The exports of zod that they name, as `z.name` or one by one.
 */
function schemasUsed(texts) {
  const names = new Set();
  for (const text of texts) {
    if (/\bas z from ['"]zod/.test(text))
      for (const [, name] of text.matchAll(/\bz\.([A-Za-z]\w*)/g)) names.add(name);
    for (const [, list = ''] of text.matchAll(/import \{([^}]*)\} from ['"]zod/g))
      for (const name of list.split(',')) names.add(name.trim());
  }
  return [...names].filter((name) => name in zod).sort(compareText);
}

/**
 * zod makes code from text unless told otherwise before its first schema is used.
 *
 * @param {Layout} layout
 */
export function schemasEntry({ schemas }) {
  const names = [...new Set([...schemas, 'config'])];
  return `import { config } from 'zod';\nconfig({ jitless: true });\nexport { ${names.join(', ')} } from 'zod';`;
}

/**
 * The source of one file: each of its modules as an export that runs it at the first use.
 *
 * @param {Layout} layout
 * @param {string} file
 * @param {string} [entry] The module that the file stands for, relative to the repository.
 */
export function partEntry({ modules }, file, entry) {
  const held = [...modules].filter(([, module]) => module.file === file);
  const getters = held.map(([module, { name }]) => `get ${name}() { return require('./${module}'); },`);
  const exported = (entry === undefined ? [] : (modules.get(entry)?.exports ?? [])).map(
    (name) => `get ${name}() { return require('./${entry}').${name}; },`,
  );
  return `module.exports = {\n${[...getters, ...exported].join('\n')}\n};`;
}

/**
 * The source of a file all modules of which are run when it is read: esbuild then puts them into one scope, where nothing
 * stands between them, and V8 reads their code once less.
 *
 * @param {Layout} layout
 * @param {string} file
 * @param {string} entry The module that the file stands for, relative to the repository.
 */
export function wholeEntry({ modules }, file, entry) {
  const held = [...modules].filter(([, module]) => module.file === file);
  const namespaces = held.map(([module, { name }]) => `export * as ${name} from './${module}';`);
  return [...namespaces, `export * from './${entry}';`].join('\n');
}

/**
 * Puts, in one file, a stand-in in the place of each module that is in another: its exports are read there at each
 * use. Such a module must not be imported for its effects.
 *
 * @param {string} root
 * @param {Layout} layout
 * @param {string} file
 * @param {boolean} isWhole Its modules are all run when it is read.
 * @returns {import('esbuild').Plugin}
 */
export function takeParts(root, layout, file, isWhole) {
  const { modules, schemas, used } = layout;
  const own = used.get(file);
  return {
    name: 'take-parts',
    setup(building) {
      building.onResolve({ filter: /^zod(\/v4)?$/ }, ({ namespace, importer }) => {
        if (file === schemasFile || namespace !== 'file') return undefined;
        const isOurs = isOwnModule(path.relative(root, importer).split(path.sep).join('/'));
        const isLight = importer === path.join(root, LIGHT);
        return { path: 'zod', namespace: isOurs && !isLight && modules.has(LIGHT) ? 'light' : 'schemas' };
      });
      const known = new Set(modules.get(LIGHT)?.exports);
      const isHere = isWhole && modules.get(LIGHT)?.file === file;
      building.onResolve({ filter: /^light$/, namespace: 'light' }, () =>
        isHere ? { path: path.join(root, LIGHT) } : { path: LIGHT, namespace: 'part', sideEffects: false },
      );
      building.onLoad({ filter: /^zod$/, namespace: 'light' }, () => ({
        contents: lightSource(known, own?.schemas ?? schemas),
        resolveDir: root,
        loader: 'js',
      }));
      building.onResolve({ filter: /^values$/, namespace: 'light' }, () => ({
        path: 'values',
        namespace: 'light',
      }));
      building.onLoad({ filter: /^values$/, namespace: 'light' }, () => {
        const values = (own?.schemas ?? schemas).filter((name) => !known.has(name));
        return {
          contents: `const light = require('light');\n${exportsOf(values, (name) => `light.valueNamed('${name}')`)}`,
          loader: 'js',
        };
      });
      building.onResolve({ filter: /^(\.|@crunchtools\/)/ }, async (wanted) => {
        if (wanted.pluginData === takeParts || wanted.namespace !== 'file') return undefined;
        const { importer, resolveDir, kind, path: specifier } = wanted;
        const found = await building.resolve(specifier, {
          importer,
          resolveDir,
          kind,
          pluginData: takeParts,
        });
        const module = path.relative(root, found.path).split(path.sep).join('/');
        const there = modules.get(module);
        if (
          found.external ||
          found.namespace !== 'file' ||
          there === undefined ||
          (there.file === file && (isWhole || (there.origins === undefined && !LISTS.test(importer))))
        )
          return undefined;
        return { path: module, namespace: 'part', sideEffects: false };
      });
      building.onResolve({ filter: /^\.\// }, ({ path: name, namespace }) =>
        namespace === 'part' || namespace === 'schemas' ? { path: name, external: true } : undefined,
      );
      building.onResolve({ filter: /^taking$/ }, ({ namespace }) =>
        namespace === 'part' ? { path: taking, namespace: taking } : undefined,
      );
      building.onLoad({ filter: /./, namespace: taking }, () => ({ contents: takingSource, loader: 'js' }));
      building.onLoad({ filter: /./, namespace: 'schemas' }, () => ({
        // Read at the first use.
        contents: exportsOf(schemas, (name) => `require('./${schemasFile}.cjs').${name}`),
        loader: 'js',
      }));
      building.onLoad({ filter: /./, namespace: 'part' }, ({ path: module }) => {
        const there = modules.get(module);
        const names = own?.of.has(module) ? own.of.get(module) : undefined;
        return { contents: there === undefined ? '' : standIn(there, names), loader: 'js' };
      });
    },
  };
}

/**
 * @param {readonly string[]} names
 * @param {(name: string) => string} value
 */
function exportsOf(names, value) {
  const getters = names.map((name) => `get ${name}() { return ${value(name)}; }`);
  return `module.exports = { ${getters.join(', ')} };\nObject.defineProperty(module.exports, '__esModule', { value: true });`;
}

/**
 * What our modules use of zod. What the light schemas do not know is zod's.
 *
 * @param {ReadonlySet<string>} known What the light schemas export.
 * @param {readonly string[]} names
 */
function lightSource(known, names) {
  const [own, others] = [names.filter((name) => known.has(name)), names.filter((name) => !known.has(name))];
  const values = others.filter((name) => !isClass(name) && !isMaker(name));
  const made = others
    .filter((name) => !values.includes(name))
    .map((name, index) => {
      const maker = isClass(name) ? 'classNamed' : 'recorded';
      return `const made${index} = light.${maker}('${name}');\nexport { made${index} as ${name} };`;
    });
  return [
    `import * as light from 'light';`,
    `export { ${own.join(', ')} } from 'light';`,
    ...made,
    ...(values.length === 0 ? [] : [`export { ${values.join(', ')} } from 'values';`]),
  ].join('\n');
}

/** @param {string} name Of an export of zod. */
function isClass(name) {
  return /^Zod[A-Z]/.test(name);
}

/** @param {string} name Of an export of zod. */
function isMaker(name) {
  return /^[a-z]/.test(name) && typeof Reflect.get(zod, name) === 'function';
}

/**
 * @param {Module} module
 * @param {ReadonlySet<string> | undefined} names Those that are used; all where it is not known.
 */
function standIn(module, names) {
  const exported = module.exports.filter((name) => names === undefined || names.has(name));
  const reading = module.file === nowhere ? 'undefined' : readingOf(module);
  /** @type {Map<string, Record<string, string>>} */
  const places = new Map();
  for (const name of exported) {
    const origin = module.origins?.get(name) ?? { module: reading, name };
    places.set(origin.module, { ...places.get(origin.module), [name]: origin.name });
  }
  const taken = Array.from(places, ([place, members]) => {
    const [here, there] = [Object.keys(members), Object.values(members)].map((list) => JSON.stringify(list));
    return here === there ? `[() => ${place}, ${here}]` : `[() => ${place}, ${here}, ${there}]`;
  });
  return `module.exports = require('${taking}')(${taken.join(', ')});`;
}

/**
 * What all stand-ins of a file are made by: a member is read at its first use, and kept, for nothing that a module exports
 * changes once it is run. One function for all, because V8 compiles each function for itself. Another build has no module of
 * that name.
 */
const taking = 'taking';
const takingSource = `const kind = { __esModule: true };
module.exports = (...places) => {
  const standIn = Object.create(kind);
  for (const [read, names, there = names] of places) {
    let module;
    for (const [index, name] of names.entries()) {
      const get = () => {
        module ??= read();
        if (module === undefined) throw new Error('the files of this server were replaced while it ran: start it again');
        const value = module[there[index]];
        if (value !== undefined) Object.defineProperty(standIn, name, { value, enumerable: true });
        return value;
      };
      Object.defineProperty(standIn, name, { get, enumerable: true, configurable: true });
    }
  }
  return standIn;
};`;
