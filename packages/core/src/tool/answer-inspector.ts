import * as z from 'zod';
import { memberPath } from './schema-parts.ts';

/** Notes the places of an answer at which something stands that the schema does not allow there. */
export type Inspector = (value: unknown, broken: Set<string>) => void;

type Exempt = (schema: z.core.$ZodType) => boolean;

/**
 * Makes an inspector for answers. Absent values, null, numbers and switches break nothing: they are no text. What stands under free
 * names is judged, and named, as a whole.
 * @param exempt parts that are not looked at.
 */
export function inspectorOf(schema: z.core.$ZodType, exempt: Exempt): Inspector {
  return make(schema, '', exempt);
}

function make(schema: z.core.$ZodType, path: string, exempt: Exempt): Inspector {
  if (exempt(schema)) return () => undefined;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodReadonly) {
    return make(schema.unwrap(), path, exempt);
  }
  if (schema instanceof z.ZodObject) return objectInspector(schema, path, exempt);
  if (schema instanceof z.ZodArray) return listInspector(make(schema.element, `${path}[]`, exempt), path);
  const accepts = acceptance(schema);
  return (value, broken) => {
    if (value !== undefined && value !== null && !accepts(value)) broken.add(path);
  };
}

function objectInspector(schema: z.ZodObject, path: string, exempt: Exempt): Inspector {
  const described = new Map(
    Object.entries(schema.shape).map(([name, part]) => [name, make(part, memberPath(path, name), exempt)]),
  );
  return (value, broken) => {
    if (value === undefined || value === null) return;
    if (typeof value !== 'object' || Array.isArray(value)) {
      broken.add(path);
      return;
    }
    for (const [name, member] of Object.entries(value)) {
      const inspect = described.get(name);
      if (inspect !== undefined) inspect(member, broken);
      else if (member !== undefined) broken.add(memberPath(path, name));
    }
  };
}

function listInspector(inspect: Inspector, path: string): Inspector {
  return (value, broken) => {
    if (value === undefined || value === null) return;
    if (!Array.isArray(value)) broken.add(path);
    else for (const item of value) inspect(item, broken);
  };
}

/**
 * Whether a schema takes a value; numbers and switches carry no text and pass. Most schemas are patterns, and a
 * pattern by itself is much faster than zod around it.
 */
function acceptance(schema: z.core.$ZodType): (value: unknown) => boolean {
  const pattern = patternOf(schema);
  return (value) => {
    if (typeof value === 'number' || typeof value === 'boolean') return true;
    return (typeof value === 'string' && pattern?.test(value) === true) || z.safeParse(schema, value).success;
  };
}

/** The pattern that is all that a schema asks of a text; flags are lost, so only its yes counts. */
function patternOf(schema: z.core.$ZodType): RegExp | undefined {
  if (!(schema instanceof z.ZodString)) return undefined;
  const { $schema: _, type, pattern, ...others } = z.toJSONSchema(schema);
  const isAll = type === 'string' && pattern !== undefined && Object.keys(others).length === 0;
  return isAll ? new RegExp(pattern, 'u') : undefined;
}
