import { createRequire } from 'node:module';
import process from 'node:process';
import type { Trials } from './trial.ts';

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
