import module from 'node:module';
import process from 'node:process';

/**
 * Refuses, from now on, to load anything but the named built-in modules and files.
 *
 * Node 22.15 and newer have hooks for it, which see `require` and `import()` alike. On older ones only `require` is
 * refused; the bundles hold no `import()`.
 *
 * @param allowed built-in modules without `node:`, and files as they are asked for: `./rules.cjs`.
 */
function blockImports(allowed: ReadonlySet<string>): void {
  const check = (specifier: unknown): void => {
    const name = String(specifier);
    if (!allowed.has(name.replace(/^node:/u, ''))) throw new Error('this module is not part of the server');
  };
  const registerHooks: unknown = Reflect.get(module, 'registerHooks');
  if (typeof registerHooks === 'function') {
    const resolve = (
      specifier: string,
      context: unknown,
      next: (...given: unknown[]) => unknown,
    ): unknown => {
      check(specifier);
      return next(specifier, context);
    };
    Reflect.apply(registerHooks, module, [{ resolve }]);
    return;
  }
  const load: unknown = Reflect.get(module, '_load');
  if (typeof load !== 'function') return;
  Reflect.set(module, '_load', (...given: unknown[]): unknown => {
    check(given[0]);
    return Reflect.apply(load, module, given);
  });
}

/**
 * The locks that a process can put on itself, on every version of Node and every platform. Whoever can run code in
 * the process can find a way around them: they stop accidents and simple attacks, and hold what Node's options, which
 * cannot be set from within, do not lock.
 *
 * @param modules what may still be loaded, see `blockImports`; without it, anything.
 */
export function lockDown(modules: ReadonlySet<string> | undefined): void {
  ignoreDebuggerSignal();
  stopReports();
  withdrawProto();
  if (modules === undefined) return;
  blockImports(modules);
  for (const name of ['binding', '_linkedBinding', 'dlopen', 'getBuiltinModule'])
    replace(process, name, refuse);
}

/** By default this signal opens the debugger, through which any process of the same user reads the token. */
function ignoreDebuggerSignal(): void {
  if (process.platform !== 'win32') process.on('SIGUSR1', () => {});
}

/** A diagnostic report holds the environment and the command line, and is written to a file. */
function stopReports(): void {
  const report: unknown = process.report;
  if (typeof report !== 'object' || report === null) return;
  for (const name of ['reportOnFatalError', 'reportOnSignal', 'reportOnUncaughtException']) {
    Reflect.set(report, name, false);
  }
  replace(report, 'writeReport', () => '');
  replace(report, 'getReport', () => ({}));
}

/** The setter through which a key of parsed text could reach a prototype. `--disable-proto` has done it already. */
function withdrawProto(): void {
  if (process.execArgv.some((flag) => flag.startsWith('--disable-proto'))) return;
  Reflect.deleteProperty(Object.prototype, '__proto__');
}

function refuse(): never {
  throw new Error('this is not part of the server');
}

function replace(owner: object, name: string, value: unknown): void {
  if (!(name in owner)) return;
  Object.defineProperty(owner, name, { value, configurable: false, writable: false });
}
