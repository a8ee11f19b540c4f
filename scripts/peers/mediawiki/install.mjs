import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { installed } from '../../clients/lab.mjs';
import { npm, runNode } from '../../npm.mjs';
import { root } from '../../run.mjs';

const run = promisify(execFile);

/** What is compared, at the versions that were the newest on the day that the document names. */
export const crunchtools = { package: 'mcp-mediawiki-crunchtools', version: '0.2.1' };
export const professional = {
  repository: 'https://github.com/ProfessionalWiki/MediaWiki-MCP-Server.git',
  version: '0.17.0',
  commit: 'c1ce350',
};
/** It wants Node 22.12 or newer. */
const nodeVersion = '24.21.0';

/**
 * From the tag of its release, with the versions of its lock file. Its development tools are not needed, so types are
 * taken out by the compiler of this repository, unchecked.
 *
 * @param {string} folder
 * @returns {Promise<readonly [string, string]>} Node, and its script.
 */
export async function installProfessional(folder) {
  const node = await installed(path.join(folder, 'node'), `node@${nodeVersion}`, 'node');
  const place = path.join(folder, 'professional');
  const script = path.join(place, 'dist/index.js');
  if (existsSync(script)) return [node, script];
  if (!existsSync(place)) await run('git', ['clone', '--quiet', professional.repository, place]);
  await run('git', ['checkout', '--quiet', professional.commit], { cwd: place });
  const options = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--engine-strict=false'];
  await npm(['ci', ...options], { cwd: place });
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  await runNode([compiler, '-p', 'tsconfig.json', '--noCheck'], { cwd: place });
  return [node, script];
}
