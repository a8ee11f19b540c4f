import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { npm } from '../../npm.mjs';

/** What is compared, at the versions that were the newest on the day that the document names. */
export const crunchtools = { package: 'mcp-wordpress-crunchtools', version: '0.7.0' };
export const docdyhr = { package: 'mcp-wordpress', version: '3.3.35' };

/**
 * @param {string} folder
 * @returns {Promise<string>} Its script.
 */
export async function installDocdyhr(folder) {
  const place = path.join(folder, `${docdyhr.package}-${docdyhr.version}`);
  const script = path.join(place, 'node_modules', docdyhr.package, 'bin/mcp-wordpress.js');
  if (existsSync(script)) return script;
  await mkdir(place, { recursive: true });
  await writeFile(path.join(place, 'package.json'), '{"private": true}\n');
  const options = ['--save-exact', '--ignore-scripts', '--no-audit', '--no-fund'];
  await npm(['install', ...options, `${docdyhr.package}@${docdyhr.version}`], { cwd: place });
  return script;
}
