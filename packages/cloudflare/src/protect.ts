import path from 'node:path';
import process from 'node:process';
import { InputError } from '@crunchtools/mcp-core/front';
import {
  directCommand,
  judgeEnvironment,
  type Lock,
  lockDown,
  lockFlags,
  memorySaver,
  probeLocks,
} from '@crunchtools/mcp-core/lockdown';
import type { Environment } from './config.ts';
import { name } from './identity.ts';

/** Set by the build: every built-in module and file that the shipped files load while they serve. */
declare const __MODULES__: readonly string[] | undefined;

/**
 * Before a token is looked at: refuses an environment that would give it away, removes what would weaken the process,
 * and puts on the locks that need no option of Node. A sandbox holds no token, and tests put their own in its place:
 * there modules may be loaded.
 *
 * @returns what makes the process save memory from then on, see `memorySaver`.
 * @throws {InputError} that names the variable and says what to do.
 */
export function protect(env: Environment, sandbox: boolean): () => void {
  const { refusal, warnings, remove } = judgeEnvironment(env, false);
  if (refusal !== undefined) throw new InputError(refusal);
  // Read by now, where they were asked for; they may hold a password.
  const proxies = Object.keys(env).filter((variable) => /^(all|https?|no)_proxy$/iu.test(variable));
  for (const variable of [...remove, ...proxies]) delete env[variable];
  for (const warning of warnings) process.stderr.write(`${name}: ${warning}\n`);
  const saveMemory = memorySaver();
  lockDown(sandbox || typeof __MODULES__ !== 'object' ? undefined : new Set(__MODULES__));
  return saveMemory;
}

/** @param file the server's own, as it runs. */
export function locksHere(
  file: string,
  sandbox: boolean,
): { readonly held: readonly Lock[]; readonly direct: string } {
  const flags = lockFlags(path.dirname(file), process.allowedNodeEnvironmentFlags);
  return { held: probeLocks(file, !sandbox), direct: directCommand(process.execPath, flags, file) };
}
