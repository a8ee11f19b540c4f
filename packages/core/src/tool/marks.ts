import * as z from 'zod';
import { unlisted } from './unlisted.ts';
import { ours } from './untrusted.ts';

const marks = {
  /** The places of an answer at which others wrote, as in `records[].content`. */
  untrusted: ours(z.array(z.string())).optional(),
  about_untrusted: unlisted(ours(z.string()).optional()),
};

/** The schema of an answer with the members that `present` adds to one that holds text of others. */
export function withMarks(output: z.ZodObject): z.ZodObject {
  return output.extend(marks);
}
