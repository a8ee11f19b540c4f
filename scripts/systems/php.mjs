import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { places } from './prepared.mjs';

const compiled = path.join(places, 'opcache');

/**
 * Options with which PHP keeps what it compiles for its next process: compiling a wiki or a site takes a process longer than
 * answering some ten requests.
 *
 * @returns {Promise<readonly string[]>}
 */
export async function phpOptions() {
  await mkdir(compiled, { recursive: true });
  return ['-dopcache.enable_cli=1', `-dopcache.file_cache=${compiled}`];
}

/**
 * Runs PHP to its end.
 *
 * @param {readonly string[]} args
 * @param {{ readonly env?: NodeJS.ProcessEnv }} [options]
 */
export async function runPhp(args, options = {}) {
  return promisify(execFile)('php', [...(await phpOptions()), ...args], options);
}
