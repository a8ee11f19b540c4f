import process from 'node:process';

/**
 * What makes this process save memory from then on, at some cost of speed: V8 collects garbage early, and keeps the
 * space for young objects small (decision 23).
 *
 * To be taken before the locks are put on. The module of Node that can do it can also write heap snapshots, the token
 * with them: nothing else of it is handed out, and nobody can load it later. Before Node 20.16 there is no such way to
 * it, and nothing happens.
 */
export function heapLimits(): () => void {
  if (!('getBuiltinModule' in process)) return () => {};
  const getBuiltinModule = process.getBuiltinModule.bind(process);
  return () => {
    const v8 = getBuiltinModule('node:v8');
    for (const flag of ['--optimize-for-size', '--semi-space-growth-factor=1']) v8.setFlagsFromString(flag);
  };
}
