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

export interface Lock {
  readonly name: string;
  readonly holds: boolean;
}

/**
 * Which locks hold in this process: each is tried.
 *
 * @param file of this server, from where modules are looked up.
 * @param trials taken before modules could no longer be loaded.
 * @param modules whether loading others should be locked at all.
 */
export function probeLocks(file: string, trials: Trials, modules: boolean): readonly Lock[] {
  return [
    { name: 'reading files outside its folder', holds: trials.read() === 'stopped' },
    { name: 'writing files', holds: trials.write() === 'stopped' },
    { name: 'starting programs', holds: trials.program() === 'stopped' },
    { name: 'starting threads', holds: trials.thread() === 'stopped' },
    { name: 'loading machine code', holds: fails(() => process.dlopen({ exports: {} }, file), isOfLoader) },
    { name: 'turning text into code', holds: fails(generateCode) },
    { name: 'changing prototypes by name', holds: !hasProto() },
    ...(modules
      ? [{ name: 'loading other modules', holds: fails(() => createRequire(file)('node:fs')) }]
      : []),
    { name: 'writing reports', holds: Object.keys(process.report?.getReport() ?? {}).length === 0 },
    { name: 'opening the debugger by a signal', holds: process.listenerCount('SIGUSR1') > 0 },
  ];
}

/** @param counts whether a failure is one that nothing stopped. */
function fails(attempt: () => unknown, counts: (error: unknown) => boolean = () => false): boolean {
  try {
    attempt();
    return false;
  } catch (error) {
    return !counts(error);
  }
}

/** The file is no machine code, which only whoever loads it finds out. */
function isOfLoader(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === 'ERR_DLOPEN_FAILED';
}

/** Whether a permission model was asked for, in whatever form. What of it holds is another question. */
export function asksForPermissions(): boolean {
  return Reflect.get(process, 'permission') !== undefined;
}

/** By the way every function has to what makes functions; the text does nothing. */
function generateCode(): unknown {
  const maker = fails.constructor;
  return Reflect.construct(maker, ['']);
}

function hasProto(): boolean {
  try {
    return Reflect.get({}, '__proto__') !== undefined;
  } catch {
    return false;
  }
}
