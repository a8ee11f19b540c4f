import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { bundledInputs } from '../build/checks.mjs';
import { noticesOf } from '../build/notices.mjs';
import { compareText } from '../text.mjs';
import { readManifest } from './files.mjs';

/**
 * A package that left code in the published files.
 *
 * @typedef {object} Component
 * @property {string} name
 * @property {string} version
 * @property {string} licence SPDX expression.
 * @property {readonly string[]} files In which of the published files it is, by name.
 * @property {string} [integrity] As the lock file has it: `sha512-` and base64.
 */

const OWN_PACKAGE = /^packages\/[^/]+(?=\/)/;

/**
 * @param {string} root
 * @param {ReadonlySet<string>} inputs
 * @returns {Promise<{ name: string, version: string, licence: string }[]>}
 */
async function packagesIn(root, inputs) {
  const folders = new Set([...inputs].flatMap((input) => OWN_PACKAGE.exec(input) ?? []));
  const own = [...folders].map(async (folder) => {
    const { name, version, license } = await readManifest(root, folder);
    return { name, version, licence: license };
  });
  return [...(await Promise.all(own)), ...(await noticesOf(root, inputs))];
}

/**
 * Every package of which the metafiles say that it left code in a bundle, and what such a package carries inside.
 *
 * @param {{ root: string, outputRoot: string, folder: string }} options
 * @returns {Promise<Component[]>} By name; the published package itself is not among them.
 */
export async function bundledComponents({ root, outputRoot, folder }) {
  const { name: itself } = await readManifest(root, folder);
  const kept = path.join(outputRoot, 'dist', path.basename(folder));
  /** @type {Map<string, { name: string, version: string, licence: string, files: string[] }>} */
  const found = new Map();
  for (const entry of (await readdir(kept)).sort(compareText)) {
    if (!entry.endsWith('.meta.json')) continue;
    const metafile = JSON.parse(await readFile(path.join(kept, entry), 'utf8'));
    const file = `dist/${entry.replace(/\.meta\.json$/, '.cjs')}`;
    for (const { name, version, licence } of await packagesIn(root, new Set(bundledInputs(metafile)))) {
      const key = `${name}@${version}`;
      if (name !== itself)
        found.set(key, { name, version, licence, files: [...(found.get(key)?.files ?? []), file] });
    }
  }
  const { packages } = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8'));
  return [...found.values()]
    .sort((a, b) => compareText(a.name, b.name))
    .map((component) => ({ ...component, integrity: packages[`node_modules/${component.name}`]?.integrity }));
}

/**
 * @param {string} name
 * @param {string} version
 * @returns {string} https://github.com/package-url/purl-spec/blob/main/types-doc/npm-definition.md
 */
function packageUrl(name, version) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

/** @param {string} integrity */
function sha512(integrity) {
  return Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
}

/**
 * @param {string} type
 * @param {{ name: string, version: string, licence: string }} described
 */
function described(type, { name, version, licence }) {
  const reference = packageUrl(name, version);
  const scoped = /^(@[^/]+)\/(.*)$/.exec(name);
  return {
    type,
    'bom-ref': reference,
    ...(scoped === null ? { name } : { group: scoped[1], name: scoped[2] }),
    version,
    licenses: [{ license: { id: licence } }],
    purl: reference,
  };
}

/**
 * The bill of materials of one published package, in CycloneDX 1.6. It has no time and no random number, so that
 * the same sources give the same bytes: its serial number is made from its content.
 *
 * @param {import('./files.mjs').Manifest} manifest
 * @param {readonly Component[]} components
 * @returns {string} JSON.
 */
export function sbom({ name, version, license, description, repository }, components) {
  const main = {
    ...described('application', { name, version, licence: license }),
    description,
    externalReferences: [{ type: 'vcs', url: repository.url }],
  };
  const listed = components.map(({ integrity, files, ...component }) => ({
    ...described('library', component),
    ...(integrity === undefined ? {} : { hashes: [{ alg: 'SHA-512', content: sha512(integrity) }] }),
    properties: files.map((file) => ({ name: 'bundled into', value: file })),
  }));
  const references = listed.map((component) => component['bom-ref']);
  const content = {
    version: 1,
    metadata: { lifecycles: [{ phase: 'build' }], component: main },
    components: listed,
    dependencies: [
      { ref: main['bom-ref'], dependsOn: references },
      ...references.map((ref) => ({ ref, dependsOn: [] })),
    ],
    compositions: [{ aggregate: 'complete', assemblies: [main['bom-ref']] }],
  };
  const head = { bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber: serialNumber(content) };
  return `${JSON.stringify({ ...head, ...content }, null, 2)}\n`;
}

/**
 * @param {unknown} content
 * @returns {string} A UUID of version 8 (RFC 9562 section 5.8) from the SHA-256 of the content.
 */
function serialNumber(content) {
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  const parts = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
  ];
  return `urn:uuid:${parts.join('-')}-${digest.slice(20, 32)}`;
}
