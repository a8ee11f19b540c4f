import type { Random } from '@crunchtools/mcp-core/testing';
import { payloads } from '@crunchtools/mcp-core/testing';

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
export function learned(kind: LearnedKind, index: number): string {
  return `\u0001${kind}:${index}\u0001`;
}

export const learnedKinds = ['id', 'zone', 'confirm', 'change', 'state'] as const;
export type LearnedKind = (typeof learnedKinds)[number];

const names = ['www', '@', '*', 'shop', 'mail', '_dmarc', 'a.b.c', 'www.mapleandpine.com', 'xn--bcher-kva'];

const contents = [
  '192.0.2.1',
  '2001:db8::1',
  'target.example.net',
  '10 mail.example.com',
  '0 issue "ca.example"',
  'v=spf1 -all',
  '"quoted" "twice"',
  '1 1 443 target.example',
];

const expressions = [
  'true',
  'http.host eq "mapleandpine.com"',
  'starts_with(http.request.uri.path, "/a") and not ssl',
  'concat("/x", http.request.uri.path)',
  'ip.src in {192.0.2.0/24 2001:db8::/32}',
  '(((',
  'regex_replace(http.request.uri.path, "^/(.*)$", "/$\u007b1}")',
];

const addresses = [
  'https://mapleandpine.com/a?b=c#d',
  'http://www.mapleandpine.com:8080/',
  'www.mapleandpine.com/images/*',
  'mapleandpine.com/css',
  '*mapleandpine.com/*',
  '//x',
];

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
  'MAPLEANDPINE.COM.',
  ...payloads.map(({ text }) => text),
];

const nastyNumbers = [0, -1, 1, 2, 1.5, -0, 60, 86_400, 2 ** 31, 2 ** 53, 1e21, -1e308, 1e-7, 4_294_967_296];

/** A value that the schema allows, as far as it says so. */
export function anyValue(schema: Schema, random: Random, name: string, depth = 0): Json {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return random.pick(schema.enum);
  const type = typeof schema.type === 'string' ? schema.type : random.pick(schema.type ?? anyType);
  switch (type) {
    case 'string':
      return textOf(schema, random, name);
    case 'boolean':
      return random.chance(0.5);
    case 'integer':
    case 'number':
      return numberOf(schema, random);
    case 'array':
      return Array.from({ length: (schema.minItems ?? 0) + random.below(3) }, () =>
        anyValue(schema.items ?? {}, random, name, depth + 1),
      );
    case 'object':
      return objectOf(schema, random, depth);
    default:
      return null;
  }
}

const anyType = ['string', 'boolean', 'integer', 'array', 'object', 'null'];

/** The members that are required, and some of the others. */
export function objectOf(schema: Schema, random: Random, depth = 0): JsonObject {
  const required = new Set(schema.required ?? []);
  const members = Object.entries(schema.properties ?? {})
    .filter(([name]) => required.has(name) || random.chance(depth === 0 ? 0.35 : 0.5))
    .map(([name, member]): [string, Json] => [name, anyValue(member, random, name, depth + 1)]);
  const free = schema.additionalProperties;
  if (typeof free === 'object' && depth < 3 && random.chance(0.6)) {
    members.push([random.pick(freeNames), anyValue(free, random, 'content', depth + 1)]);
  }
  return Object.fromEntries(members);
}

/** Members of objects whose schema leaves them open: of rules, Page Rules and requests to trace. */
const freeNames = [
  'flags',
  'tag',
  'value',
  'enabled',
  'expression',
  'description',
  'id',
  'cache_level',
  'forwarding_url',
  'edge_cache_ttl',
  'ssl',
  'user-agent',
  'cookie',
  'status',
  'headers',
  'action',
  'ipv4_only',
];

function numberOf({ minimum = 0, maximum = 100_000 }: Schema, random: Random): number {
  if (random.chance(0.3)) return random.pick([minimum, maximum]);
  return minimum + random.below(Math.min(maximum - minimum, 1000) + 1);
}

function textOf({ pattern }: Schema, random: Random, name: string): string {
  if (name === 'zone') {
    return random.pick(['mapleandpine.com', learned('zone', random.below(3)), 'nowhere.example']);
  }
  if (pattern === '^[0-9a-f]{32}$') return learned('id', random.below(400));
  if (pattern === '^[0-9a-f]{16}$') return learned('confirm', random.below(50));
  if (pattern === '^chg_[0-9a-f]{8}$') return learned('change', random.below(50));
  if (name === 'name' || name === 'names') return random.pick(names);
  if (name === 'expression') return random.pick(expressions);
  if (name === 'url' || name === 'files' || name === 'matching') return random.pick(addresses);
  if (name === 'zone_file') return zoneFile(random);
  if (name === 'method') return random.pick(['GET', 'POST']);
  if (name === 'country') return random.pick(['DE', 'T1']);
  if (name === 'before' || name === 'after') return learned('id', random.below(400));
  return random.pick(contents);
}

function zoneFile(random: Random): string {
  const lines = Array.from({ length: random.below(6) }, () => {
    const type = random.pick(['A', 'AAAA', 'CNAME', 'TXT', 'MX', 'BOGUS']);
    return `${random.pick(names)} ${random.pick(['300', '', 'IN'])} ${type} ${random.pick(contents)}`;
  });
  return [random.pick(['$ORIGIN mapleandpine.com.', '$TTL 1h', '$INCLUDE /etc/passwd', '']), ...lines].join(
    '\n',
  );
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
