import path from 'node:path';
import process from 'node:process';
import { InputError } from '../errors/errors.ts';
import { judgeEnvironment } from './environment.ts';
import { directCommand, lockFlags } from './flags.ts';
import { heapLimits } from './heap-limits.ts';
import { lockDown } from './runtime.ts';
import { writeToStderr } from './stderr.ts';
import { asksForPermissions, type Lock, probeLocks, type Trials, takeTrials } from './trial.ts';

/** Set by the build: every built-in module and file that the shipped files load while they serve. */
declare const __MODULES__: readonly string[] | undefined;

/** What was taken before the process locked itself. */
export interface Protection {
  /** Makes the process save memory from then on, see `memorySaver`. */
  readonly saveMemory: () => void;
  readonly locks: Locks;
}

/** The locks of this process. */
export interface Locks {
  /** Tries each of them. */
  readonly tried: () => readonly Lock[];
  /** Tries to connect to this machine: no lock of this server is to stop connections. */
  readonly connects: () => Promise<boolean>;
  /** The command line that starts the server under all locks that this Node has, at once. */
  readonly direct: string;
}

/**
 * Before a token is looked at: refuses an environment that would give it away, removes what would weaken the process,
 * and puts on the locks that need no option of Node. A sandbox holds no token, and tests put their own in its place:
 * there modules may be loaded.
 *
 * @param name the program, as its messages begin.
 * @param file the server's own, as it runs.
 * @throws {InputError} that names the variable and says what to do.
 */
export function protect(
  name: string,
  env: Record<string, string | undefined>,
  sandbox: boolean,
  file: string,
): Protection {
  const { refusal, warnings, remove } = judgeEnvironment(env, false);
  if (refusal !== undefined) throw new InputError(refusal);
  // Read by now, where they were asked for; they may hold a password.
  const proxies = Object.keys(env).filter((variable) => /^(all|https?|no)_proxy$/iu.test(variable));
  for (const variable of [...remove, ...proxies]) delete env[variable];
  for (const warning of warnings) writeToStderr(`${name}: ${warning}\n`);
  const saveMemory = heapLimits();
  const trials = takeTrials(file);
  lockDown(sandbox || typeof __MODULES__ !== 'object' ? undefined : new Set(__MODULES__));
  return { saveMemory, locks: locksOf(file, sandbox, trials) };
}

function locksOf(file: string, sandbox: boolean, trials: Trials): Locks {
  return {
    tried: () => probeLocks(file, trials, !sandbox),
    connects: async () => (await trials.connection()) === 'open',
    // To list the options of Node takes milliseconds, and only `doctor` names the command line.
    get direct() {
      const flags = lockFlags(path.dirname(file), process.allowedNodeEnvironmentFlags);
      return directCommand(process.execPath, flags, file);
    },
  };
}

/** Of the locks of Node's permission model, which somebody asked for, those that do not hold: its audit form stops nothing. */
export function brokenLocks(tried: readonly Lock[]): readonly string[] {
  if (!asksForPermissions()) return [];
  return tried
    .slice(0, 4)
    .filter(({ holds }) => !holds)
    .map((lock) => lock.name);
}
