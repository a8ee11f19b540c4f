type Makers = Readonly<Record<string, () => unknown>>;

type MakersOf<Members> = { readonly [Name in keyof Members]-?: () => Members[Name] };

class Lazy {
  readonly #makers: Makers;

  constructor(makers: Makers) {
    this.#makers = makers;
  }

  /** Objects of these members. */
  static of(names: readonly string[]): typeof Lazy {
    class Kind extends Lazy {}
    for (const name of names)
      Object.defineProperty(Kind.prototype, name, {
        get(this: Lazy): unknown {
          const value = this.#makers[name]?.();
          Object.defineProperty(this, name, { value, enumerable: true });
          return value;
        },
        enumerable: true,
        configurable: true,
      });
    return Kind;
  }
}

/** By the names of their members, from which objects of `lazilyForCall` have them. */
const kinds = new Map<string, typeof Lazy>();

/**
 * An object each member of which is made when it is first used: what a call does not touch is neither made nor read
 * from disk.
 */
export function lazily<Members extends object>(makers: MakersOf<Members>): Members;
export function lazily(makers: Makers): object {
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

/**
 * As `lazily`, for an object that every call makes: it costs less, and members are inherited until they are used, so that
 * a copy by `...` has only those that were.
 */
export function lazilyForCall<Members extends object>(makers: MakersOf<Members>): Members;
export function lazilyForCall(makers: Makers): object {
  const names = Object.keys(makers);
  const key = names.join(' ');
  let Kind = kinds.get(key);
  if (Kind === undefined) {
    Kind = Lazy.of(names);
    kinds.set(key, Kind);
  }
  return new Kind(makers);
}

/** Makes its value at the first use, and gives the same one from then on. */
export function once<Made>(make: () => Made): () => Made {
  let made: { readonly value: Made } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
