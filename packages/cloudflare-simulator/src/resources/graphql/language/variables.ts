import { type Operation, SyntaxProblem, type Type, type Value, type VariableDefinition } from './syntax.ts';

/** A value without variables, as JSON has it; what stood there as an enumeration is a text. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain };

export type Variables = ReadonlyMap<string, Plain>;

/** Scalars of Cloudflare's schema, by what JSON holds for them. Other names are those of its input objects and enumerations. */
const SCALARS: Readonly<Record<string, 'string' | 'number' | 'boolean'>> = {
  string: 'string',
  String: 'string',
  Time: 'string',
  Date: 'string',
  ID: 'string',
  Int: 'number',
  int: 'number',
  uint16: 'number',
  uint32: 'number',
  uint64: 'number',
  Float: 'number',
  float64: 'number',
  Boolean: 'boolean',
};

/** @throws {SyntaxProblem} when a required variable is missing, or a value is not of its type. */
export function variablesOf({ variables }: Operation, given: Readonly<Record<string, unknown>>): Variables {
  const known = new Map<string, Plain>();
  for (const definition of variables) {
    const value = variable(definition, given);
    if (value !== undefined) known.set(definition.name, value);
  }
  return known;
}

function variable({ name, type, initial }: VariableDefinition, given: Readonly<Record<string, unknown>>) {
  const sent = Object.hasOwn(given, name) ? plain(given[name]) : undefined;
  const value = sent ?? (initial === undefined ? sent : resolved(initial, new Map()));
  if (value === undefined || value === null) {
    if (type.isRequired) throw new SyntaxProblem(`Variable "$${name}" of required type was not provided`);
    return value;
  }
  if (!fits(value, type))
    throw new SyntaxProblem(`Variable "$${name}" got an invalid value for ${type.name}`);
  return value;
}

function fits(value: Plain, type: Type): boolean {
  const scalar = SCALARS[type.name];
  if (type.isList) {
    // A single value stands for a list of one (section 3.11).
    const items = Array.isArray(value) ? value : [value];
    return scalar === undefined || items.every((item) => typeof item === scalar);
  }
  return scalar === undefined || typeof value === scalar;
}

/** @throws {SyntaxProblem} for a variable that the operation does not define. */
export function resolved(value: Value, variables: Variables): Plain | undefined {
  switch (value.kind) {
    case 'variable':
      return variables.get(value.name);
    case 'null':
      return null;
    case 'list':
      return value.items.map((item) => resolved(item, variables) ?? null);
    case 'object':
      return Object.fromEntries(
        [...value.fields].flatMap(([name, member]) => {
          const known = resolved(member, variables);
          return known === undefined ? [] : [[name, known] as const];
        }),
      );
    case 'int':
    case 'float':
    case 'string':
    case 'boolean':
    case 'enum':
      return value.value;
  }
}

/** @throws {SyntaxProblem} when a variable is used that the operation does not define. */
export function checkVariables({ variables, selection }: Operation): void {
  const defined = new Set(variables.map(({ name }) => name));
  const look = (value: Value): void => {
    if (value.kind === 'variable' && !defined.has(value.name))
      throw new SyntaxProblem(`Variable "$${value.name}" is not defined`);
    if (value.kind === 'list') value.items.forEach(look);
    if (value.kind === 'object') [...value.fields.values()].forEach(look);
  };
  const walk = (fields: Operation['selection']): void => {
    for (const field of fields) {
      [...field.args.values()].forEach(look);
      walk(field.selection);
    }
  };
  walk(selection);
}

function plain(value: unknown): Plain | undefined {
  if (value === undefined) return undefined;
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value)) return value.map((item: unknown) => plain(item) ?? null);
  if (typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([name, member]: [string, unknown]) => [name, plain(member) ?? null]),
    );
  return null;
}
