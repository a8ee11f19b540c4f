import module from 'node:module';

/**
 * Refuses, from now on, to load anything but the named built-in modules and files.
 *
 * Node 22.15 and newer have hooks for it, which see `require` and `import()` alike. On older ones only `require` is
 * refused; the bundles hold no `import()`.
 *
 * @param allowed built-in modules without `node:`, and files as they are asked for: `./rules.cjs`.
 */
export function blockImports(allowed: ReadonlySet<string>): void {
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
