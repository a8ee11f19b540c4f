import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { compareText } from '../text.mjs';

/**
 * @typedef {object} Notice
 * @property {string} name
 * @property {string} version
 * @property {string} licence SPDX expression, from the package's manifest.
 * @property {string} text
 */

/** Texts of packages that another package carries inside its own files, where npm installs no licence file. */
const CARRIED = new URL('./licences/', import.meta.url);

const LICENCE_FILE = /^(licen[cs]e|copying)(\.(md|txt))?$/i;
const PACKAGE_FOLDER = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//;
const CARRIED_REGION =
  /^\/\/#region .*node_modules\/\.pnpm\/[^/]+@([\d.]+)[^/]*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//gm;

/**
 * @param {string} name
 * @param {string} version
 * @returns {Promise<Notice>}
 */
async function carriedNotice(name, version) {
  const file = new URL(`${name.replace('/', '+')}.txt`, CARRIED);
  if (!existsSync(file))
    throw new Error(`no licence text for ${name}, which a bundled package carries inside it`);
  return { name, version, licence: 'MIT', text: await readFile(file, 'utf8') };
}

/**
 * @param {string} folder
 * @returns {Promise<Notice>}
 */
async function installedNotice(folder) {
  const { name, version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).sort(compareText).find((entry) => LICENCE_FILE.test(entry));
  if (file === undefined) throw new Error(`${name} is bundled but has no licence file`);
  return { name, version, licence: license, text: await readFile(path.join(folder, file), 'utf8') };
}

/**
 * The licence of every package that left code in a bundle, once each and in a fixed order.
 * Not covered: packages that a bundled package carries without saying so in its region comments.
 *
 * @param {string} root
 * @param {Iterable<string>} inputs Paths from esbuild's metafile, relative to `root`.
 * @returns {Promise<Notice[]>}
 */
export async function noticesOf(root, inputs) {
  /** @type {Map<string, Notice>} */
  const notices = new Map();
  for (const input of inputs) {
    const folder = PACKAGE_FOLDER.exec(input)?.[1];
    if (folder === undefined) continue;
    const installed = await installedNotice(path.join(root, folder));
    notices.set(installed.name, installed);
    const text = await readFile(path.join(root, input), 'utf8');
    for (const [, version = '', name = ''] of text.matchAll(CARRIED_REGION)) {
      if (!notices.has(name)) notices.set(name, await carriedNotice(name, version));
    }
  }
  return [...notices.values()].sort((a, b) => compareText(a.name, b.name));
}

/**
 * @param {readonly Notice[]} notices
 * @returns {string}
 */
export function noticesText(notices) {
  const rule = '-'.repeat(72);
  const parts = notices.map(
    ({ name, version, licence, text }) =>
      `${rule}\n${name} ${version} (${licence})\n${rule}\n\n${text.replaceAll('\r\n', '\n').trim()}\n`,
  );
  return `The files beside this one contain code from these packages.\n\n${parts.join('\n')}`;
}
