import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { compareText } from '../text.mjs';

/** @typedef {import('./tar.mjs').Entry} Entry */

/**
 * A package's manifest, as far as packing needs it.
 *
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} version
 * @property {string} description
 * @property {string} license
 * @property {string} homepage
 * @property {string} mcpName
 * @property {{ url: string, directory: string }} repository
 * @property {{ url: string }} bugs
 * @property {readonly string[]} keywords
 * @property {Readonly<Record<string, string>>} bin
 * @property {{ node: string }} engines
 */

/**
 * @param {string} root
 * @param {string} folder Of the package, relative to `root`.
 * @returns {Promise<Manifest>}
 */
export async function readManifest(root, folder) {
  return JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8'));
}

/**
 * What the build wrote for users, by name. A file that the manifest's `bin` names is executable.
 *
 * @param {string} outputRoot
 * @param {string} folder
 * @param {Manifest} manifest
 * @returns {Promise<Entry[]>}
 */
export async function builtFiles(outputRoot, folder, { bin }) {
  const executables = new Set(Object.values(bin).map((file) => path.posix.normalize(file)));
  const dist = path.join(outputRoot, folder, 'dist');
  const names = (await readdir(dist)).sort(compareText);
  return Promise.all(
    names.map(async (name) => ({
      name: `dist/${name}`,
      content: await readFile(path.join(dist, name)),
      executable: executables.has(`dist/${name}`),
    })),
  );
}

/**
 * What npm installs: the built files, the manifest without what only this workspace needs, README and licence.
 *
 * @param {{ root: string, outputRoot: string, folder: string }} options
 * @returns {Promise<Entry[]>} In the order of the tarball.
 */
export async function npmFiles({ root, outputRoot, folder }) {
  const manifest = await readManifest(root, folder);
  const published = { ...manifest, devDependencies: undefined };
  const files = [
    { name: 'package.json', content: Buffer.from(`${JSON.stringify(published, null, 2)}\n`) },
    { name: 'LICENSE', content: await readFile(path.join(root, 'LICENSE')) },
    { name: 'README.md', content: await readFile(path.join(root, folder, 'README.md')) },
    ...(await builtFiles(outputRoot, folder, manifest)),
  ];
  return files.map((file) => ({ ...file, name: `package/${file.name}` }));
}

/**
 * @param {string} outputRoot
 * @param {string} folder
 * @returns {Promise<Entry[]>} Source maps, which are published beside the package and not in it.
 */
export async function sourceMaps(outputRoot, folder) {
  const kept = path.join(outputRoot, 'dist', path.basename(folder));
  const names = (await readdir(kept)).filter((name) => name.endsWith('.map')).sort(compareText);
  return Promise.all(names.map(async (name) => ({ name, content: await readFile(path.join(kept, name)) })));
}
