import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compareText } from '../text.mjs';
import { appPages } from './apps.mjs';
import {
  bundledInputs,
  duplicatedClasses,
  problemsOfBundle,
  problemsOfImports,
  problemsOfStart,
} from './checks.mjs';
import { deferred } from './deferred.mjs';
import { withCheapInterop } from './interop.mjs';
import { noticesOf, noticesText } from './notices.mjs';
import { replaceFolder } from './output.mjs';
import { ENTRY, layoutOf, partEntry, schemasEntry, schemasFile, takeParts, wholeEntry } from './parts.mjs';
import { interpretedZod, onDemand, sdkShims } from './plugins.mjs';
import { recordingOf } from './record.mjs';
import { sharedModules, sharingEntry, takeShared } from './shared.mjs';

/** @typedef {import('./bundles.mjs').Bundle} Bundle */
/** @typedef {import('./bundles.mjs').BundledPackage} BundledPackage */
/** @typedef {import('./shared.mjs').Shared} Shared */

/**
 * @typedef {object} Built
 * @property {Bundle} bundle
 * @property {string} text
 * @property {string} map
 * @property {import('esbuild').Metafile} metafile
 */

/**
 * Where installed packages are linked in, esbuild names the folder they really are in.
 *
 * @param {string} map
 * @returns {string} The map with all of them in the repository's `node_modules`, as after `npm ci`.
 */
function portable(map) {
  const parsed = JSON.parse(map);
  const sources = parsed.sources.map((/** @type {string} */ source) =>
    source.replace(/^.*?(?=\bnode_modules\/)/, '../../../'),
  );
  return `${JSON.stringify({ ...parsed, sources })}\n`;
}

/**
 * What a process that serves may load, once it has begun.
 *
 * @param {readonly Bundle[]} bundles
 * @returns {string[]}
 */
function modulesOf(bundles) {
  const serving = bundles.filter(({ serves }) => serves);
  const builtins = new Set(serving.flatMap((bundle) => bundle.builtins));
  const names = serving.flatMap(({ name, parts = [] }) => [name, ...parts.map((part) => part.name)]);
  for (const builtin of serving.flatMap(({ parts = [] }) => parts.flatMap((part) => part.builtins)))
    builtins.add(builtin);
  return [...[...builtins].sort(compareText), ...names.map((name) => `./${name}.cjs`)];
}

/**
 * What all bundles of a package are built with.
 *
 * @typedef {object} Setting
 * @property {string} root
 * @property {BundledPackage} bundled
 * @property {string} version
 * @property {unknown} [recording]
 * @property {Shared} [shared]
 * @property {import('./parts.mjs').Layout} [layout] Of a bundle in parts.
 * @property {boolean} [plain] Only to see what is in it. What is made small puts constants of one module into another, and leaves nothing of the first.
 */

/**
 * @param {Setting} setting
 * @param {Bundle} bundle
 * @returns {Promise<Built>}
 */
async function buildBundle({ root, bundled, version, recording, shared, layout, plain }, bundle) {
  const { folder, bundles } = bundled;
  const others = bundles.filter((other) => other !== bundle);
  const files = new Map(others.map(({ name, source }) => [path.join(root, folder, source), `${name}.cjs`]));
  const libraries = others.flatMap(({ name, source, deferred: specifier }) => {
    const entry = path.join(root, folder, source);
    return specifier === undefined || !existsSync(entry)
      ? []
      : [deferred({ specifier, file: `${name}.cjs`, source: entry })];
  });
  const entry = path.posix.join(folder, bundle.source);
  const shares = shared !== undefined && bundle.executable === true && bundle.serves === true;
  const contents = contentsOf({ shared: shares ? shared : undefined, layout, bundle, entry });
  const result = await build({
    absWorkingDir: root,
    ...(contents === undefined
      ? { entryPoints: [path.join(root, entry)] }
      : { stdin: { contents, resolveDir: root, sourcefile: ENTRY } }),
    outfile: path.join(root, folder, 'dist', `${bundle.name}.cjs`),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // `import()` becomes `require`: starting Node's second module loader would cost milliseconds. Patterns with `\p{…}` become
    // calls of `RegExp`: V8 builds the sets of what is written as a literal each time it reads past it, up to 0.3 ms for one.
    supported: { 'dynamic-import': false, 'regexp-unicode-property-escapes': false },
    minify: !(plain ?? false),
    legalComments: 'none',
    sourcemap: 'external',
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: 'silent',
    banner: bundle.executable ? { js: '#!/usr/bin/env node' } : {},
    define: {
      __VERSION__: JSON.stringify(version),
      // What is no text esbuild puts into each module of a file, used or not.
      ...(bundle.executable ? { __MODULES__: JSON.stringify(modulesOf(bundles)) } : {}),
      ...(bundle.executable && recording !== undefined ? { __RECORDING__: JSON.stringify(recording) } : {}),
    },
    alias: sdkShims(fileURLToPath),
    plugins: [
      onDemand(files),
      appPages(root),
      // The launcher, which is executable too, must have become another process before the server is read.
      ...(shared === undefined || bundle.executable ? [] : [takeShared(root, shared)]),
      ...libraries,
      ...(layout === undefined ? [] : [takeParts(root, layout, bundle.name, bundle.isWhole === true)]),
      interpretedZod,
    ],
  });
  const textOf = (/** @type {string} */ extension) =>
    result.outputFiles.find((file) => file.path.endsWith(extension))?.text ?? '';
  const text = plain ? textOf('.cjs') : withCheapInterop(textOf('.cjs'));
  return { bundle, text, map: portable(textOf('.map')), metafile: result.metafile };
}

