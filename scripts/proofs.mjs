import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './run.mjs';
import { servers } from './servers.mjs';

/**
 * What a server brings to prove of itself, in `packages/NAME/test/proofs.mjs`; both are optional.
 *
 * @typedef {object} Proofs
 * @property {readonly import('./prove/claims.mjs').Claim[]} [claims] For `npm run prove`, beside the common ones.
 * @property {Readonly<Record<string, import('../test/mutation/modules.mjs').Module>>} [mutated] For `npm run mutation`.
 */

/** @returns {Promise<readonly Proofs[]>} Of every server that brings some. */
function proofsOfServers() {
  const files = servers
    .map((server) => path.join(root, 'packages', server, 'test/proofs.mjs'))
    .filter((file) => existsSync(file));
  return Promise.all(files.map((file) => import(pathToFileURL(file).href)));
}

export const proofs = await proofsOfServers();
