import { createScrubber } from './scrub.ts';
import { Secret } from './secret.ts';

/** Shorter values are in other words by chance: see decision 31. */
const shortestKept = 12;
/** Secrets of sessions that are over open nothing, and to look for very many takes memory. */
const mostKept = 64;

/**
 * The secrets of a process, of which some become known only while it runs: cookies, and tokens that a service hands out.
 */
export class KnownSecrets {
  readonly #given: readonly Secret[];
  readonly #kept = new Set<string>();
  #scrub: (text: string) => string;

  /** @param given those that are known from the start, which are never forgotten. */
  constructor(given: readonly Secret[]) {
    this.#given = given;
    this.#scrub = createScrubber(given);
  }

  /** The last filter, for all that is known when it is called. */
  readonly scrub = (text: string): string => this.#scrub(text);

  /** Filters this value out, too, from now on. One of fewer than 12 characters is left out. */
  readonly keep = (value: string): void => {
    if (value.length < shortestKept) return;
    // Put in anew, so that the oldest come first.
    if (this.#kept.delete(value)) {
      this.#kept.add(value);
      return;
    }
    if (this.#given.some((secret) => secret.expose() === value)) return;
    this.#kept.add(value);
    const [oldest = ''] = this.#kept;
    if (this.#kept.size > mostKept) this.#kept.delete(oldest);
    this.#scrub = createScrubber([...this.#given, ...[...this.#kept].map((kept) => new Secret(kept))]);
  };
}
