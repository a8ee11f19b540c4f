import type { Policy } from '../policy/policy.ts';
import { type ClientSchema, inputSchema, outputSchema } from './client-schema.ts';
import type { Tool } from './define.ts';
import { type Hints, hintsOf, isRead, type ToolIdentity } from './effect.ts';

/** A tool as `tools/list` shows it. */
export interface ListedTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: ClientSchema;
  readonly outputSchema: ClientSchema;
  readonly annotations: Hints;
  readonly _meta?: { readonly ui: { readonly resourceUri: string } };
}

/** A tool that is read when it is first used. */
export interface LazyTool<Services> {
  readonly identity: ToolIdentity;
  readonly tool: () => Tool<Services>;
}

/** The tools of a server, in the order in which they are shown. Names are looked up exactly. */
export class Registry<Services> {
  readonly #tools: ReadonlyMap<string, LazyTool<Services>>;

  /** @throws {Error} when two tools have one name: a defect of the server. */
  constructor(tools: readonly (Tool<Services> | LazyTool<Services>)[]) {
    const entries = tools.map((tool) => ('identity' in tool ? tool : { identity: tool, tool: () => tool }));
    this.#tools = new Map(entries.map((entry) => [entry.identity.name, entry]));
    if (this.#tools.size !== tools.length) throw new Error('two tools have the same name');
  }

  get(name: string): Tool<Services> | undefined {
    return this.#tools.get(name)?.tool();
  }

  names(): readonly string[] {
    return [...this.#tools.keys()];
  }

  /** Makes the tools that read, one in each step. Whoever writes reads first, and all together would take too much memory. */
  *prepare(): Generator<void, void, void> {
    for (const { identity, tool } of this.#tools.values()) {
      if (!isRead(identity.effect)) continue;
      tool();
      yield;
    }
  }

  tools(): readonly Tool<Services>[] {
    return [...this.#tools.values()].map(({ tool }) => tool());
  }

  /** Without the tools that policy does not offer. */
  offered(policy: Policy): Registry<Services> {
    return new Registry([...this.#tools.values()].filter(({ identity }) => policy.decide(identity).allowed));
  }
}

/** What clients see of a tool. */
export function listed<Services>(tool: Tool<Services>): ListedTool {
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: inputSchema(tool.input),
    outputSchema: outputSchema(tool.output),
    annotations: hintsOf(tool),
    ...(tool.app === undefined ? {} : { _meta: { ui: { resourceUri: tool.app } } }),
  };
}
