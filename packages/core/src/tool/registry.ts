import * as z from 'zod';
import type { Policy } from '../policy/policy.ts';
import type { Tool } from './define.ts';
import { type Hints, hintsOf } from './effect.ts';
import { isUntold, isUntoldChoice } from './untold.ts';

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
    ...(tool.app === undefined ? {} : { _meta: { ui: { resourceUri: tool.app } } }),
  };
}

/** JSON Schema 2020-12, the dialect MCP assumes, without what only costs tokens. */
function schemaForClients(schema: z.ZodObject, io: 'input' | 'output'): ClientSchema {
  const told = io === 'input' ? schema : withoutUntold(schema);
  const override = io === 'input' ? dropChecks : dropDetail;
  const { $schema: _, ...rest } = z.toJSONSchema(told, { io, override });
  return clientSchema.parse(rest);
}

interface Overridden {
  readonly zodSchema: z.core.$ZodType;
  readonly jsonSchema: z.core.JSONSchema.BaseSchema;
  readonly path: readonly (string | number)[];
}

/**
 * What only our own check needs: it refuses what breaks a rule and says which, and nothing is sent then. A limit that
 * a model has to know stands in the description, with its unit. Choices stay: a model has to make them.
 */
const checks = [
  'pattern',
  'format',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
  'propertyNames',
] as const;

function dropChecks({ zodSchema, jsonSchema }: Pick<Overridden, 'zodSchema' | 'jsonSchema'>): void {
  if (isUntoldChoice(zodSchema)) delete jsonSchema.enum;
  for (const check of checks) delete jsonSchema[check];
  // An object with free names: what its values may be is told by its description.
  if (jsonSchema.additionalProperties !== false) delete jsonSchema.additionalProperties;
}

/**
 * Of an answer, clients are told the members and their types: they get to see the rest, and which are always there,
 * and each tool's schema is paid for in tokens by every conversation. Every answer is still held against the whole
 * schema in tests.
 */
function dropDetail(overridden: Overridden): void {
  const { jsonSchema, path } = overridden;
  dropChecks(overridden);
  delete jsonSchema.additionalProperties;
  delete jsonSchema.required;
  if (path.length === 0) return;
  // A choice has its type anyway. In arguments it stays: some clients take no choice without one.
  if (jsonSchema.enum !== undefined) delete jsonSchema.type;
  delete jsonSchema.properties;
  delete jsonSchema.items;
  delete jsonSchema.anyOf;
}

function withoutUntold(schema: z.ZodObject): z.ZodObject {
  const told = Object.entries(schema.shape).filter(([, member]) => !isUntold(member));
  return z.strictObject(Object.fromEntries(told));
}
