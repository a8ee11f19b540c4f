import * as z from 'zod';
import type { Policy } from '../policy/policy.ts';
import type { Tool } from './define.ts';
import { type Hints, hintsOf } from './effect.ts';

/** A tool as `tools/list` shows it. */
export interface ListedTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: ClientSchema;
  readonly outputSchema: ClientSchema;
  readonly annotations: Hints;
}

const clientSchema = z.looseObject({
  type: z.literal('object'),
  properties: z.record(z.string(), z.json()).optional(),
  required: z.array(z.string()).optional(),
});

export type ClientSchema = z.output<typeof clientSchema>;

/** The tools of a server, in the order in which they are shown. Names are looked up exactly. */
export class Registry<Services> {
  readonly #tools: ReadonlyMap<string, Tool<Services>>;

  /** @throws {Error} when two tools have one name: a defect of the server. */
  constructor(tools: readonly Tool<Services>[]) {
    this.#tools = new Map(tools.map((tool) => [tool.name, tool]));
    if (this.#tools.size !== tools.length) throw new Error('two tools have the same name');
  }

  get(name: string): Tool<Services> | undefined {
    return this.#tools.get(name);
  }

  tools(): readonly Tool<Services>[] {
    return [...this.#tools.values()];
  }

  /** Without the tools that policy does not offer. */
  offered(policy: Policy): Registry<Services> {
    return new Registry(this.tools().filter((tool) => policy.decide(tool).allowed));
  }
}

/** What clients see of a tool. */
export function listed<Services>(tool: Tool<Services>): ListedTool {
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: schemaForClients(tool.input, 'input'),
    outputSchema: schemaForClients(tool.output, 'output'),
    annotations: hintsOf(tool.effect),
  };
}

/** JSON Schema 2020-12, the dialect MCP assumes, without what only costs tokens. */
function schemaForClients(schema: z.ZodObject, io: 'input' | 'output'): ClientSchema {
  const override = io === 'input' ? dropNoise : dropDetail;
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, override });
  return clientSchema.parse(rest);
}

interface Overridden {
  readonly zodSchema: z.core.$ZodType;
  readonly jsonSchema: z.core.JSONSchema.BaseSchema;
  readonly path: readonly (string | number)[];
}

const safeIntegers = new Set([Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]);

function dropNoise({ jsonSchema }: Pick<Overridden, 'jsonSchema'>): void {
  // zod states the range of every integer; the bounds of a JavaScript number are no rule of ours.
  if (jsonSchema.minimum !== undefined && safeIntegers.has(jsonSchema.minimum)) delete jsonSchema.minimum;
  if (jsonSchema.maximum !== undefined && safeIntegers.has(jsonSchema.maximum)) delete jsonSchema.maximum;
  // A record's key schema says nothing: every JSON key is a string.
  delete jsonSchema.propertyNames;
  // Limits of length protect this server; a model that passes one is told.
  delete jsonSchema.minLength;
  delete jsonSchema.maxLength;
}

/**
 * Of an answer, clients are told the members and their types: they get to see the rest, and each tool's schema is
 * paid for in tokens by every conversation. Every answer is still held against the whole schema in tests.
 */
function dropDetail(overridden: Overridden): void {
  const { jsonSchema, path } = overridden;
  dropNoise(overridden);
  delete jsonSchema.additionalProperties;
  delete jsonSchema.pattern;
  delete jsonSchema.format;
  if (path.length === 0) return;
  delete jsonSchema.properties;
  delete jsonSchema.required;
  delete jsonSchema.items;
  delete jsonSchema.anyOf;
}
