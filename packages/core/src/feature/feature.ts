import { type Executor, ExecutorSet } from '../change/executor.ts';
import { type Prompt, Prompts } from '../prompt/define.ts';
import type { Resource } from '../resource/define.ts';
import { Resources } from '../resource/registry.ts';
import type { Tool } from '../tool/define.ts';
import { Registry } from '../tool/registry.ts';

/**
 * A read that works only with one permission, so that `doctor` can tell whether the credential has it.
 * @param scopeId id of the scope, such as a zone, that it is tried on.
 */
export type PermissionProbe<Services> = (services: Services, scopeId: string) => Promise<unknown>;

/** What one folder of a server brings. A server is the list of its features; core does the rest. */
export interface Feature<Services> {
  /** The name by which `--toolsets` offers it; several features may share one. */
  readonly toolset: string;
  /** In the order in which clients show them. */
  readonly tools?: readonly Tool<Services>[];
  /** What carries out changes, by the kind of object: `Change.resource`. */
  readonly executors?: Readonly<Record<string, (services: Services) => Executor>>;
  readonly resources?: readonly Resource<Services>[];
  readonly prompts?: readonly Prompt<Services>[];
  /** By the name of the permission. What is not here can only be tried by writing. */
  readonly permissionProbes?: Readonly<Record<string, PermissionProbe<Services>>>;
}

/** The features of a server, seen as what they bring together, in the order of the list. */
export class Features<Services> {
  readonly #features: readonly Feature<Services>[];

  /** @throws {Error} when a tool or a resource says another toolset than its feature: a defect of the server. */
  constructor(features: readonly Feature<Services>[]) {
    this.#features = features;
    for (const { toolset, tools = [], resources = [] } of features) {
      const stray = [...tools, ...resources].find((brought) => brought.toolset !== toolset);
      if (stray !== undefined) throw new Error(`${stray.name} is not of the toolset ${toolset}`);
    }
  }

  tools(): Registry<Services> {
    return new Registry(this.#features.flatMap(({ tools = [] }) => tools));
  }

  resources(): Resources<Services> {
    return new Resources(this.#features.flatMap(({ resources = [] }) => resources));
  }

  prompts(): Prompts<Services> {
    return new Prompts(this.#features.flatMap(({ prompts = [] }) => prompts));
  }

  executors(services: Services): ExecutorSet {
    return new ExecutorSet(
      this.#features.flatMap(({ executors = {} }) => Object.values(executors).map((make) => make(services))),
    );
  }

  /** The toolset of each kind of object: a tool may change objects of another toolset than its own. */
  toolsetOf(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      this.#features.flatMap(({ toolset, executors = {} }) =>
        Object.keys(executors).map((resource) => [resource, toolset] as const),
      ),
    );
  }

  permissionProbes(): Readonly<Record<string, PermissionProbe<Services>>> {
    return Object.assign({}, ...this.#features.map(({ permissionProbes = {} }) => permissionProbes));
  }
}
