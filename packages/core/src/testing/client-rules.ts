import type { Tool } from '@modelcontextprotocol/client';
import { isJsonObject, type JsonObject } from '../json.ts';

/**
 * What clients and the libraries between them and a model make of a schema, each seen by running it
 * (docs/clients.md has the versions). A rule has the name of a client that cannot read what it forbids.
 */
interface Rule {
  readonly applies: (schema: JsonObject) => boolean;
  readonly problem: string;
}

const isType = (schema: JsonObject, type: string): boolean => schema['type'] === type;
const has = (schema: JsonObject, ...keywords: readonly string[]): boolean =>
  keywords.some((keyword) => Object.hasOwn(schema, keyword));

const rules: readonly Rule[] = [
  {
    applies: ({ type }) => Array.isArray(type),
    problem: 'has a list of types: Inspector 2.12.0 warns of it, and Gemini CLI 0.61.0 takes one type',
  },
  {
    applies: (schema) => has(schema, 'const'),
    problem: 'has const: Codex 0.171.0 shows it as a choice of texts, whatever its type is',
  },
  {
    applies: (schema) => has(schema, 'enum') && !has(schema, 'type'),
    problem: 'has a choice without a type: Codex 0.171.0 takes it for texts',
  },
  {
    applies: (schema) => isType(schema, 'array') && !isJsonObject(schema['items']),
    problem: 'is a list without items: Codex 0.171.0 takes it for a list of texts, and Gemini refuses it',
  },
  {
    applies: (schema) => !has(schema, 'type', 'anyOf', 'enum'),
    problem: 'has no type: Codex 0.171.0 shows it as a text, without its description',
  },
  {
    applies: (schema) => isType(schema, 'object') && !has(schema, 'properties', 'additionalProperties'),
    problem: 'is a bare object: pydantic-ai 2.68.0 and openai-agents 0.24.0 close it to all members',
  },
  {
    applies: ({ additionalProperties: others }) => others !== undefined && typeof others !== 'boolean',
    problem: 'says what other members are: openai-agents 0.24.0 closes it; only true or false',
  },
  {
    applies: (schema) => has(schema, '$ref', '$defs', 'definitions'),
    problem: 'has references: Gemini CLI 0.61.0 does not follow them',
  },
  {
    applies: (schema) =>
      has(schema, 'allOf', 'oneOf', 'not', 'if', 'patternProperties', 'prefixItems', 'dependentSchemas'),
    problem: 'has a keyword that the strict mode of OpenAI refuses (openai-agents 0.24.0)',
  },
];

/** Constructs of a schema that some client cannot read, each with its place. */
export function schemaProblems(where: string, schema: JsonObject): readonly string[] {
  const own = rules.filter(({ applies }) => applies(schema)).map(({ problem }) => `${where} ${problem}`);
  return [...own, ...partsOf(where, schema).flatMap(([place, part]) => schemaProblems(place, part))];
}

/** Every schema in a schema. */
function partsOf(
  where: string,
  { properties, items, anyOf }: JsonObject,
): readonly (readonly [string, JsonObject])[] {
  const members = isJsonObject(properties) ? Object.entries(properties) : [];
  const forms = Array.isArray(anyOf) ? anyOf : [];
  return [
    ...members.map(([name, part]) => [`${where}.${name}`, part] as const),
    ...(isJsonObject(items) ? [[`${where}[]`, items] as const] : []),
    ...forms.map((form, index) => [`${where} (form ${index + 1})`, form] as const),
  ].map(([place, part]) => [place, isJsonObject(part) ? part : {}] as const);
}

/** Of arguments, every part has one form: Gemini CLI and opencode check them against the first. */
export function argumentFormProblems(schema: JsonObject): readonly string[] {
  return JSON.stringify(schema).includes('"anyOf"')
    ? ['inputSchema has anyOf: Gemini CLI 0.61.0 takes one type']
    : [];
}

/** As much of a description as most clients show a model before it searches (Qwen Code 0.24.4, Copilot CLI 1.0.102). */
const shownOfDescription = 120;

/**
 * Tools that a model cannot tell from another by what most clients show it at first, their names and the first 120
 * characters of their descriptions: those whose every word another one has as well.
 */
export function neighbourProblems(tools: readonly Pick<Tool, 'name' | 'description'>[]): readonly string[] {
  const heads = tools.map(({ name, description = '' }) => ({ name, words: wordsIn(description) }));
  return heads.flatMap(({ name, words }) =>
    heads
      .filter((other) => other.name !== name && [...words].every((word) => other.words.has(word)))
      .map(
        (other) =>
          `the beginning of the description of ${name} says nothing that that of ${other.name} does not`,
      ),
  );
}

function wordsIn(description: string): ReadonlySet<string> {
  return new Set(
    description
      .slice(0, shownOfDescription)
      .toLowerCase()
      .match(/[a-z_]{3,}/gu) ?? [],
  );
}
