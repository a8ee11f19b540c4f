import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A server of crunchtools, from PyPI.
 *
 * @param {string} folder
 * @param {{ readonly package: string, readonly version: string }} which
 * @returns {Promise<string>} Its command.
 */
export async function installCrunchtools(folder, which) {
  const place = path.join(folder, `${which.package}-${which.version}`);
  const command = path.join(place, 'bin', which.package);
  if (existsSync(command)) return command;
  await run('python3', ['-m', 'venv', place]);
  const specifier = `${which.package}==${which.version}`;
  await run(path.join(place, 'bin/pip'), ['install', '--quiet', specifier], { maxBuffer: 10_000_000 });
  return command;
}
