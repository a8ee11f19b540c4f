import {
  type Comparison,
  type Expression,
  type FunctionCall,
  fieldNamed,
  fromOctets,
  type Given,
  type SetMember,
} from '@crunchtools/rules-language';
import { type Dimension, dimensionsIn, walk, written } from './request.ts';

/** Addresses on both sides of the borders of a range; nothing for what is no address. */
function around(from: string, to: string): readonly string[] {
  const [low, high] = [toBits(from), toBits(to)];
  if (low === undefined || high === undefined) return [];
  const { width } = low;
  return [low.bits - 1n, low.bits, (low.bits + high.bits) / 2n, high.bits, high.bits + 1n]
    .filter((bits) => bits >= 0n && bits < 1n << BigInt(width))
    .map((bits) => format(bits, width));
}

/** The same for a block. */
function cidrEdges(address: string, prefix: number): readonly string[] {
  const parsed = toBits(address);
  if (parsed === undefined || prefix < 0 || prefix > parsed.width) return [];
  const rest = BigInt(parsed.width - prefix);
  const first = (parsed.bits >> rest) << rest;
  const last = first + (1n << rest) - 1n;
  return around(format(first, parsed.width), format(last, parsed.width));
}

interface Bits {
  readonly bits: bigint;
  readonly width: 32 | 128;
}

function toBits(text: string): Bits | undefined {
  const quad = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/u.exec(text);
  if (quad !== null) {
    const bits = quad.slice(1).reduce((sum, part) => sum * 256n + BigInt(part), 0n);
    return { bits, width: 32 };
  }
  return text.includes(':') ? wideBits(text) : undefined;
}

/** An IPv6 address as the parser of expressions writes it (RFC 5952). */
function wideBits(text: string): Bits | undefined {
  const [front = '', back] = text.split('::', 2);
  const head = front === '' ? [] : front.split(':');
  const tail = back === undefined || back === '' ? [] : back.split(':');
  const missing = 8 - head.length - tail.length;
  const groups =
    back === undefined ? head : [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (groups.length !== 8 || groups.some((group) => !/^[0-9a-f]{1,4}$/iu.test(group))) return undefined;
  return { bits: groups.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n), width: 128 };
}

function format(bits: bigint, width: number): string {
  const size = width === 32 ? 8n : 16n;
  const count = width === 32 ? 4 : 8;
  const parts = Array.from({ length: count }, (_, index) => {
    const part = (bits >> (size * BigInt(count - 1 - index))) & ((1n << size) - 1n);
    return part.toString(width === 32 ? 10 : 16);
  });
  return parts.join(width === 32 ? '.' : ':');
}

/** Some strings that a regular expression matches: each alternative, few and many repetitions. */
const mostMembers = 64;
const mostRepeats = 3;

/**
 * Strings for trying out. Whether they match is for the evaluator to say: what this does not read (look-around, classes of
 * Unicode, flags) it leaves out or guesses at.
 */
function membersOf(pattern: string): readonly string[] {
  const reader = { source: pattern, at: 0 };
  const found = alternatives(reader, 0);
  return [...new Set(found)].slice(0, mostMembers);
}

interface Reader {
  readonly source: string;
  at: number;
}

function alternatives(reader: Reader, depth: number): readonly string[] {
  const all: string[] = [];
  let current: readonly string[] = [''];
  while (reader.at < reader.source.length) {
    const next = reader.source[reader.at];
    if (next === ')') break;
    if (next === '|') {
      reader.at += 1;
      all.push(...current);
      current = [''];
      continue;
    }
    current = joined(current, repeated(reader, piece(reader, depth)));
  }
  return spread([...all, ...current]);
}

/** Every beginning with every end, of which as many are kept as can be looked at. */
function joined(starts: readonly string[], ends: readonly string[]): readonly string[] {
  return spread(ends.flatMap((end) => starts.map((start) => start + end)));
}

function spread(texts: readonly string[]): string[] {
  const step = Math.ceil(texts.length / mostMembers);
  return texts.filter((_, index) => index % step === 0);
}

function piece(reader: Reader, depth: number): readonly string[] {
  const character = reader.source[reader.at] ?? '';
  reader.at += 1;
  switch (character) {
    case '(':
      return depth > 50 ? [''] : groupMembers(reader, depth);
    case '[':
      return classMembers(reader);
    case '\\':
      return escaped(reader);
    case '.':
      return ['x', '/'];
    case '^':
    case '$':
      return [''];
    default:
      return [character];
  }
}

