import { payloads } from './payloads.ts';
import type { Random } from './random.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

/** What a tool's input schema says, as far as values are made from it. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
}

/**
 * Stands for something that only a running server gives out, such as an id. It is put in when a line is sent, so that
 * the same seed makes the same lines whatever the server answered.
 */
export function learned(kind: string, index: number): string {
  return `\u0001${kind}:${index}\u0001`;
}

/** What a server's arguments are made of, beside what their schemas say. */
export interface FuzzWords {
  /** A good value of an argument, by its name and schema; `undefined` for one that is like any other. May be `learned`. */
  readonly valueOf: (name: string, schema: Schema, random: Random) => Json | undefined;
  /** Members of objects whose schemas leave them open. */
  readonly freeNames: readonly string[];
  /** Of resources, as an attacker would write them. */
  readonly uris: readonly string[];
}

/** Texts that break parsers, leave a path, or end a line too early. */
export const nastyTexts: readonly string[] = [
  '',
  ' ',
  '..',
  '../../user/tokens',
  '%2e%2e%2f',
  '..%252f',
  '\\..\\',
  '/',
  '//attacker.example',
  '?page=2',
  '#fragment',
  '&name=x',
  ';',
  '\u0000',
  '\r\nX-Injected: 1',
  '\n{"jsonrpc":"2.0","id":1,"result":{}}\n',
  '\u2028',
  '\ud800',
  '\ufeff',
  '__proto__',
  'constructor',
  'toString',
  '0',
  '-1',
  'NaN',
  'true',
  'null',
  '[]',
  '{}',
  '$ref',
  'a'.repeat(300),
  'x'.repeat(5000),
  '9'.repeat(32),
  'G'.repeat(32),
  'f'.repeat(31),
  'f'.repeat(33),
  'example.com',
  'EXAMPLE.COM.',
  ...payloads.map(({ text }) => text),
];

const nastyNumbers = [0, -1, 1, 2, 1.5, -0, 60, 86_400, 2 ** 31, 2 ** 53, 1e21, -1e308, 1e-7, 4_294_967_296];

const plainTexts = [
  'x',
  'www.example.com',
  'https://example.com/a?b=c#d',
  '192.0.2.1',
  'one two',
  '"quoted"',
  '# a\n* b',
];

const anyType = ['string', 'boolean', 'integer', 'array', 'object', 'null'];

/** Values that schemas allow, as far as they say so. */
export class ValueMaker {
  readonly #random: Random;
  readonly #words: FuzzWords;

  constructor(random: Random, words: FuzzWords) {
    this.#random = random;
    this.#words = words;
  }

  /** The members that are required, and some of the others. */
  object(schema: Schema, depth = 0): JsonObject {
    const random = this.#random;
    const required = new Set(schema.required ?? []);
    const members = Object.entries(schema.properties ?? {})
      .filter(([name]) => required.has(name) || random.chance(depth === 0 ? 0.35 : 0.5))
      .map(([name, member]): [string, Json] => [name, this.#value(member, name, depth + 1)]);
    const free = schema.additionalProperties;
    if (typeof free === 'object' && depth < 3 && random.chance(0.6)) {
      members.push([random.pick(this.#words.freeNames), this.#value(free, 'content', depth + 1)]);
    }
    return Object.fromEntries(members);
  }

  #value(schema: Schema, name: string, depth: number): Json {
    const random = this.#random;
    if (schema.const !== undefined) return schema.const;
    if (schema.enum !== undefined) return random.pick(schema.enum);
    const type = typeof schema.type === 'string' ? schema.type : random.pick(schema.type ?? anyType);
    switch (type) {
      case 'string':
        return this.#words.valueOf(name, schema, random) ?? this.#text(schema);
      case 'boolean':
        return random.chance(0.5);
      case 'integer':
      case 'number':
        return this.#words.valueOf(name, schema, random) ?? this.#number(schema);
      case 'array':
        return Array.from({ length: (schema.minItems ?? 0) + random.below(3) }, () =>
          this.#value(schema.items ?? {}, name, depth + 1),
        );
      case 'object':
        return this.object(schema, depth);
      default:
        return null;
    }
  }

  #number({ minimum = 0, maximum = 100_000 }: Schema): number {
    if (this.#random.chance(0.3)) return this.#random.pick([minimum, maximum]);
    return minimum + this.#random.below(Math.min(maximum - minimum, 1000) + 1);
  }

  #text({ pattern }: Schema): string {
    if (pattern === '^[0-9a-f]{16}$') return learned('confirm', this.#random.below(50));
    if (pattern === '^chg_[0-9a-f]{8}$') return learned('change', this.#random.below(50));
    return this.#random.pick(plainTexts);
  }
}

/** The value with something wrong in it, at any depth. */
export function mutated(value: Json, random: Random): Json {
  if (Array.isArray(value) && value.length > 0 && random.chance(0.7)) {
    const place = random.below(value.length);
    return value.map((item: Json, index) => (index === place ? mutated(item, random) : item));
  }
  if (isObject(value) && random.chance(0.85)) return mutatedObject(value, random);
  if (typeof value === 'string' && random.chance(0.5)) return mutatedText(value, random);
  return strange(random);
}

/** What a message or a value of it is when it is an object; an empty one when it is none. */
export function objectIn(value: Json | undefined): JsonObject {
  return value !== undefined && isObject(value) ? value : {};
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mutatedObject(object: JsonObject, random: Random): Json {
  const entries = Object.entries(object);
  const roll = random.below(10);
  if (roll === 0) return fromEntries([...entries, [random.pick(nastyTexts), strange(random)]]);
  if (entries.length === 0) return strange(random);
  const place = random.below(entries.length);
  if (roll === 1) return fromEntries(entries.filter((_, index) => index !== place));
  if (roll === 2) {
    const swapped = random.pick(nastyTexts);
    return fromEntries(entries.map(([name, value], index) => [index === place ? swapped : name, value]));
  }
  return fromEntries(
    entries.map(([name, value], index) => [name, index === place ? mutated(value, random) : value]),
  );
}

/** Own members, whatever they are called: `__proto__` too. */
function fromEntries(entries: readonly (readonly [string, Json])[]): JsonObject {
  return Object.fromEntries(entries);
}

function mutatedText(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const nasty = random.pick(nastyTexts);
  return random.pick([
    nasty,
    text + nasty,
    nasty + text,
    text.slice(0, at) + nasty + text.slice(at),
    text.slice(0, at),
    text.toUpperCase(),
    text.repeat(2),
  ]);
}

function strange(random: Random): Json {
  switch (random.below(7)) {
    case 0:
      return random.pick(nastyNumbers);
    case 1:
      return null;
    case 2:
      return random.chance(0.5);
    case 3:
      return [];
    case 4:
      return { [random.pick(nastyTexts)]: random.pick(nastyTexts) };
    case 5:
      return nested(random.below(40));
    default:
      return random.pick(nastyTexts);
  }
}

function nested(depth: number): Json {
  let value: Json = 'deep';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}
