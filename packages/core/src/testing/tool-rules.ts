import type { Tool } from '@modelcontextprotocol/client';
import { isJsonObject, type JsonObject } from '../json.ts';
import { argumentFormProblems, schemaProblems } from './client-rules.ts';

/** First words of tools that change nothing. */
export const readVerbs: readonly string[] = ['check', 'export', 'get', 'list', 'search', 'trace', 'verify'];
/** First words of tools that write. */
export const writeVerbs: readonly string[] = [
  'create',
  'delete',
  'import',
  'migrate',
  'purge',
  'set',
  'sync',
  'undo',
  'update',
];

/** Gemini CLI takes no longer names. */
const longestName = 63;
const longestText = 300;

/**
 * What is wrong with a tool as clients see it; empty when nothing is. Each rule is one small function below.
 * Does not look at what the tool does: that takes a running server.
 */
export function toolProblems(tool: Tool): readonly string[] {
  return [
    ...nameProblems(tool),
    ...textProblems(tool),
    ...hintProblems(tool),
    ...verbProblems(tool),
    ...unionProblems('inputSchema', tool.inputSchema),
    ...strictProblems('inputSchema', tool.inputSchema),
    ...argumentProblems(tool.inputSchema),
    ...outputProblems(tool.outputSchema),
    ...schemaProblems('inputSchema', jsonOf(tool.inputSchema)),
    ...schemaProblems('outputSchema', jsonOf(tool.outputSchema)),
    ...argumentFormProblems(jsonOf(tool.inputSchema)),
  ];
}

function jsonOf(schema: unknown): JsonObject {
  return isJsonObject(schema) ? schema : { type: 'object', properties: {} };
}

function nameProblems({ name }: Tool): readonly string[] {
  return [
    ...when(!/^[a-z]+(?:_[a-z0-9]+)+$/u.test(name), 'the name is not verb_noun in snake_case'),
    ...when(name.length > longestName, `the name is longer than ${longestName} characters`),
  ];
}

function textProblems({ title, description }: Tool): readonly string[] {
  const texts = Object.entries({ title, description });
  return [
    ...texts.flatMap(([member, text]) => [
      ...when(text === undefined || text.trim() === '', `there is no ${member}`),
      ...when((text?.length ?? 0) > longestText, `the ${member} is longer than ${longestText} characters`),
    ]),
    ...when(description !== undefined && !description.endsWith('.'), 'the description is no sentence'),
  ];
}

/**
 * A missing hint means MCP's default (schema `ToolAnnotations`), and a hint costs tokens: said is what differs from it,
 * and of a write always whether it destroys, because clients take a missing one for the worst, or for the best.
 */
function hintProblems({ annotations = {}, title }: Tool): readonly string[] {
  const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = annotations;
  const reads = readOnlyHint === true;
  return [
    ...when(readOnlyHint === false, 'readOnlyHint false is the default'),
    ...when(idempotentHint === false, 'idempotentHint false is the default'),
    ...when(openWorldHint === true, 'openWorldHint true is the default'),
    ...when(!reads && destructiveHint === undefined, 'it writes, and does not say whether it destroys'),
    ...when(reads && destructiveHint !== undefined, 'it reads only: destructiveHint means nothing'),
    ...when(reads && idempotentHint !== undefined, 'it reads only: idempotentHint means nothing'),
    ...when(annotations.title !== undefined && annotations.title !== title, 'it has two titles'),
  ];
}

/** The first word of the name promises what the hints say. */
function verbProblems({ name, annotations }: Tool): readonly string[] {
  const verb = name.split('_')[0] ?? '';
  const reads = readVerbs.includes(verb);
  if (!reads && !writeVerbs.includes(verb)) return [`${verb} is not among the verbs of tools`];
  const removes = verb === 'delete' || verb === 'purge';
  return [
    ...when(reads !== (annotations?.readOnlyHint === true), `${verb} does not fit readOnlyHint`),
    ...when(removes && annotations?.destructiveHint !== true, `${verb} does not fit destructiveHint`),
  ];
}

/** Several clients cannot read a union at the top, or drop the tool. */
function unionProblems(where: string, schema: object): readonly string[] {
  return ['anyOf', 'oneOf', 'allOf', 'not', 'if', '$ref'].flatMap((keyword) =>
    when(Object.hasOwn(schema, keyword), `${where} has ${keyword} at the top`),
  );
}

/** Every object with named members takes no others. */
function strictProblems(where: string, schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap((item: unknown) => strictProblems(`${where}[]`, item));
  if (!isJsonObject(schema)) return [];
  const open = isJsonObject(schema['properties']) && schema['additionalProperties'] !== false;
  return [
    ...when(open, `${where} takes members that it does not name`),
    ...Object.entries(schema).flatMap(([key, part]) => strictProblems(`${where}.${key}`, part)),
  ];
}

function argumentProblems({ properties = {} }: Tool['inputSchema']): readonly string[] {
  return Object.entries(properties).flatMap(([name, schema]) => [
    ...when(!/^[a-z][a-z0-9_]*$/u.test(name), `the argument ${name} is not in snake_case`),
    ...when(
      isJsonObject(schema) && !isDescribed(schema) && !explainsItself(schema),
      `the argument ${name} is neither described nor explains itself`,
    ),
  ]);
}

function isDescribed({ description }: JsonObject): boolean {
  return typeof description === 'string' && description.trim() !== '';
}

/** A choice, a switch, a text or a list of such: the name says the rest. A number has a unit, an object a shape. */
function explainsItself(schema: JsonObject): boolean {
  const { type, items } = schema;
  if (Object.hasOwn(schema, 'enum') || Object.hasOwn(schema, 'const')) return true;
  if (type === 'boolean' || type === 'string') return true;
  return type === 'array' && isJsonObject(items) && explainsItself(items);
}

/** An answer may hold more than its schema names, so that schemas can be short. */
function outputProblems(schema: Tool['outputSchema']): readonly string[] {
  if (schema === undefined) return ['there is no outputSchema'];
  return [
    ...when(schema['type'] !== 'object', 'outputSchema is not an object'),
    ...unionProblems('outputSchema', schema),
  ];
}

function when(wrong: boolean, problem: string): readonly string[] {
  return wrong ? [problem] : [];
}
