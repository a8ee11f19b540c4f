/**
 * An object each member of which is made when it is first used: what a call does not touch is neither made nor read
 * from disk.
 */
export function lazily<Members extends object>(
  makers: {
    readonly [Name in keyof Members]-?: () => Members[Name];
  },
): Members;
export function lazily(makers: Readonly<Record<string, () => unknown>>): object {
  const object = {};
  for (const [name, make] of Object.entries(makers)) {
    const get = (): unknown => {
      const value = make();
      Object.defineProperty(object, name, { value, enumerable: true });
      return value;
    };
    Object.defineProperty(object, name, { get, enumerable: true, configurable: true });
  }
  return object;
}

/** Makes its value at the first use, and gives the same one from then on. */
export function once<Made>(make: () => Made): () => Made {
  let made: { readonly value: Made } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
