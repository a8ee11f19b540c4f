import type * as z from 'zod';

const marked = new WeakSet<z.core.$ZodType>();

/**
 * Marks a part of an output schema that clients are told only the type of. Every answer is still held against
 * the whole schema in tests; but each tool's schema is paid for in tokens by every conversation.
 */
export function brief<Schema extends z.ZodType>(schema: Schema): Schema {
  marked.add(schema);
  return schema;
}

export function isBrief(schema: z.core.$ZodType): boolean {
  return marked.has(schema);
}
