import type * as z from 'zod';
import { type Inspector, inspectorOf } from './answer-inspector.ts';
import { partsOf } from './schema-parts.ts';

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
