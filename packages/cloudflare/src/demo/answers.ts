import { writeAnswer } from '@crunchtools/mcp-core/demo';
import * as z from 'zod';

/** The parts of the server's answers that the tour looks at. A client need not know the rest. */

const fields = z.looseObject({
  type: z.string(),
  name: z.string(),
  content: z.string().optional(),
  ttl: z.number().optional(),
  priority: z.number().optional(),
  comment: z.string().optional(),
});

const record = fields.extend({ id: z.string(), proxied: z.boolean().optional() });
export type RecordShown = z.output<typeof record>;

export const zoneList = z.looseObject({
  zones: z.array(z.looseObject({ name: z.string(), plan: z.string(), status: z.string() })),
  total: z.number(),
});

export const recordList = z.looseObject({
  records: z.array(record),
  total: z.number(),
  untrusted: z.array(z.string()).optional(),
});

export const oneRecord = z.looseObject({ record });

export const migrationAnswer = writeAnswer.extend({
  report: z
    .looseObject({
      page_rules: z.array(
        z.looseObject({
          url: z.string(),
          becomes: z.array(z.looseObject({ phase: z.string() })),
          differs: z.array(z.string()).optional(),
        }),
      ),
      differences: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
});

export const expressionCheck = z.looseObject({
  ok: z.boolean(),
  problems: z
    .array(
      z.looseObject({
        message: z.string(),
        column: z.number(),
        source: z.string().optional(),
        suggestion: z.string().optional(),
      }),
    )
    .optional(),
});

export const requestTrace = z.looseObject({
  summary: z.string(),
  endings: z.array(
    z.looseObject({
      phase: z.string().optional(),
      location: z.looseObject({ value: z.string().optional() }).optional(),
    }),
  ),
  with_changes: z.looseObject({ before: z.string() }).optional(),
});

export const siteCheck = z.looseObject({
  verdict: z.string(),
  summary: z.string(),
  problems: z.array(
    z.looseObject({
      id: z.string(),
      next: z.looseObject({ tool: z.string(), arguments: z.record(z.string(), z.json()) }).optional(),
    }),
  ),
  ways: z
    .array(z.looseObject({ from: z.string(), through: z.array(z.string()).optional(), ends: z.string() }))
    .optional(),
});
