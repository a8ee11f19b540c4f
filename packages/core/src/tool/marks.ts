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

const members = new WeakSet<z.core.$ZodType>();
const choices = new WeakSet<z.core.$ZodType>();
const outlined = new WeakSet<z.core.$ZodType>();

/**
 * Marks a member of an answer, or of an item of its lists, that clients are not told of in advance: it explains itself
 * when it comes, and each member is paid for in tokens by every conversation. Clients accept it all the same, because
 * the schema that they see leaves other members open.
 */
export function unlisted<Schema extends z.ZodType>(member: Schema): Schema {
  // Others may use the original, and it must not depend on what was read before whether they show it.
  const copy = copyOf(member);
  members.add(copy);
  return copy;
}

export function isUnlisted(member: z.core.$ZodType): boolean {
  return members.has(member);
}

/** Marks a part of an answer that clients are told of as any object, or any list of objects, for the same reason. */
export function unshaped<Schema extends z.ZodType>(part: Schema): Schema {
  outlined.add(part);
  return part;
}

export function isUnshaped(part: z.core.$ZodType): boolean {
  return outlined.has(part);
}

/**
 * A choice in arguments that clients see as a text: another tool has shown what there is to choose from, or an answer
 * gives the value. One that does not exist is refused with those that do. Describe a choice before it is marked: zod
 * makes a copy, which has no mark.
 */
export function choiceFrom<Choice extends z.ZodEnum>(schema: Choice): Choice {
  // A copy: where the choice is made, the original is shown.
  const copy = schema.clone();
  choices.add(copy);
  return copy;
}

export function isUnlistedChoice(schema: z.core.$ZodType): boolean {
  return choices.has(schema);
}

const marks = {
  /** The places of an answer at which others wrote, as in `records[].content`. */
  untrusted: unlisted(ours(z.array(z.string())).optional()),
  about_untrusted: unlisted(ours(z.string()).optional()),
};

/** The schema of an answer with the members that `present` adds to one that holds text of others. */
export function withMarks(output: z.ZodObject): z.ZodObject {
  return output.extend(marks);
}
