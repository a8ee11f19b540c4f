import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../run.mjs';

/**
 * The unmodified bundle; in the place of its sandbox is what carries requests to a process on this machine.
 *
 * @param {string} folder Empty.
 * @param {{ readonly port: number, readonly token: string }} where
 * @param {number} [speed] Of the clock in the server.
 * @returns {Promise<string>} Its `cli.cjs`.
 */
export async function relayed(folder, { port, token }, speed = 1) {
  await cp(path.join(root, 'packages/cloudflare/dist'), folder, { recursive: true });
  const relay = await readFile(path.join(root, 'packages/cloudflare/test/support/model-relay.cjs'), 'utf8');
  const accelerated = path.join(root, 'packages/core/src/testing/accelerated.cjs');
  const settings = JSON.stringify({ port, token, speed, accelerated, epoch: Date.now() });
  await writeFile(path.join(folder, 'sandbox.cjs'), `const relay = ${settings};\n${relay}`);
  return path.join(folder, 'cli.cjs');
}
