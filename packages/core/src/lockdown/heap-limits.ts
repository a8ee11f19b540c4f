import process from 'node:process';

/** How much a heap may grow, in percent of what is alive in it, before all of it is collected. V8's own choice is up to 300. */
const growth = 30;

/**
 * What makes this process save memory from then on, at some cost of speed: V8 collects garbage early, and keeps the
 * space for young objects small (decision 23). Not `--optimize-for-size`, which collects all of a heap at each tenth that
 * it grows: of a long call a quarter of the time went into that.
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
    for (const flag of [`--heap-growing-percent=${growth}`, '--semi-space-growth-factor=1'])
      v8.setFlagsFromString(flag);
  };
}
