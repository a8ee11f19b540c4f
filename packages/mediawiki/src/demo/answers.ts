import { writeAnswer } from '@crunchtools/mcp-core/demo';
import * as z from 'zod';

/** The parts of the server's answers that the tour looks at. A client need not know the rest. */

export const siteShown = z.looseObject({
  name: z.string(),
  generator: z.string(),
  pages: z.number(),
  account: z.string(),
});

export const pageList = z.looseObject({ pages: z.array(z.looseObject({ title: z.string() })) });

export const pageShown = z.looseObject({
  title: z.string(),
  revision: z.number(),
  lines: z.array(z.string()),
  untrusted: z.array(z.string()).optional(),
});

export const history = z.looseObject({
  revisions: z.array(
    z.looseObject({
      revision: z.number(),
      user: z.string().optional(),
      comment: z.string().optional(),
      time: z.string(),
    }),
  ),
});

export const preview = z.looseObject({ missing: z.array(z.string()), categories: z.array(z.string()) });

export const conflict = writeAnswer.extend({
  error: z.looseObject({
    code: z.string(),
    message: z.string(),
    details: z.looseObject({ revision: z.number(), difference: z.array(z.string()) }),
  }),
});