function groupMembers(reader: Reader, depth: number): readonly string[] {
  const head = /\?(?:P?<[A-Za-z_]\w*>|[a-zA-Z-]*:|[a-zA-Z-]+(?=\)))/uy;
  head.lastIndex = reader.at;
  reader.at += head.exec(reader.source)?.[0].length ?? 0;
  const inside = alternatives(reader, depth + 1);
  reader.at += 1;
  return inside;
}

const classes: Readonly<Record<string, readonly string[]>> = {
  d: ['0', '7'],
  w: ['a', '7', '_'],
  s: [' '],
  D: ['a', '-'],
  W: ['-', '/'],
  S: ['a', '-'],
  b: [''],
  B: [''],
  A: [''],
  z: [''],
  n: ['\n'],
  t: ['\t'],
  r: ['\r'],
};

function escaped(reader: Reader): readonly string[] {
  const character = reader.source[reader.at] ?? '';
  reader.at += 1;
  if (character === 'x') {
    const digits = /^[0-9a-fA-F]{2}/u.exec(reader.source.slice(reader.at))?.[0];
    if (digits !== undefined) {
      reader.at += 2;
      return [String.fromCodePoint(Number.parseInt(digits, 16))];
    }
  }
  return classes[character] ?? [character];
}

/** First, last and a middle one of each range; of a negated class some that are not in it. */
function classMembers(reader: Reader): readonly string[] {
  const start = reader.at;
  const negated = reader.source[reader.at] === '^';
  if (negated) reader.at += 1;
  const members = new Set<string>();
  for (let first = true; reader.at < reader.source.length; first = false) {
    const character = reader.source[reader.at] ?? '';
    reader.at += 1;
    if (character === ']' && !first) break;
    for (const one of character === '\\' ? escaped(reader) : rangeFrom(reader, character)) members.add(one);
  }
  if (!negated) return [...members].slice(0, 12);
  const source = new Set(reader.source.slice(start, reader.at));
  return ['x', '7', '-', '.', '/', ' '].filter((candidate) => {
    return !source.has(candidate) && !members.has(candidate);
  });
}

function rangeFrom(reader: Reader, from: string): readonly string[] {
  const to = /^-([^\]\\])/u.exec(reader.source.slice(reader.at))?.[1];
  if (to === undefined) return [from];
  reader.at += 2;
  const [low, high] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0];
  return [from, String.fromCodePoint(Math.floor((low + high) / 2)), to];
}

function repeated(reader: Reader, members: readonly string[]): readonly string[] {
  const quantifier = /^(?:([?*+])|\{(\d+)(,?)(\d*)\})\??/u.exec(reader.source.slice(reader.at));
  if (quantifier === null) return members;
  const [whole, sign, low, comma, high] = quantifier;
  reader.at += whole.length;
  if (sign !== undefined) {
    const least = sign === '+' ? 1 : 0;
    return times(members, least, sign === '?' ? 1 : least + 1);
  }
  const least = Number(low);
  const most = comma === '' ? least : high === '' || high === undefined ? least + 1 : Number(high);
  return times(members, least, most);
}

function times(members: readonly string[], least: number, most: number): readonly string[] {
  const counts = new Set([least, Math.min(least + 1, most), Math.min(most, least + mostRepeats)]);
  return [...counts].flatMap((count) =>
    count === 0 ? [''] : members.map((member) => member.repeat(Math.min(count, 300))),
  );
}

/** Values of each dimension on both sides of every border that the literals of some expressions draw. */
export type Pools = ReadonlyMap<Dimension, ReadonlySet<Given>>;

const mostValues = 96;

/** @param zoneName for hosts of which an expression names only a part. */
export function poolsOf(expressions: readonly Expression[], zoneName: string): Pools {
  const pools = new PoolMaker(zoneName);
  for (const expression of expressions) {
    for (const dimension of dimensionsIn(expression)) pools.addOrdinary(dimension);
    walk(expression, (node) => {
      if (node.kind === 'comparison') pools.addComparison(node);
      if (node.kind === 'call') pools.addCall(node);
    });
  }
  return pools.made;
}

const mostJoined = 4;

/**
 * Values that have the literals of several conditions in them, in each order, side by side or with something between: a
 * path that begins with one and ends with another. Nothing for more than four literals.
 */
export function joinedValues(
  dimension: Dimension,
  conditions: readonly Expression[],
  zoneName: string,
): readonly Given[] {
  const texts = [...new Set(conditions.flatMap(textsOf))];
  if (texts.length > mostJoined) return [];
  const pools = new PoolMaker(zoneName);
  for (const order of ordersOf(texts))
    for (const between of ['', '/', '.', 'x']) pools.addShaped(dimension, order.join(between));
  return [...(pools.made.get(dimension) ?? [])];
}

