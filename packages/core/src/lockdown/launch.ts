import path from 'node:path';
import process from 'node:process';
import { beginsAlmostWith, variableMeant } from '../tool/nearest.ts';
import { judgeEnvironment, sortOptions } from './environment.ts';
import { lockFlags } from './flags.ts';
import { writeToStderr } from './stderr.ts';
import { asksForPermissions, takeTrials } from './trial.ts';

interface Launch {
  /** The program, as its messages begin. */
  readonly name: string;
  /** Absolute and without links: the folder with everything the server reads. */
  readonly folder: string;
  /** The server's own file. */
  readonly entry: string;
  /** Variables that the server needs. */
  readonly keep: (variable: string) => boolean;
  /** Variables that may be misspelt ones of ours: the server gets their names alone, and no others. */
  readonly tell: (variable: string) => boolean;
}

/**
 * The C library keeps memory apart for each thread. With one place for all, a process that moved 100,000 records took
 * 25 MB less; where it is another library, the variable says nothing to it.
 */
const thrift = { MALLOC_ARENA_MAX: '1' };

/** What a server's launcher knows of it. */
export interface Launched {
  /** The program, as its messages begin. */
  readonly name: string;
  /** What the variables of its options begin with: `MCP_ACME_`. */
  readonly prefix: string;
  /** The variables of its site and its credentials. */
  readonly variables: readonly string[];
  /** Where the launcher lies, beside `cli.cjs`. */
  readonly folder: string;
}

/**
 * What Node's TLS and the system's loader need to do their work, besides the token. Proxies only when they were asked
 * for; no PATH, because nothing is started.
 */
const needed =
  /^(NODE_(OPTIONS|EXTRA_CA_CERTS|USE_SYSTEM_CA|NO_WARNINGS)|SSL_CERT_(FILE|DIR)|HOME|TZ|LANG|LC_ALL|LD_LIBRARY_PATH)$/u;
const proxies = /^(https_proxy|no_proxy)$/iu;

/**
 * Starts a server under Node's own locks, where Node can: see `relaunch`. The tour starts a server of its own, which the
 * locks would forbid; it holds no token.
 */
export function launch({ name, prefix, variables, folder }: Launched): void {
  const args = new Set(process.argv.slice(2));
  if (args.has('demo')) return;
  const proxied = args.has('--proxy-from-env') || `${prefix}PROXY_FROM_ENV` in process.env;
  relaunch({
    name,
    folder,
    entry: path.join(folder, 'cli.cjs'),
    keep: (variable) =>
      variables.includes(variable) ||
      // However they are written: one that is misspelt has to be refused, not left out.
      variableMeant(variable, variables) !== undefined ||
      needed.test(variable) ||
      beginsAlmostWith(variable, prefix) ||
      (proxied && proxies.test(variable)),
    // `CLOUDFLARE_READ_ONLY` may be one of ours without its `MCP_`, and `CLOUDFLARE_API_KEY` is the secret of another tool.
    tell: (variable) => beginsAlmostWith(variable, prefix.replace(/^[^_]+_(?=.)/u, '')),
  });
}

/**
 * Replaces this process by the server under Node's own locks, in an environment that holds nothing else: the same
 * process id, the same streams, no child. Needs `process.execve` (Node 22.15, POSIX).
 *
 * @returns only where that cannot be done: the caller then loads the server as it is. Ends the process with 2 when
 *   the environment is one that no lock could make up for.
 */
function relaunch({ name, folder, entry, keep, tell }: Launch): void {
  const execve: unknown = Reflect.get(process, 'execve');
  if (typeof execve !== 'function' || !canReplaceItself(entry)) return;
  const { refusal, warnings, remove } = judgeEnvironment(process.env, true);
  const say = (text: string): void => writeToStderr(`${name}: ${text}\n`);
  if (refusal !== undefined) {
    say(refusal);
    process.exit(2);
  }
  for (const warning of warnings) say(warning);
  const { kept: options, dropped } = sortOptions(process.execArgv);
  if (dropped.length > 0)
    say(`${dropped.join(', ')} on the command line of Node is dropped; cli.cjs beside this file takes it.`);
  const kept = Object.entries(process.env).flatMap(([variable, value]) => {
    if (remove.includes(variable)) return [];
    if (keep(variable)) return [[variable, value] as const];
    return tell(variable) ? [[variable, ''] as const] : [];
  });
  const flags = lockFlags(folder, process.allowedNodeEnvironmentFlags);
  const args = [process.execPath, ...options, ...flags, entry, ...process.argv.slice(2)];
  const environment = { ...thrift, ...Object.fromEntries(kept) };
  Reflect.apply(execve, process, [process.execPath, args, environment]);
}

/**
 * Programs that carry Node inside may be something else without the variables that were taken away. A process under
 * locks already can neither become another nor need to; one that only audits what they would stop can.
 */
function canReplaceItself(entry: string): boolean {
  const embedded = ['electron', 'bun', 'deno'].some((host) => host in process.versions);
  return !embedded && process.platform !== 'win32' && !isLocked(entry);
}

/** The trial reads modules of Node, which take longer than everything else here: only where there may be locks. */
function isLocked(entry: string): boolean {
  return asksForPermissions() && takeTrials(entry).program() !== 'open';
}
