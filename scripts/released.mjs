// What the workflows know of the servers of this repository, as lines for GITHUB_OUTPUT. It needs no installed package.
//
//   node scripts/released.mjs                        servers=[{"name":"cloudflare","image":"ghcr.io/…"}, …]
//   node scripts/released.mjs cloudflare-v1.2.3      of the server that this tag releases: server=, version=, stem=, image=
import process from 'node:process';
import { artefactStem, readDistribution } from './pack/distribution.mjs';
import { readManifest } from './pack/files.mjs';
import { root } from './run.mjs';
import { servers } from './servers.mjs';

const known = await Promise.all(
  servers.map(async (server) => {
    const folder = `packages/${server}`;
    const manifest = await readManifest(root, folder);
    const { image } = await readDistribution(root, folder);
    return { server, version: manifest.version, stem: artefactStem(manifest), image };
  }),
);

/** @param {string} tag */
function outputsOf(tag) {
  const found = known.find(({ server, version }) => tag === `${server}-v${version}`);
  if (found === undefined) {
    const tags = known.map(({ server, version }) => `${server}-v${version}`).join(', ');
    throw new Error(`${tag} names no server of this repository in its version; that would be ${tags}`);
  }
  return Object.entries(found);
}

const [tag] = process.argv.slice(2);
const all = known.map(({ server, image }) => ({ name: server, image }));
const outputs = tag === undefined ? [['servers', JSON.stringify(all)]] : outputsOf(tag);
for (const [name, value] of outputs) process.stdout.write(`${name}=${value}\n`);
