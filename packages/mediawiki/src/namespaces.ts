import { NotFoundError, type Policy, PolicyError, type Scope } from '@crunchtools/mcp-core';
import { type Namespace, namespaceKey } from './namespace-key.ts';

/** The namespaces of the wiki, read once in a process, and which of them there are for this server. */
export class Namespaces {
  readonly #policy: Pick<Policy, 'limitsScopes' | 'scopeExists'>;
  readonly #read: () => Promise<readonly Namespace[]>;

  constructor(
    policy: Pick<Policy, 'limitsScopes' | 'scopeExists'>,
    read: () => Promise<readonly Namespace[]>,
  ) {
    this.#policy = policy;
    this.#read = read;
  }

  get isLimited(): boolean {
    return this.#policy.limitsScopes;
  }

  /** All that exist for this server, without Special and Media, which hold no pages. */
  async all(): Promise<readonly Namespace[]> {
    return (await this.#read()).filter(({ id, key }) => id >= 0 && this.#policy.scopeExists({ name: key }));
  }

  async scope(ns: number): Promise<Scope> {
    const found = (await this.#read()).find(({ id }) => id === ns);
    return { id: String(ns), name: found?.key ?? String(ns) };
  }

  async exists(ns: number): Promise<boolean> {
    return !this.isLimited || this.#policy.scopeExists(await this.scope(ns));
  }

  /** @throws {NotFoundError} for a page of a namespace that is not to exist; it is not named. */
  async require(ns: number): Promise<Scope> {
    if (await this.exists(ns)) return this.scope(ns);
    throw new NotFoundError('There is no such page.', {
      nextStep: 'search_pages and list_pages find titles.',
    });
  }

  /** @throws {PolicyError} when a page is to be put where nothing is to exist. */
  async requireTarget(ns: number): Promise<void> {
    if (await this.exists(ns)) return;
    throw new PolicyError(
      'Not allowed: the title is in a namespace outside the list this server was started with. Nothing was changed.',
      {
        nextStep: 'Only the person who starts the server can allow it.',
      },
    );
  }

  /**
   * What a list is asked for: ids between bars, all that exist where none are given.
   * @throws {NotFoundError} for a name that is none, with those there are.
   */
  async wanted(names: readonly string[] | undefined): Promise<string | undefined> {
    if (names === undefined) return this.isLimited ? joined(await this.all()) : undefined;
    const all = await this.all();
    const found = names.map((name) => all.find(({ key }) => key === namespaceKey(name)));
    if (found.every((each) => each !== undefined)) return joined(found);
    const known = all.map(({ key }) => key).join(', ');
    throw new NotFoundError(`There is no namespace of such a name. There are ${known}.`);
  }
}

function joined(namespaces: readonly Namespace[]): string {
  return namespaces.map(({ id }) => id).join('|');
}
