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

function memberPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** Notes the places of an answer at which something stands that the schema does not allow there. */
type Inspector = (value: unknown, broken: Set<string>) => void;

type Exempt = (schema: z.core.$ZodType) => boolean;

/**
 * Makes an inspector for answers. Absent values, null, numbers and switches break nothing: they are no text. What stands under free
 * names is judged, and named, as a whole.
 * @param exempt parts that are not looked at.
 */
function inspectorOf(schema: z.core.$ZodType, exempt: Exempt): Inspector {
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
    if (!isMembers(value)) {
      broken.add(path);
      return;
    }
    // Not their entries: of thousands of records, each member would be a list of its own.
    for (const name of Object.keys(value)) {
      const member = value[name];
      const inspect = described.get(name);
      if (inspect !== undefined) inspect(member, broken);
      else if (member !== undefined) broken.add(memberPath(path, name));
    }
  };
}

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listInspector(inspect: Inspector, path: string): Inspector {
  return (value, broken) => {
    if (value === undefined || value === null) return;
    if (!Array.isArray(value)) broken.add(path);
    else for (const item of value) inspect(item, broken);
  };
}

/** Whether a schema takes a value; numbers and switches carry no text and pass. */
function acceptance(schema: z.core.$ZodType): (value: unknown) => boolean {
  return (value) =>
    typeof value === 'number' || typeof value === 'boolean' || z.safeParse(schema, value).success;
}

type Author = 'stranger' | 'server';

const authors = new WeakMap<z.core.$ZodType, Author>();

/**
 * Marks a part of an output schema as text that strangers can choose. Its values are neutralised and named in
 * the answer's `untrusted` list, so that a model is told that they are data.
 * @throws {Error} when the same part is marked as `ours`: a defect of the tool.
 */
export function untrusted<Schema extends z.ZodType>(schema: Schema): Schema {
  return mark(schema, 'stranger');
}

/**
 * Marks a part of an output schema as written by this server: a sentence of its own, made of nothing but its own
 * words and of values that were validated. The contract suite accepts a string in an answer only when it has this
 * mark, or `untrusted`, or a rule that no sentence and no hidden character passes.
 * @throws {Error} when the same part is marked as `untrusted`: a defect of the tool.
 */
export function ours<Schema extends z.ZodType>(schema: Schema): Schema {
  return mark(schema, 'server');
}

/** Who writes what stands at this part; `undefined` when nobody said it, which leaves it to the rules of the part. */
export function authorOf(schema: z.core.$ZodType): Author | undefined {
  return authors.get(schema);
}

/** A copy of a part, by the same author. */
export function copyOf<Schema extends z.ZodType>(schema: Schema): Schema {
  const copy = schema.clone();
  const author = authorOf(schema);
  return author === undefined ? copy : mark(copy, author);
}

function mark<Schema extends z.ZodType>(schema: Schema, author: Author): Schema {
  if ((authors.get(schema) ?? author) !== author)
    throw new Error('a part of an answer is both ours and untrusted');
  authors.set(schema, author);
  return schema;
}

/** Both are the same for every answer of a tool, and answers are many. */
const known = new WeakMap<
  z.core.$ZodType,
  { readonly marked: readonly string[]; readonly inspect: Inspector }
>();

/**
 * The places that an answer has to name as untrusted, as in `records[].content`: the marked ones and, of the
 * answer itself, every place whose value breaks the rule that should have validated it, or that no schema
 * describes. The service is free to answer anything; what it should not have said is data like any other.
 */
export function untrustedPaths(schema: z.core.$ZodType, answer?: unknown): readonly string[] {
  const { marked, inspect } = known.get(schema) ?? learn(schema);
  const broken = new Set<string>();
  inspect(answer, broken);
  return broken.size === 0 ? marked : [...new Set([...marked, ...broken])];
}

function learn(schema: z.core.$ZodType): { readonly marked: readonly string[]; readonly inspect: Inspector } {
  const marked = [...new Set(markedPaths(schema, ''))];
  const learnt = { marked, inspect: inspectorOf(schema, (part) => authors.has(part)) };
  known.set(schema, learnt);
  return learnt;
}

function markedPaths(schema: z.core.$ZodType, path: string): readonly string[] {
  if (authors.get(schema) === 'stranger') return [path];
  return (partsOf(schema, path) ?? []).flatMap((part) => markedPaths(part.schema, part.path));
}
