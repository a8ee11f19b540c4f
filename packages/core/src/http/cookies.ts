/** Of one session: more, or longer ones, are no session any more. */
const mostCookies = 50;
const mostCharacters = 8_000;

/** RFC 6265 section 4.1.1, and in values what services send in spite of it, but for what would end the value. */
const cookieName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256}$/;
const cookieValue = /^[!-:<-~]{0,4096}$/;

export interface CookieJarOptions {
  /** Told every value that may be a secret, before anything of its answer is looked at. */
  readonly keepSecret?: ((value: string) => void) | undefined;
  /** Cookies whose values are no secrets, such as the one with the user name: they are not told. */
  readonly isOpen?: ((name: string) => boolean) | undefined;
  /** Milliseconds since the epoch. */
  readonly now?: (() => number) | undefined;
}

/**
 * The cookies of one session with one origin: names and values, nothing else. There is no domain and no path, because
 * there is no other place that they could be sent to.
 */
export class CookieJar {
  readonly #options: CookieJarOptions;
  readonly #values = new Map<string, string>();

  constructor(options: CookieJarOptions = {}) {
    this.#options = options;
  }

  /**
   * Takes in what an answer set, and drops what it ended (RFC 6265 section 5.2). What cannot be sent back is left out.
   * @param lines the values of its `set-cookie` headers, each by itself: dates in them hold commas.
   */
  take(lines: readonly string[]): void {
    for (const line of lines.slice(0, mostCookies)) {
      const [pair = '', ...attributes] = line.split(';');
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, Math.max(at, 0)).trim(), pair.slice(at + 1).trim()];
      if (!cookieName.test(name) || !cookieValue.test(value)) continue;
      // Put in anew, so that the oldest come first.
      this.#values.delete(name);
      if (value === '' || this.#hasEnded(attributes)) continue;
      this.#values.set(name, value);
      if (this.#options.isOpen?.(name) !== true) this.#keep(value);
    }
    while (this.#values.size > mostCookies || (this.header() ?? '').length > mostCharacters) {
      const [oldest] = this.#values.keys();
      this.#values.delete(oldest ?? '');
    }
  }

  /** The value of the `cookie` header; `undefined` when there is nothing to send. */
  header(): string | undefined {
    if (this.#values.size === 0) return undefined;
    return [...this.#values].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** In both forms, where it is encoded as a part of an address. */
  #keep(value: string): void {
    const { keepSecret } = this.#options;
    if (keepSecret === undefined) return;
    keepSecret(value);
    if (!value.includes('%')) return;
    try {
      keepSecret(decodeURIComponent(value));
    } catch {
      // Not encoded, then.
    }
  }

  #hasEnded(attributes: readonly string[]): boolean {
    const given = new Map<string, string>();
    for (const attribute of attributes) {
      const [key = '', ...rest] = attribute.split('=');
      given.set(key.trim().toLowerCase(), rest.join('=').trim());
    }
    const age = given.get('max-age');
    // The age counts more than the date (RFC 6265 section 5.3).
    if (age !== undefined && /^-?\d+$/.test(age)) return Number(age) <= 0;
    const until = given.get('expires');
    return until !== undefined && Date.parse(until.replaceAll('-', ' ')) <= (this.#options.now ?? Date.now)();
  }
}
