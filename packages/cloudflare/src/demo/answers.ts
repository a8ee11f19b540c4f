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

export const writeAnswer = z.looseObject({
  status: z.string(),
  changes: z.array(
    z.looseObject({
      action: z.string(),
      summary: z.string(),
      before: z.json().optional(),
      after: z.json().optional(),
    }),
  ),
  change_id: z.string().optional(),
  confirm: z.string().optional(),
  reasons: z.array(z.string()).optional(),
  irreversible: z.array(z.string()).optional(),
  error: z
    .looseObject({ code: z.string(), message: z.string(), next_step: z.string().optional() })
    .optional(),
});
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

export type WriteAnswer = z.output<typeof writeAnswer>;

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

export const changeList = z.looseObject({
  changes: z.array(
    z.looseObject({
      change_id: z.string(),
      tool: z.string(),
      summaries: z.array(z.string()),
      undoable: z.boolean(),
      undone_by: z.string().optional(),
    }),
  ),
  total: z.number(),
});

/** A step did something else than it should. */
export class Mismatch extends Error {
  readonly expected: string;
  readonly found: string;

  constructor(expected: string, found: string) {
    super(`expected ${expected}, found ${found}`);
    this.name = 'Mismatch';
    this.expected = expected;
    this.found = found;
  }
}

/** @throws {Mismatch} unless both have the same JSON form. */
export function expectSame(what: string, found: unknown, expected: unknown): void {
  const [foundText, expectedText] = [JSON.stringify(found), JSON.stringify(expected)];
  if (foundText !== expectedText) throw new Mismatch(`${what} ${expectedText}`, foundText ?? 'nothing');
}

/** @throws {Mismatch} unless `text` contains every one of `parts`. */
export function expectMention(text: string, parts: readonly string[]): void {
  const missing = parts.filter((part) => !text.includes(part));
  if (missing.length > 0) throw new Mismatch(`a text that mentions ${missing.join(' and ')}`, text);
}

/** @throws {Mismatch} when there is no value. */
export function expectPresent<Value>(what: string, value: Value | undefined): Value {
  if (value === undefined) throw new Mismatch(what, 'nothing');
  return value;
}
