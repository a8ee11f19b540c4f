import type { Missing, Unknown, Value } from '../values.ts';

export const missing: Missing = { kind: 'missing' };

/** Not known here, because of these fields, lists and functions. */
export function unknown(...because: readonly string[]): Unknown {
  return { kind: 'unknown', because: because.length > 1 ? [...new Set(because)] : because };
}

type BooleanValue = Extract<Value, { kind: 'boolean' }>;

const yes: BooleanValue = { kind: 'boolean', value: true };
const no: BooleanValue = { kind: 'boolean', value: false };

export function booleanValue(value: boolean): BooleanValue {
  return value ? yes : no;
}

export function integerValue(value: bigint): Value {
  return { kind: 'integer', value };
}

/** `octets` has one character per octet. */
export function stringValue(octets: string): Value {
  return { kind: 'string', value: octets };
}

export function ipValue(value: string): Value {
  return { kind: 'ip', value };
}

export function arrayValue(value: readonly Value[]): Value {
  return { kind: 'array', value };
}

export function stringsValue(octets: readonly string[]): Value {
  return arrayValue(octets.map((one) => stringValue(one)));
}
