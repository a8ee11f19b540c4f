import { formatAddress, parseAddress } from '../address.ts';
import { fieldNamed } from '../fields/index.ts';
import { arrayValue, booleanValue, integerValue, ipValue, stringValue } from '../functions/results.ts';
import { toOctets } from '../octets.ts';
import { quote } from '../problem.ts';
import type { Type } from '../types.ts';
import type { Value } from '../values.ts';
import { type Given, InvalidRequest } from './description.ts';

/** The value of a field that somebody states, under the name that the field has today. */
export function givenField(name: string, given: Given): readonly [string, Value] {
  const fact = fieldNamed(name);
  if (fact === undefined) throw new InvalidRequest(`There is no field "${quote(name)}".`);
  const value = toValue(given, fact.type);
  if (value === undefined)
    throw new InvalidRequest(`The value given for ${name} is not ${describe(fact.type)}.`);
  return [fact.deprecated ?? name, value];
}

function toValue(given: Given, type: Type): Value | undefined {
  switch (type.kind) {
    case 'boolean':
      return typeof given === 'boolean' ? booleanValue(given) : undefined;
    case 'integer':
      return Number.isSafeInteger(given) && typeof given === 'number'
        ? integerValue(BigInt(given))
        : undefined;
    case 'string':
      return typeof given === 'string' ? stringValue(toOctets(given)) : undefined;
    case 'ip':
      return typeof given === 'string' ? toIp(given) : undefined;
    case 'array':
      return isList(given) ? toArray(given, type.of) : undefined;
    case 'map':
      return typeof given === 'object' && !isList(given) ? toMapValue(given, type.of) : undefined;
  }
}

function isList(given: Given): given is readonly Given[] {
  return Array.isArray(given);
}

function toArray(given: readonly Given[], type: Type): Value | undefined {
  const values = given.map((one) => toValue(one, type)).filter((value) => value !== undefined);
  return values.length === given.length ? arrayValue(values) : undefined;
}

function toMapValue(given: Readonly<Record<string, Given>>, type: Type): Value | undefined {
  const map = new Map<string, Value>();
  for (const [name, one] of Object.entries(given)) {
    const value = toValue(one, type);
    if (value === undefined) return undefined;
    map.set(toOctets(name), value);
  }
  return { kind: 'map', value: map };
}

/** An address in its shortest form. */
export function toIp(text: string): Value | undefined {
  const address = parseAddress(text);
  return address === undefined ? undefined : ipValue(formatAddress(address));
}

function describe(type: Type): string {
  switch (type.kind) {
    case 'boolean':
      return 'true or false';
    case 'integer':
      return 'a whole number';
    case 'string':
      return 'a text';
    case 'ip':
      return 'an IP address';
    case 'array':
      return 'a list, each member of the right type';
    case 'map':
      return 'an object, each member of the right type';
  }
}
