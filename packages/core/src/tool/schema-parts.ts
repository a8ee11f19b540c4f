import * as z from 'zod';

/** A part of a schema and its place in the answers it describes, as in `records[].content`. */
export interface Part {
  readonly path: string;
  readonly schema: z.core.$ZodType;
}

/**
 * What a schema is put together from: members, items, values of a record, alternatives, or what it wraps.
 * `undefined` for one that describes a single value, and for every kind not known here: whoever walks a schema has
 * to look at those by what they accept.
 */
export function partsOf(schema: z.core.$ZodType, path: string): readonly Part[] | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodReadonly) {
    return [{ path, schema: schema.unwrap() }];
  }
  if (schema instanceof z.ZodArray) return [{ path: `${path}[]`, schema: schema.element }];
  if (schema instanceof z.ZodRecord) return [{ path: `${path}{}`, schema: schema.valueType }];
  if (schema instanceof z.ZodUnion) return schema.options.map((option) => ({ path, schema: option }));
  if (schema instanceof z.ZodObject) {
    const members: Record<string, z.core.$ZodType> = schema.shape;
    return Object.entries(members).map(([name, member]) => ({
      path: memberPath(path, name),
      schema: member,
    }));
  }
  return undefined;
}

export function memberPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
