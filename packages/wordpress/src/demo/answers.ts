import { writeAnswer } from '@crunchtools/mcp-core/demo';
import * as z from 'zod';

/** The parts of the server's answers that the tour looks at. A client need not know the rest. */

export const siteShown = z.looseObject({
  name: z.string(),
  types: z.array(z.looseObject({ type: z.string() })),
  account: z.looseObject({ login: z.string(), roles: z.array(z.string()) }),
});

export const postList = z.looseObject({
  posts: z.array(z.looseObject({ id: z.number(), title: z.string(), status: z.string() })),
  total: z.number(),
});

export const postShown = z.looseObject({
  title: z.string(),
  status: z.string(),
  slug: z.string(),
  version: z.string(),
  lines: z.array(z.string()),
  untrusted: z.array(z.string()).optional(),
  blocks: z.array(z.looseObject({ block: z.number(), name: z.string(), begins: z.string() })).optional(),
});

export const history = z.looseObject({
  revisions: z.array(z.looseObject({ revision: z.number(), modified: z.string(), characters: z.number() })),
});

/** Of a write that made something: its id. */
export const creation = writeAnswer.extend({
  changes: z.array(z.looseObject({ id: z.string(), action: z.string(), summary: z.string() })),
});

export const conflict = writeAnswer.extend({
  error: z.looseObject({
    code: z.string(),
    message: z.string(),
    details: z.looseObject({ version: z.string(), difference: z.array(z.string()).optional() }),
  }),
});
