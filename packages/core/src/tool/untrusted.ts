import * as z from 'zod';

const marked = new WeakSet<z.core.$ZodType>();

/**
 * Marks a part of an output schema as text that strangers can choose. Its values are neutralised and named in
 * the answer's `untrusted` list, so that a model is told that they are data.
 */
export function untrusted<Schema extends z.ZodType>(schema: Schema): Schema {
  marked.add(schema);
  return schema;
}

/** The places of marked parts in a schema, as in `records[].content`. */
export function untrustedPaths(schema: z.core.$ZodType, path = ''): readonly string[] {
  if (marked.has(schema)) return [path];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return untrustedPaths(schema.unwrap(), path);
  }
  if (schema instanceof z.ZodArray) return untrustedPaths(schema.element, `${path}[]`);
  if (schema instanceof z.ZodRecord) return untrustedPaths(schema.valueType, `${path}{}`);
  if (schema instanceof z.ZodObject) {
    const members: Record<string, z.core.$ZodType> = schema.shape;
    return Object.entries(members).flatMap(([name, member]) =>
      untrustedPaths(member, path === '' ? name : `${path}.${name}`),
    );
  }
  return [];
}
