/** Characters of a name (RFC 1035 section 2.3.4), without a final dot. */
export const longestHost = 253;

/** The zones of an account by their names. */
export class Domains {
  readonly #names: ReadonlySet<string>;
  /** Whether there may be more of them than are known. */
  readonly isPart: boolean;

  constructor(names: Iterable<string>, isPart = false) {
    this.#names = new Set(names);
    this.isPart = isPart;
  }

  /** The closest zone that a host is in. */
  zoneOf(host: string): string | undefined {
    if (host.length > longestHost) return undefined;
    const labels = host.split('.');
    for (let index = 0; index < labels.length - 1; index += 1) {
      const name = labels.slice(index).join('.');
      if (this.#names.has(name)) return name;
    }
    return undefined;
  }
}
