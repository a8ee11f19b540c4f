import { isJsonObject, type JsonObject, type JsonValue, nearest } from '@crunchtools/mcp-core';
import { oneOf, type Refusal, refuse, show } from '../problem.ts';
import type { ValueType } from './value.ts';

type Check = (value: JsonValue) => boolean;

const isNames: Check = (value) =>
  Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '');
const isNamesOrAll: Check = (value) => value === '*' || isNames(value);
const isFlag: Check = (value) => typeof value === 'boolean';

/** The parts of a cache key and what each holds (API reference, Page Rules, `cache_key_fields`). */
const parts: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  query_string: { include: isNamesOrAll, exclude: isNamesOrAll },
  header: { include: isNames, exclude: isNames, check_presence: isNames },
  cookie: { include: isNames, check_presence: isNames },
  host: { resolved: isFlag },
  user: { device_type: isFlag, geo: isFlag, lang: isFlag },
};

const expected: ReadonlyMap<Check, string> = new Map([
  [isNames, 'a list of names'],
  [isNamesOrAll, 'a list of names or "*"'],
  [isFlag, 'true or false'],
]);

export const cacheKeyFields: ValueType = {
  notation: '{query_string,header,cookie,host,user}',
  check(value) {
    if (!isJsonObject(value))
      return refuse(`${show(value)} is not an object with ${oneOf(Object.keys(parts))}`);
    return refuseParts(value) ?? refuseBothWays(value) ?? value;
  },
};

function refuseParts(value: JsonObject): Refusal | undefined {
  for (const [name, part] of Object.entries(value)) {
    const members = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (members === undefined) return unknownMember(name, Object.keys(parts));
    if (!isJsonObject(part)) return refuse(`${name} is not an object with ${oneOf(Object.keys(members))}`);
    const refusal = refuseMembers(name, part, members);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function refuseMembers(
  part: string,
  value: JsonObject,
  members: Readonly<Record<string, Check>>,
): Refusal | undefined {
  for (const [name, member] of Object.entries(value)) {
    const check = Object.hasOwn(members, name) ? members[name] : undefined;
    if (check === undefined)
      return unknownMember(
        `${part}.${name}`,
        Object.keys(members).map((known) => `${part}.${known}`),
      );
    if (member === undefined || !check(member))
      return refuse(`${part}.${name} is not ${expected.get(check) ?? 'valid'}`);
  }
  return undefined;
}

/** An empty list says nothing: Cloudflare takes and returns one beside the other that is filled. */
function refuseBothWays({ query_string: query }: JsonObject): Refusal | undefined {
  const both = isJsonObject(query) && saysSomething(query['include']) && saysSomething(query['exclude']);
  return both ? refuse('query_string has include and exclude; it takes one of them') : undefined;
}

function saysSomething(names: JsonValue | undefined): boolean {
  return names !== undefined && !(Array.isArray(names) && names.length === 0);
}

function unknownMember(name: string, known: readonly string[]): Refusal {
  const near = nearest(name, known);
  return refuse(
    near === undefined
      ? `${show(name)} is no part of a cache key: use ${oneOf(known)}`
      : `${show(name)} is no part of a cache key; did you mean ${show(near)}?`,
  );
}
