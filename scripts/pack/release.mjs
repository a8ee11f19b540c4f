import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { replaceFolder } from '../build/output.mjs';
import { compareText } from '../text.mjs';
import { artefactStem, readDistribution } from './distribution.mjs';
import { npmFiles, readManifest, sourceMaps } from './files.mjs';
import { problemsOfLicences } from './licences.mjs';
import { mcpb } from './mcpb.mjs';
import { bundledComponents, sbom } from './sbom.mjs';
import { serverJson } from './server-json.mjs';
import { tarball } from './tar.mjs';

/**
 * @typedef {object} Artefact
 * @property {string} name
 * @property {Buffer} content
 */

/** @param {Buffer} content */
export function sha256(content) {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * Everything that a release of one package publishes, from what the build wrote. Nothing of it depends on where,
 * when or by whom it was built.
 *
 * @param {{ root: string, outputRoot: string, folder: string }} options `outputRoot`: where the build wrote to.
 * @returns {Promise<{ artefacts: Artefact[], problems: string[] }>}
 */
export async function releaseOf(options) {
  const manifest = await readManifest(options.root, options.folder);
  const stem = artefactStem(manifest);
  const components = await bundledComponents(options);
  const bundle = await mcpb(options);
  const distribution = await readDistribution(options.root, options.folder);
  const artefacts = [
    { name: `${stem}.tgz`, content: tarball(await npmFiles(options)) },
    {
      name: `${stem}-source-maps.tgz`,
      content: tarball(await sourceMaps(options.outputRoot, options.folder)),
    },
    { name: `${stem}.mcpb`, content: bundle },
    { name: 'server.json', content: Buffer.from(serverJson(manifest, distribution, sha256(bundle))) },
    { name: `${stem}.cdx.json`, content: Buffer.from(sbom(manifest, components)) },
  ];
  return {
    artefacts: artefacts.sort((a, b) => compareText(a.name, b.name)),
    problems: problemsOfLicences(components),
  };
}

/**
 * Writes the artefacts of one package into `dist/release/<package>`, with their hashes as `sha256sum --check` reads them.
 *
 * @param {string} outputRoot
 * @param {string} folder
 * @param {readonly Artefact[]} artefacts
 * @returns {Promise<string>} The folder.
 */
export async function writeRelease(outputRoot, folder, artefacts) {
  const sums = artefacts.map(({ name, content }) => `${sha256(content)}  ${name}\n`).join('');
  const release = path.join(outputRoot, 'dist/release', path.basename(folder));
  await mkdir(path.dirname(release), { recursive: true });
  const files = [...artefacts, { name: 'SHA256SUMS', content: Buffer.from(sums) }];
  await replaceFolder(release, files, path.dirname(release));
  return release;
}