/**
 * @param {{ shared: Shared | undefined, layout: import('./parts.mjs').Layout | undefined, bundle: Bundle, entry: string }} built
 * @returns {string | undefined} A source that is in no file; nothing where the entry is built as it is.
 */
function contentsOf({ shared, layout, bundle, entry }) {
  if (layout !== undefined) {
    if (bundle.name === schemasFile) return schemasEntry(layout);
    if (bundle.isWhole === true) return wholeEntry(layout, bundle.name, entry);
    return partEntry(layout, bundle.name, bundle.source === '' ? undefined : entry);
  }
  return shared === undefined ? undefined : sharingEntry(shared, entry);
}

/**
 * @param {Setting} setting
 * @param {Bundle} bundle In several files.
 * @returns {Promise<Built[]>}
 */
async function buildParts(setting, bundle) {
  const { parts = [], name } = bundle;
  const { metafile } = await buildBundle({ ...setting, plain: true }, bundle);
  const layout = await layoutOf(setting.root, { name, parts }, metafile, setting.shared);
  const held = new Set(Array.from(layout.modules.values(), ({ file }) => file));
  if (layout.schemas.length > 0) held.add(schemasFile);
  const files = parts
    .filter((part) => held.has(part.name))
    .map((part) => ({ name: part.name, source: '', serves: true, builtins: part.builtins }));
  return Promise.all([bundle, ...files].map((file) => buildBundle({ ...setting, layout }, file)));
}

/**
 * The bundles of a package that are there. The first pass finds out what the file that starts holds.
 *
 * @param {Setting} setting
 * @param {readonly Bundle[]} present
 */
async function buildBundles(setting, present) {
  const { root, bundled, version } = setting;
  const starts = present.find(({ executable, serves }) => executable && serves);
  if (present.length < 2 || starts === undefined)
    return Promise.all(present.map((bundle) => buildBundle(setting, bundle)));
  const { folder, record } = bundled;
  const first = await buildBundle(setting, starts);
  const entry = path.posix.join(folder, starts.source);
  const shared = sharedModules(`${starts.name}.cjs`, entry, first.metafile);
  const recorder = record === undefined ? undefined : path.posix.join(folder, record);
  const recording =
    recorder !== undefined && existsSync(path.join(root, recorder))
      ? await recordingOf(root, recorder, version)
      : undefined;
  const built = await Promise.all(
    present.map((bundle) =>
      bundle.parts === undefined
        ? buildBundle({ ...setting, recording, shared }, bundle)
        : buildParts({ ...setting, recording, shared }, bundle),
    ),
  );
  return built.flat();
}

/**
 * @param {string} root
 * @param {BundledPackage} bundled
 * @param {readonly Built[]} all
 * @returns {Promise<string[]>}
 */
async function problemsOf(root, { folder, record }, all) {
  const problems = [];
  for (const [index, { bundle, text, metafile }] of all.entries()) {
    const found = problemsOfBundle(text, metafile);
    found.push(...problemsOfImports(bundle, metafile));
    if (bundle.serves && bundle.executable && record !== undefined) found.push(...problemsOfStart(metafile));
    for (const earlier of all.slice(0, index))
      found.push(...(await duplicatedClasses(root, earlier.metafile, metafile)));
    problems.push(...found.map((problem) => `${folder}/dist/${bundle.name}.cjs ${problem}`));
  }
  return problems;
}

/**
 * Builds one package: the bundles and their notices into its `dist`, which is published; source maps and the
 * metafile into the repository's own `dist`, which is not.
 *
 * @param {{ root: string, outputRoot: string, bundled: BundledPackage }} options
 */
export async function buildPackage({ root, outputRoot, bundled }) {
  const { folder, bundles } = bundled;
  const { version } = JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8'));
  const present = bundles.filter(({ source }) => existsSync(path.join(root, folder, source)));
  const all = await buildBundles({ root, bundled, version }, present);

  /** @type {import('./output.mjs').OutputFile[]} */
  const published = all.map(({ bundle, text }) => ({
    name: `${bundle.name}.cjs`,
    content: text,
    executable: bundle.executable ?? false,
  }));
  const notices = await noticesOf(root, new Set(all.flatMap(({ metafile }) => bundledInputs(metafile))));
  if (notices.length > 0) published.push({ name: 'THIRD-PARTY-NOTICES.txt', content: noticesText(notices) });
  const kept = all.flatMap(({ bundle, map, metafile }) => [
    { name: `${bundle.name}.cjs.map`, content: map },
    { name: `${bundle.name}.meta.json`, content: `${JSON.stringify(metafile, null, 2)}\n` },
  ]);
  const unpublished = path.join(outputRoot, 'dist');
  await mkdir(unpublished, { recursive: true });
  await replaceFolder(path.join(outputRoot, folder, 'dist'), published, unpublished);
  await replaceFolder(path.join(unpublished, path.basename(folder)), kept, unpublished);

  return {
    written: published.map(({ name, content }) => ({
      file: `${folder}/dist/${name}`,
      bytes: Buffer.byteLength(content),
    })),
    skipped: bundles.filter((bundle) => !present.includes(bundle)).map(({ source }) => `${folder}/${source}`),
    problems: await problemsOf(root, bundled, all),
  };
}
