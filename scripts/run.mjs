import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** The script behind a locally installed command, so that no shell is needed (Windows has only .cmd shims). */
function entryOf(command) {
  const candidates = {
    biome: '@biomejs/biome/bin/biome',
    oxlint: 'oxlint/bin/oxlint',
    tsc: 'typescript/bin/tsc',
    vitest: 'vitest/vitest.mjs',
    depcruise: 'dependency-cruiser/bin/dependency-cruise.mjs',
  };
  const entry = path.join(root, 'node_modules', candidates[command] ?? command);
  if (!existsSync(entry)) throw new Error(`${command} is not installed: run npm ci first`);
  return entry;
}

/** Runs one installed command with this Node and resolves with its exit code. */
export function run([command, ...args], options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [entryOf(command), ...args], {
      cwd: root,
      stdio: 'inherit',
      ...options,
    });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}

/** Runs all commands, even after a failure, and resolves with the worst exit code. */
export async function runAll(commands) {
  let worst = 0;
  for (const command of commands) worst = Math.max(worst, await run(command));
  return worst;
}