/** The literals of a condition; of a set the first alone. */
function textsOf(condition: Expression): readonly string[] {
  const texts: string[] = [];
  walk(condition, (node) => {
    if (node.kind === 'call')
      for (const argument of node.arguments)
        if (argument.kind === 'string') texts.push(textOf(argument.value));
    if (node.kind !== 'comparison' || node.right.kind === 'list') return;
    const [member] = node.right.kind === 'set' ? node.right.members : [node.right];
    const [text] = member === undefined ? [] : valuesAround(member, node.operator);
    if (typeof text === 'string') texts.push(text);
  });
  return texts;
}

function ordersOf(texts: readonly string[]): readonly (readonly string[])[] {
  if (texts.length === 0) return [[]];
  return texts.flatMap((first, index) =>
    ordersOf(texts.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
  );
}

class PoolMaker {
  readonly made = new Map<Dimension, Set<Given>>();
  readonly #zoneName: string;

  constructor(zoneName: string) {
    this.#zoneName = zoneName;
  }

  addOrdinary(dimension: Dimension): void {
    for (const value of ordinaryValues(dimension, this.#zoneName)) this.#add(dimension, value);
  }

  addComparison({ left, operator, right }: Comparison): void {
    const dimensions = [...dimensionsIn(left)];
    if (right.kind === 'list') return;
    const members = right.kind === 'set' ? right.members : [right];
    for (const member of members) {
      const measured = member.kind === 'integer' && measuresLength(left);
      for (const value of measured ? lengthsAround(member.value) : valuesAround(member, operator)) {
        this.#addTo(dimensions, value);
      }
    }
  }

  /** The literals of a function: `starts_with(field, "/a")`, `has_key(map, "a")`. */
  addCall(call: FunctionCall): void {
    const dimensions = [...dimensionsIn(call)];
    const literals: string[] = [];
    for (const argument of call.arguments)
      if (argument.kind === 'string') literals.push(textOf(argument.value));
    for (const literal of literals) {
      for (const value of variantsOf(literal)) this.#addTo(dimensions, value);
      if (dimensions.includes('query')) this.#add('query', `${literal}=1`);
    }
  }

  #addTo(dimensions: readonly Dimension[], value: Given): void {
    if (typeof value === 'string' && dimensions.includes('path') && dimensions.length > 1) {
      this.#addUrl(dimensions, value);
      return;
    }
    for (const dimension of dimensions) this.addShaped(dimension, value);
  }

  /** A literal that is compared with several parts of a URL at once. */
  #addUrl(dimensions: readonly Dimension[], text: string): void {
    const [, scheme, authority = '', path = '', query] =
      /^(?:([^/?]*):\/\/)?([^/?]*)([^?]*)(?:\?(.*))?$/su.exec(text) ?? [];
    for (const one of ['http', 'https']) {
      if (scheme === one || scheme === undefined) this.#add('scheme', one);
    }
    if (authority !== '' && dimensions.includes('host')) this.addShaped('host', authority);
    if (path !== '') this.addShaped('path', path);
    if (query !== undefined) this.addShaped('query', query);
    if (scheme === undefined) this.addShaped('path', `/${text.replace(/^\/+/u, '')}`);
  }

  addShaped(dimension: Dimension, value: Given): void {
    if (dimension === 'host')
      for (const host of hostsFrom(written(value), this.#zoneName)) this.#add('host', host);
    else if (dimension === 'path') for (const path of pathsFrom(written(value))) this.#add('path', path);
    // A question mark may stand in a query string (RFC 3986 section 3.4).
    else if (dimension === 'query') this.#add(dimension, encoded(written(value)).replaceAll('%3f', '?'));
    else if (dimension.startsWith('arg:')) this.#add(dimension, encoded(written(value)));
    else if (dimension === 'cookies') {
      this.#add(dimension, written(value));
      if (!/[=;]/u.test(written(value))) this.#add(dimension, `${written(value)}=1`);
    } else if (dimension === 'asn') {
      if (typeof value === 'number' && value >= 0) this.#add(dimension, value);
    } else if (dimension.startsWith('field:')) this.#addField(dimension, value);
    else if (!dimension.startsWith('list:') && dimension !== 'scheme') this.#add(dimension, written(value));
  }

  #addField(dimension: Dimension, value: Given): void {
    const type = fieldNamed(dimension.slice('field:'.length))?.type;
    const scalar = type !== undefined && 'of' in type ? type.of.kind : type?.kind;
    const fits =
      (scalar === 'integer' && typeof value === 'number') ||
      ((scalar === 'string' || scalar === 'ip') && typeof value === 'string');
    if (!fits) return;
    this.#add(dimension, type?.kind === 'array' ? [value] : value);
  }

  #add(dimension: Dimension, value: Given): void {
    const pool = this.made.get(dimension) ?? new Set();
    if (pool.size < mostValues) pool.add(value);
    this.made.set(dimension, pool);
  }
}

/** Values that say nothing in particular, so that an expression can be false too. */
function ordinaryValues(dimension: Dimension, zoneName: string): readonly Given[] {
  if (dimension.startsWith('list:')) return [false, true];
  if (dimension.startsWith('field:')) {
    const kind = fieldNamed(dimension.slice('field:'.length))?.type.kind;
    if (kind === 'boolean') return [false, true];
    return kind === 'array' ? [[]] : [];
  }
  if (dimension.startsWith('header:') || dimension.startsWith('cookie:')) return ['', 'x'];
  return (ordinaryPools[dimension] ?? (() => []))(zoneName);
}

const ordinaryPools: Readonly<Record<Dimension, (zoneName: string) => readonly Given[]>> = {
  scheme: () => ['https', 'http'],
  host: (zone) => [zone, `www.${zone}`, `h7q.${zone}`],
  path: () => ['/', '/q7h', '/q7h/x.css', '/login', '/index.html'],
  query: () => ['', 'q7h=1'],
  method: () => ['GET', 'POST', 'HEAD', 'DELETE'],
  cookies: () => ['', 'q7h=1'],
  ip: () => ['198.51.100.7', '2001:db8:7::7'],
  country: () => ['US', 'DE', 'ZZ', 'T1'],
  asn: () => [64_500],
  version: () => ['1.1', '2', '3'],
};

function valuesAround(member: SetMember, operator: Comparison['operator']): readonly Given[] {
  switch (member.kind) {
    case 'string':
      return operator === 'matches'
        ? membersOf(textOf(member.value))
        : textsFor(textOf(member.value), operator);
    case 'integer':
      return integersAround(member.value, member.value);
    case 'integer range':
      return integersAround(member.from, member.to);
    case 'boolean':
      return [];
    case 'ip':
      return around(member.value, member.value);
    case 'ip range':
      return around(member.from, member.to);
    case 'cidr':
      return cidrEdges(member.address, member.prefix);
  }
}

function textsFor(text: string, operator: Comparison['operator']): readonly string[] {
  if (!operator.endsWith('wildcard')) return variantsOf(text);
  const fill = (filler: string): string =>
    text.replaceAll(/\\([*\\])|\*/gu, (...found: readonly (string | undefined)[]) => found[1] ?? filler);
  return ['', 'x', 'q7h/x'].flatMap((filler) => [fill(filler), fill(filler).toUpperCase()]);
}

/** The text, as a part of others, and with its letters in the other case. */
function variantsOf(text: string): readonly string[] {
  return [text, `${text}x`, `x${text}`, `${text}/x`, `x${text}x`, text.toUpperCase(), text.toLowerCase()];
}

function integersAround(from: bigint, to: bigint): readonly number[] {
  return [from - 1n, from, from + 1n, (from + to) / 2n, to - 1n, to, to + 1n]
    .map(Number)
    .filter(Number.isSafeInteger);
}

function measuresLength(left: Expression): boolean {
  return left.kind === 'call' && left.name === 'len';
}

function lengthsAround(length: bigint): readonly string[] {
  return [length - 1n, length, length + 1n]
    .map(Number)
    .filter((one) => one >= 0 && one <= 4_096)
    .map((one) => 'a'.repeat(one));
}

function textOf(octets: string): string {
  return fromOctets(octets) ?? octets;
}

/** Hosts that have a text in them: as it is, at the front, and as the end of a name. */
function hostsFrom(text: string, zoneName: string): readonly string[] {
  const host = text
    .toLowerCase()
    .replace(/:\d*$/u, '')
    .replace(/^\.+|\.+$/gu, '');
  const inner = host.replaceAll(/[^a-z0-9.-]/gu, '').replaceAll(/\.{2,}/gu, '.');
  const candidates = host.includes('.') ? [host, `x.${host}`] : [];
  if (!inner.endsWith(zoneName)) candidates.push(`${inner}.${zoneName}`, `x${inner}.${zoneName}`);
  return candidates.filter((one) => /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/u.test(one) && one.length <= 253);
}

function pathsFrom(text: string): readonly string[] {
  const path = encoded(text);
  const rooted = path.startsWith('/') ? [path] : [`/${path}`, `/x/${path}`];
  // An extension stands without its dot.
  return /^[a-z0-9]{1,8}$/iu.test(text) ? [...rooted, `/x.${text}`] : rooted;
}

function encoded(text: string): string {
  return text.replaceAll(
    /[\0-\x20\x7f#?]/gu,
    (character) => `%${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`,
  );
}
