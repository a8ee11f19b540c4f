import * as z from 'zod';
import { copyOf, ours } from './untrusted.ts';

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
