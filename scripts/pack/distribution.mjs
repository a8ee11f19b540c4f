import { readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Something that a user decides before the server starts, and that reaches it in an environment variable.
 *
 * @typedef {object} Setting
 * @property {string} variable
 * @property {string} key In the manifest of the bundle for Claude Desktop.
 * @property {string} title
 * @property {string} description
 * @property {boolean} [required]
 * @property {boolean} [secret]
 * @property {string | boolean} [default]
 * @property {readonly string[]} [choices]
 */

/**
 * What the forms in which a server is distributed have to say beyond its manifest.
 *
 * @typedef {object} Distribution
 * @property {string} title
 * @property {string} summary At most 100 characters: the MCP Registry takes no more.
 * @property {string} image Of the container, without a tag.
 * @property {readonly Setting[]} settings
 */

/**
 * @param {string} root
 * @param {string} folder
 * @returns {Promise<Distribution>}
 */
export async function readDistribution(root, folder) {
  return JSON.parse(await readFile(path.join(root, folder, 'distribution.json'), 'utf8'));
}

/** @param {import('./files.mjs').Manifest} manifest */
export function artefactStem({ name, version }) {
  return `${name.replace('@', '').replace('/', '-')}-${version}`;
}
