import { EventEmitter, once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';

/**
 * What came of trying what the server never does. `stopped`: by a lock. `open`: nothing stopped it; it then failed
 * for another reason, or did no harm.
 */
export type Outcome = 'stopped' | 'open';

/** Each tries one thing, and can be tried again. */
export interface Trials {
  readonly read: () => Outcome;
  readonly write: () => Outcome;
  readonly program: () => Outcome;
  readonly thread: () => Outcome;
  /** To this machine only. */
  readonly connection: () => Promise<Outcome>;
}

/** A port at which nothing listens (RFC 6335, section 6: 1 is `tcpmux`, long out of use). */
const nobody = { host: '127.0.0.1', port: 1 } as const;

/**
 * Takes what trying needs, before modules can no longer be loaded. Node's own word is not asked for: in its audit form
 * `process.permission.has()` says no, and reads and programs succeed.
 *
 * Nothing is changed where no lock holds: the root folder is listed, a folder is asked for inside a file, a program and
 * a thread are asked for with a stream and an option that cannot be, which is found out before either begins.
 *
 * @param file that exists and that the server may read.
 */
export function takeTrials(file: string): Trials {
  const modules = moduleSource(file);
  const use = (module: string, name: string, ...args: readonly unknown[]): unknown =>
    Reflect.apply(functionOf(modules(module), name), undefined, args);
  return {
    read: () => outcomeOf(() => use('node:fs', 'readdirSync', path.parse(file).root)),
    write: () => outcomeOf(() => use('node:fs', 'mkdirSync', path.join(file, 'x'))),
    program: () =>
      outcomeOf(() => use('node:child_process', 'spawnSync', process.execPath, [], { stdio: [{ fd: -1 }] })),
    thread: () =>
      outcomeOf(() => {
        const Worker = functionOf(modules('node:worker_threads'), 'Worker');
        return Reflect.construct(Worker, [file, { execArgv: ['--there-is-no-such-option'] }]);
      }),
    connection: () => outcomeOfConnection(() => use('node:net', 'connect', nobody)),
  };
}

async function outcomeOfConnection(connect: () => unknown): Promise<Outcome> {
  const socket = connect();
  if (!(socket instanceof EventEmitter)) return 'open';
  try {
    await once(socket, 'connect');
    return 'open';
  } catch (error) {
    return isDenied(error) ? 'stopped' : 'open';
  } finally {
    const destroy: unknown = Reflect.get(socket, 'destroy');
    if (typeof destroy === 'function') Reflect.apply(destroy, socket, []);
  }
}

/**
 * How modules are had later, when loading them is locked. Before Node 20.16 there is no such way: they are loaded now,
 * which costs a start some milliseconds.
 */
function moduleSource(file: string): (name: string) => unknown {
  if ('getBuiltinModule' in process) {
    const getBuiltinModule: (name: string) => unknown = process.getBuiltinModule.bind(process);
    return getBuiltinModule;
  }
  const load: (name: string) => unknown = createRequire(file);
  const names = ['node:fs', 'node:child_process', 'node:worker_threads', 'node:net'];
  const taken = new Map(names.map((name) => [name, load(name)]));
  return (name) => taken.get(name);
}

/** Types as little as is known: of the modules that a file can name, these are none. */
function functionOf(module: unknown, name: string): (...args: never[]) => unknown {
  const found: unknown =
    typeof module === 'object' && module !== null ? Reflect.get(module, name) : undefined;
  if (!isFunction(found)) throw new TypeError(`this Node has no ${name}`);
  return found;
}

function isFunction(value: unknown): value is (...args: never[]) => unknown {
  return typeof value === 'function';
}

function outcomeOf(attempt: () => unknown): Outcome {
  try {
    attempt();
    return 'open';
  } catch (error) {
    return isDenied(error) ? 'stopped' : 'open';
  }
}

/** By Node, or by the operating system, which says so in other words. */
function isDenied(error: unknown): boolean {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return code === 'ERR_ACCESS_DENIED' || code === 'EACCES' || code === 'EPERM';
}
