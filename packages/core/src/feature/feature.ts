import type { FeatureOutline } from '../app/recording.ts';
import { type Executor, ExecutorSet } from '../change/executor.ts';
import { type Prompt, Prompts } from '../prompt/define.ts';
import { type Resource, Resources } from '../resource/define.ts';
import { Registry, type Tool } from '../tool/define.ts';
import type { ToolIdentity } from '../tool/effect.ts';

/**
 * A read that works only with one permission, so that `doctor` can tell whether the credential has it.
 * @param scopeId id of the scope, such as a zone, that it is tried on.
 */
export type PermissionProbe<Services> = (services: Services, scopeId: string) => Promise<unknown>;

/** A thing, or how to get at it, which is done at its first use. */
type Offered<Thing extends object> = Thing | (() => Thing);

function had<Thing extends object>(offered: Offered<Thing>): Thing {
  return typeof offered === 'function' ? offered() : offered;
}

/** What one folder of a server brings. A server is the list of its features; core does the rest. */
export interface Feature<Services> {
  /** The name by which `--toolsets` offers it; several features may share one. */
  readonly toolset: string;
  /** In the order in which clients show them. */
  readonly tools?: readonly Offered<Tool<Services>>[];
  /** What carries out changes, by the kind of object: `Change.resource`. */
  readonly executors?: Readonly<Record<string, (services: Services) => Executor>>;
  /** A getter: what few clients ask for is read when they do. So too for the next. */
  readonly resources?: readonly Resource<Services>[];
  readonly prompts?: readonly Prompt<Services>[];
  /** By the name of the permission. What is not here can only be tried by writing. */
  readonly permissionProbes?: Readonly<Record<string, PermissionProbe<Services>>>;
}

/** The features of a server, seen as what they bring together, in the order of the list. */
export class Features<Services> {
  readonly #features: readonly (() => Feature<Services>)[];
  readonly #outlines: readonly FeatureOutline[];

  /**
   * @param features or how to get at each, which is done when something of it is used.
   * @param outlines of the same features, recorded earlier; without them each is looked at now.
   * @throws {Error} when a tool or a resource says another toolset than its feature: a defect of the server.
   */
  constructor(features: readonly Offered<Feature<Services>>[], outlines?: readonly FeatureOutline[]) {
    this.#features = features.map((feature) => () => had(feature));
    this.#outlines = outlines ?? this.#features.map((feature) => outlineOf(feature()));
  }

  /** To be recorded for a later start. */
  outlines(): readonly FeatureOutline[] {
    return this.#outlines;
  }

  tools(): Registry<Services> {
    return new Registry(
      this.#outlined(({ tools }, feature) =>
        tools.map((identity, position) => ({ identity, tool: () => toolOf(feature(), position, identity) })),
      ),
    );
  }

  resources(): Resources<Services> {
    return new Resources(this.#features.flatMap((feature) => feature().resources ?? []));
  }

  prompts(): Prompts<Services> {
    return new Prompts(this.#features.flatMap((feature) => feature().prompts ?? []));
  }

  executors(services: Services): ExecutorSet {
    const makers = this.#outlined(({ resources }, feature) =>
      resources.map((resource) => [resource, () => executorOf(feature(), resource, services)] as const),
    );
    return new ExecutorSet(Object.fromEntries(makers));
  }

  /** The toolset of each kind of object: a tool may change objects of another toolset than its own. */
  toolsetOf(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      this.#outlines.flatMap(({ toolset, resources }) =>
        resources.map((resource) => [resource, toolset] as const),
      ),
    );
  }

  permissionProbes(): Readonly<Record<string, PermissionProbe<Services>>> {
    return Object.assign({}, ...this.#features.map((feature) => feature().permissionProbes ?? {}));
  }

  #outlined<Brought>(
    brought: (outline: FeatureOutline, feature: () => Feature<Services>) => readonly Brought[],
  ): readonly Brought[] {
    return this.#features.flatMap((feature, index) => {
      const outline = this.#outlines[index];
      return outline === undefined ? [] : brought(outline, feature);
    });
  }
}

function outlineOf<Services>(feature: Feature<Services>): FeatureOutline {
  const { toolset, resources = [], executors = {} } = feature;
  const tools = (feature.tools ?? []).map((tool) => had(tool));
  const stray = [...tools, ...resources].find((brought) => brought.toolset !== toolset);
  if (stray !== undefined) throw new Error(`${stray.name} is not of the toolset ${toolset}`);
  return {
    toolset,
    tools: tools.map(({ name, effect }) => ({ name, toolset, effect })),
    resources: Object.keys(executors),
  };
}

function toolOf<Services>(
  { tools = [] }: Feature<Services>,
  position: number,
  { name }: ToolIdentity,
): Tool<Services> {
  const offered = tools[position];
  const tool = offered === undefined ? undefined : had(offered);
  if (tool?.name !== name) throw new Error(`${name} is not in its place`);
  return tool;
}

function executorOf<Services>(
  { executors = {} }: Feature<Services>,
  resource: string,
  services: Services,
): Executor {
  const make = executors[resource];
  if (make === undefined) throw new Error(`no executor for ${resource}`);
  return make(services);
}
