import * as z from 'zod';
import type { Change, ChangeAction } from '../change/change.ts';
import type { JsonObject } from '../json.ts';
import { ours, unlisted, unshaped, untrusted } from './marks.ts';

/**
 * Texts of answers that are held to a rule which no sentence and no hidden character passes. An answer that breaks
 * one is still shown, and the place is named as untrusted then (`untrustedPaths`).
 */

/** The id of an entry of the journal. */
export const changeId = z.string().regex(/^chg_[0-9a-f]{8}$/u);

/** The digest of a plan. */
export const digest = z.string().regex(/^[0-9a-f]{16}$/u);

/** The id of an object at the service, whatever its form there: one word of ASCII, also of parts or percent-encoded. */
export const objectId = z.string().regex(/^[\w.:/%-]{1,128}$/u);

/** The name of a scope: a domain name, the address of a site. One word, so at most a slogan and no sentence. */
export const scopeName = z
  .string()
  .regex(/^(?!.*\p{Default_Ignorable_Code_Point})[\p{L}\p{M}\p{N}_.:/-]{1,253}$/u);

const state = untrusted(z.record(z.string(), z.unknown()));

const place = z.strictObject({
  index: z.int(),
  after: objectId.nullable(),
  before: objectId.nullable(),
});

/** One change as answers show it. */
export const shownChange = z.strictObject({
  action: z.enum(['create', 'update', 'delete', 'reorder', 'purge', 'send']),
  resource: unlisted(ours(z.string())),
  id: objectId.optional(),
  scope: unlisted(scopeName.clone()),
  // As the service writes it.
  version: unlisted(untrusted(z.string()).optional()),
  version_after: unlisted(untrusted(z.string()).optional()),
  summary: untrusted(z.string()),
  before: unlisted(state.optional()),
  after: unlisted(state.optional()),
  place: unlisted(z.strictObject({ before: place.optional(), after: place.optional() }).optional()),
  // Leaf by leaf, whole; made of neutralised parts (`composedPaths` of present.ts).
  difference: unlisted(untrusted(z.array(z.string())).optional()),
  reasons: unlisted(ours(z.array(z.string())).optional()),
  outcome: unlisted(z.enum(['applied', 'partial', 'not_applied', 'unknown']).optional()),
});

const count = z.int().optional();

/** How many changes there are of each kind and, where not all were applied, of each outcome. */
const counts = z.strictObject({
  create: count,
  update: count,
  delete: count,
  reorder: count,
  purge: count,
  send: count,
  applied: count,
  partial: count,
  not_applied: count,
  unknown: count,
});

/** What every write tool answers (DESIGN.md section 3). It stands alone: some clients drop the text block. */
export const changeResult = z.strictObject({
  status: z.enum(['planned', 'needs_confirmation', 'applied', 'refused', 'failed']),
  // Each is described in the answer itself; every write tool would pay for its members in tokens.
  changes: z.array(unshaped(shownChange.clone())),
  counts: unlisted(counts.optional()),
  pages: unlisted(z.int().optional()),
  change_id: changeId.optional(),
  // `next_step` says what to do with it.
  confirm: digest.optional(),
  fingerprint: unlisted(digest.optional()),
  reasons: unlisted(ours(z.array(z.string())).optional()),
  irreversible: unlisted(ours(z.array(z.string())).optional()),
  warnings: unlisted(untrusted(z.array(z.string())).optional()),
  next_step: ours(z.string()).optional(),
  // An error that quotes a stranger says so itself, and its members are named then (`errorMarks`).
  error: unlisted(ours(z.record(z.string(), z.unknown())).optional()),
  untrusted: unlisted(ours(z.array(z.string())).optional()),
});

/** The answer of a write tool that says more than its changes do. A report quotes what it is about. */
export const reportedChangeResult = changeResult.extend({
  report: untrusted(z.record(z.string(), z.unknown())).optional(),
});

export type ChangeOutcome = 'applied' | 'partial' | 'not_applied' | 'unknown';

export type Counts = Readonly<Partial<Record<ChangeAction | ChangeOutcome, number>>>;

export interface ShownChange {
  readonly action: ChangeAction;
  readonly resource: string;
  readonly id: string | undefined;
  /** The name of the scope. */
  readonly scope: string;
  /** What it was planned from, and what it made, where the service has versions. */
  readonly version?: string | undefined;
  readonly version_after?: string | undefined;
  readonly summary: string;
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
  /** Where the object stood and is to stand, for objects in an order. */
  readonly place: Change['place'] | undefined;
  /** What changes, leaf by leaf, in lines; before it is applied, and wherever states are too long to be shown whole. */
  readonly difference?: readonly string[] | undefined;
  /** Why this very change is asked about. */
  readonly reasons?: readonly string[] | undefined;
  /** Present when the plan was not applied as a whole. */
  readonly outcome: ChangeOutcome | undefined;
}

export interface ChangeResult {
  readonly status: 'planned' | 'needs_confirmation' | 'applied' | 'refused' | 'failed';
  /** The first of each kind, where there are too many to show; `counts` tells all then. */
  readonly changes: readonly ShownChange[];
  readonly counts?: Counts | undefined;
  /** How many pages a long plan has. */
  readonly pages?: number | undefined;
  readonly change_id?: string | undefined;
  readonly confirm?: string;
  /** Names the plan: in a question, here, and for list_changes while it waits. */
  readonly fingerprint?: string | undefined;
  /** Why approval is needed. */
  readonly reasons?: readonly string[] | undefined;
  /** Why it cannot be undone. */
  readonly irreversible?: readonly string[] | undefined;
  readonly warnings?: readonly string[] | undefined;
  readonly report?: JsonObject | undefined;
  readonly next_step?: string;
  readonly error?: JsonObject | undefined;
}
