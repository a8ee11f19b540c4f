import * as z from 'zod';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { isUnlisted, isUnlistedChoice, isUnshaped } from './marks.ts';

const clientSchema = z.looseObject({
  type: z.literal('object'),
  properties: z.record(z.string(), z.json()).optional(),
  required: z.array(z.string()).optional(),
});

/** A schema as `tools/list` shows it: what every client in `docs/clients.md` can read, and nothing that only costs tokens. */
export type ClientSchema = z.output<typeof clientSchema>;

/**
 * What clients are told of arguments: the members and their types, choices, and which are required. The checks are
 * ours alone: they refuse what breaks a rule and say which, and nothing is sent then. A limit that a model has to know
 * stands in the description, with its unit.
 */
export function inputSchema(schema: z.ZodObject): ClientSchema {
  return clientSchema.parse(plain(jsonSchemaOf(schema, 'input')));
}

/**
 * What clients are told of an answer: the members, and those of list items and of objects, with their types. Typed
 * clients (FastMCP) and code mode (Codex) hand on what is declared; what lies deeper is any object. Each tool's schema
 * is paid for in tokens by every conversation. Tests hold every answer against the whole schema.
 */
export function outputSchema(schema: z.ZodObject): ClientSchema {
  const shown = jsonSchemaOf(schema, 'output');
  return clientSchema.parse(outline(shown, deepest));
}

/** Levels of named members that are shown of an answer: its own, and those of the items of its lists. */
const deepest = 2;

function jsonSchemaOf(schema: z.ZodObject, io: 'input' | 'output'): JsonObject {
  const override = io === 'input' ? dropUnlistedChoice : dropUnlisted;
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, override });
  const json: unknown = JSON.parse(JSON.stringify(rest));
  if (!isJsonObject(json)) throw new Error('a schema is no object');
  return json;
}

interface Overridden {
  readonly zodSchema: z.core.$ZodType;
  readonly jsonSchema: z.core.JSONSchema.BaseSchema;
}

function dropUnlistedChoice({ zodSchema, jsonSchema }: Overridden): void {
  if (isUnlistedChoice(zodSchema)) delete jsonSchema.enum;
}

function dropUnlisted({ zodSchema, jsonSchema }: Overridden): void {
  if (isUnshaped(zodSchema)) delete jsonSchema.properties;
  if (!(zodSchema instanceof z.ZodObject)) return;
  const members: Readonly<Record<string, z.core.$ZodType>> = zodSchema.shape;
  for (const [name, member] of Object.entries(members)) {
    if (isUnlisted(member)) delete jsonSchema.properties?.[name];
  }
}

/** A schema of arguments without checks. */
function plain(schema: JsonObject): JsonObject {
  const { description, properties, required, items } = schema;
  const choices = choicesOf(schema);
  return defined({
    type: typeOf(schema),
    description,
    enum: choices,
    properties: isJsonObject(properties) ? mapped(properties, plain) : undefined,
    required,
    items: isJsonObject(items) ? plain(items) : undefined,
    additionalProperties: openness(schema),
  });
}

/** A schema of answers with named members down to a level, and open. */
function outline(schema: JsonObject, levels: number): JsonObject {
  const { properties, items } = schema;
  const named = isJsonObject(properties) && levels > 0 ? properties : {};
  const shown = mapped(named, (member) => outline(member, levels - 1));
  const union = unionOf(schema, levels);
  if (union !== undefined) return { anyOf: [...union] };
  return defined({
    type: typeOf(schema),
    properties: Object.keys(shown).length === 0 ? undefined : shown,
    items: isJsonObject(items) ? outline(items, levels) : undefined,
    additionalProperties: isObjectSchema(schema) ? true : undefined,
  });
}

/** The different forms of a value that has several, or `undefined`. */
function unionOf(schema: JsonObject, levels: number): readonly JsonObject[] | undefined {
  const { type, anyOf } = schema;
  const forms = Array.isArray(type) ? type.map((each) => ({ ...schema, type: each })) : anyOf;
  if (!Array.isArray(forms)) return undefined;
  const outlines = forms.filter(isJsonObject).map((form) => outline(form, levels));
  const different = new Map(outlines.map((form) => [JSON.stringify(form), form]));
  return different.size > 1 ? [...different.values()] : undefined;
}

/** One type: of several, clients take the first for the only one, or none. */
function typeOf(schema: JsonObject): JsonValue | undefined {
  const { type, anyOf } = schema;
  if (Array.isArray(type)) return type[0];
  if (type !== undefined) return type;
  const constant = choicesOf(schema)?.[0];
  if (constant !== undefined) return typeof constant;
  const [first] = Array.isArray(anyOf) ? anyOf : [];
  return isJsonObject(first) ? typeOf(first) : undefined;
}

function choicesOf({ enum: choices, const: constant }: JsonObject): readonly JsonValue[] | undefined {
  if (Array.isArray(choices)) return choices;
  return constant === undefined ? undefined : [constant];
}

/** Named members and no others, or any: a bare object is closed by some libraries. */
function openness(schema: JsonObject): boolean | undefined {
  if (!isObjectSchema(schema)) return undefined;
  return schema['additionalProperties'] !== false;
}

function isObjectSchema(schema: JsonObject): boolean {
  return typeOf(schema) === 'object';
}

/** Members whose schema says nothing are left out: the object is open. */
function mapped(members: JsonObject, map: (schema: JsonObject) => JsonObject): JsonObject {
  const made = Object.entries(members).map(
    ([name, schema]) => [name, isJsonObject(schema) ? map(schema) : {}] as const,
  );
  return Object.fromEntries(made.filter(([, schema]) => Object.keys(schema).length > 0));
}

function defined(schema: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const said = Object.entries(schema).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(said);
}
