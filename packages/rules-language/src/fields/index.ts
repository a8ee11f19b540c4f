import type { FieldFact } from '../facts.ts';
import { arrayOf, booleanType, integerType, ipType, mapOf, stringType, type Type } from '../types.ts';
import { fieldGroups, olderNames, type TypeName } from './facts.ts';

const types: Readonly<Record<TypeName, Type>> = {
  Boolean: booleanType,
  Integer: integerType,
  'IP address': ipType,
  String: stringType,
  'Array<Integer>': arrayOf(integerType),
  'Array<String>': arrayOf(stringType),
  'Array<Array<String>>': arrayOf(arrayOf(stringType)),
  'Map<Integer>': mapOf(integerType),
  'Map<Array<Integer>>': mapOf(arrayOf(integerType)),
  'Map<Array<String>>': mapOf(arrayOf(stringType)),
};

const fields = new Map<string, FieldFact>();
for (const { types: names, ...shared } of fieldGroups) {
  for (const [name, type] of Object.entries(names)) fields.set(name, { name, type: types[type], ...shared });
}
for (const [name, current] of Object.entries(olderNames)) {
  const fact = fields.get(current);
  if (fact !== undefined) fields.set(name, { ...fact, name, deprecated: current });
}

const names: readonly string[] = [...fields.keys()].sort();

/** The field of that name, older names included. Names are case-sensitive. */
export function fieldNamed(name: string): FieldFact | undefined {
  return fields.get(name);
}

/** The names of all fields, older ones included, sorted. */
export function fieldNames(): readonly string[] {
  return names;
}
