import { createRequire } from 'node:module';
import process from 'node:process';

export interface Lock {
  readonly name: string;
  readonly holds: boolean;
}

/**
 * Which locks hold in this process. Each is tried where trying does no harm; for files, programs and threads Node's
 * permission model is asked, because trying would be the very thing.
 *
 * @param file of this server, from where modules are looked up.
 * @param modules whether loading others should be locked at all.
 */
export function probeLocks(file: string, modules: boolean): readonly Lock[] {
  return [
    { name: 'reading files outside its folder', holds: denied('fs.read', '/') },
    { name: 'writing files', holds: denied('fs.write') },
    { name: 'starting programs', holds: denied('child') },
    { name: 'starting threads', holds: denied('worker') },
    {
      name: 'loading machine code',
      holds: denied('addon') || fails(() => process.dlopen({ exports: {} }, file)),
    },
    { name: 'turning text into code', holds: fails(generateCode) },
    { name: 'changing prototypes by name', holds: !hasProto() },
    ...(modules
      ? [{ name: 'loading other modules', holds: fails(() => createRequire(file)('node:fs')) }]
      : []),
    { name: 'writing reports', holds: Object.keys(process.report?.getReport() ?? {}).length === 0 },
    { name: 'opening the debugger by a signal', holds: process.listenerCount('SIGUSR1') > 0 },
  ];
}

function denied(scope: string, reference?: string): boolean {
  const permission: unknown = Reflect.get(process, 'permission');
  if (typeof permission !== 'object' || permission === null) return false;
  const has: unknown = Reflect.get(permission, 'has');
  if (typeof has !== 'function') return false;
  return Reflect.apply(has, permission, reference === undefined ? [scope] : [scope, reference]) === false;
}

function fails(attempt: () => unknown): boolean {
  try {
    attempt();
    return false;
  } catch {
    return true;
  }
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
