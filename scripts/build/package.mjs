import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundledInputs, duplicatedClasses, problemsOfBundle, problemsOfServer } from './checks.mjs';
import { deferred } from './deferred.mjs';
import { noticesOf, noticesText } from './notices.mjs';
import { replaceFolder } from './output.mjs';
import { interpretedZod, onDemand, sdkShims } from './plugins.mjs';

/** @typedef {import('./bundles.mjs').Bundle} Bundle */
/** @typedef {import('./bundles.mjs').BundledPackage} BundledPackage */

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
 * @param {string} root
 * @param {BundledPackage} bundled
 * @param {Bundle} bundle
 * @param {string} version
 * @returns {Promise<Built>}
 */
async function buildBundle(root, { folder, bundles }, bundle, version) {
  const others = bundles.filter((other) => other !== bundle);
  const files = new Map(others.map(({ name, source }) => [path.join(root, folder, source), `${name}.cjs`]));
  const libraries = others.flatMap(({ name, source, deferred: specifier }) => {
    const entry = path.join(root, folder, source);
    return specifier === undefined || !existsSync(entry)
      ? []
      : [deferred({ specifier, file: `${name}.cjs`, source: entry })];
  });
  const result = await build({
    absWorkingDir: root,
    entryPoints: [path.join(root, folder, bundle.source)],
    outfile: path.join(root, folder, 'dist', `${bundle.name}.cjs`),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // `import()` becomes `require`: starting Node's second module loader would cost milliseconds.
    supported: { 'dynamic-import': false },
    minify: true,
    legalComments: 'none',
    sourcemap: 'external',
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: 'silent',
    banner: bundle.executable ? { js: '#!/usr/bin/env node' } : {},
    define: { __VERSION__: JSON.stringify(version) },
    alias: sdkShims(fileURLToPath),
    plugins: [onDemand(files), ...libraries, interpretedZod],
  });
  const textOf = (/** @type {string} */ extension) =>
    result.outputFiles.find((file) => file.path.endsWith(extension))?.text ?? '';
  return { bundle, text: textOf('.cjs'), map: portable(textOf('.map')), metafile: result.metafile };
}

/**
 * @param {string} root
 * @param {string} folder
 * @param {readonly Built[]} all
 * @returns {Promise<string[]>}
 */
async function problemsOf(root, folder, all) {
  const main = all.find(({ bundle }) => bundle.executable);
  const problems = [];
  for (const { bundle, text, metafile } of all) {
    const found = problemsOfBundle(text, metafile);
    if (folder === 'packages/cloudflare') {
      if (bundle === main?.bundle) found.push(...problemsOfServer(metafile));
      else if (main !== undefined) found.push(...(await duplicatedClasses(root, main.metafile, metafile)));
    }
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
  const all = await Promise.all(present.map((bundle) => buildBundle(root, bundled, bundle, version)));

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
    problems: await problemsOf(root, folder, all),
  };
}
