import * as z from 'zod';
import type { Change, ChangeAction } from '../change/change.ts';
import type { JsonObject } from '../json.ts';
import { brief } from './brief.ts';
import { untrusted } from './untrusted.ts';

const state = untrusted(z.record(z.string(), z.unknown()));

const place = z.strictObject({
  index: z.int(),
  after: z.string().nullable(),
  before: z.string().nullable(),
});

const shownChange = z.strictObject({
  action: z.enum(['create', 'update', 'delete', 'reorder', 'purge']),
  resource: z.string(),
  id: z.string().optional(),
  scope: z.string(),
  summary: untrusted(z.string()),
  before: state.optional(),
  after: state.optional(),
  place: z.strictObject({ before: place.optional(), after: place.optional() }).optional(),
  outcome: z.enum(['applied', 'not_applied', 'unknown']).optional(),
});

/** What every write tool answers (DESIGN.md section 3). It stands alone: some clients drop the text block. */
export const changeResult = z.strictObject({
  status: z.enum(['planned', 'needs_confirmation', 'applied', 'refused', 'failed']),
  changes: z.array(brief(shownChange)),
  change_id: z.string().optional(),
  confirm: z.string().optional(),
  reasons: z.array(z.string()).optional(),
  irreversible: z.array(z.string()).optional(),
  warnings: untrusted(z.array(z.string())).optional(),
  next_step: z.string().optional(),
  error: z.record(z.string(), z.unknown()).optional(),
  untrusted: z.array(z.string()).optional(),
});

export type ChangeOutcome = 'applied' | 'not_applied' | 'unknown';

export interface ShownChange {
  readonly action: ChangeAction;
  readonly resource: string;
  readonly id: string | undefined;
  /** The name of the scope. */
  readonly scope: string;
  readonly summary: string;
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
  /** Where the object stood and is to stand, for objects in an order. */
  readonly place: Change['place'] | undefined;
  /** Present when the plan was not applied as a whole. */
  readonly outcome: ChangeOutcome | undefined;
}

export interface ChangeResult {
  readonly status: 'planned' | 'needs_confirmation' | 'applied' | 'refused' | 'failed';
  readonly changes: readonly ShownChange[];
  readonly change_id?: string | undefined;
  readonly confirm?: string;
  /** Why approval is needed. */
  readonly reasons?: readonly string[];
  /** Why it cannot be undone. */
  readonly irreversible?: readonly string[] | undefined;
  readonly warnings?: readonly string[] | undefined;
  readonly next_step?: string;
  readonly error?: JsonObject | undefined;
}
