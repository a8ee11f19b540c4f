import type { Policy } from '../policy/policy.ts';
import type { Resource } from './define.ts';

/** The resources of a server, in the order in which they are shown. */
export class Resources<Services> {
  readonly #resources: readonly Resource<Services>[];

  /** @throws {Error} when two have one name or one URI: a defect of the server. */
  constructor(resources: readonly Resource<Services>[]) {
    this.#resources = resources;
    const names = new Set(resources.map(({ name }) => name));
    // Two templates that differ in the names of their variables only match the same URIs.
    const shapes = new Set(resources.map(({ uri }) => uri.text.replaceAll(/\{[^}]+\}/gu, '{}')));
    if (names.size !== resources.length || shapes.size !== resources.length) {
      throw new Error('two resources have the same name or URI');
    }
  }

  /** Those with one fixed URI. */
  fixed(): readonly Resource<Services>[] {
    return this.#resources.filter(({ uri }) => uri.variables.length === 0);
  }

  templates(): readonly Resource<Services>[] {
    return this.#resources.filter(({ uri }) => uri.variables.length > 0);
  }

  all(): readonly Resource<Services>[] {
    return this.#resources;
  }

  /** The resource with this URI, and the values of its variables. Fixed URIs come before templates. */
  find(
    uri: string,
  ):
    | { readonly resource: Resource<Services>; readonly values: Readonly<Record<string, string>> }
    | undefined {
    for (const resource of [...this.fixed(), ...this.templates()]) {
      const values = resource.uri.match(uri);
      if (values !== undefined) return { resource, values };
    }
    return undefined;
  }

  /** Without those that policy does not offer. */
  offered(policy: Policy): Resources<Services> {
    return new Resources(this.#resources.filter((resource) => policy.decide(resource).allowed));
  }
}
