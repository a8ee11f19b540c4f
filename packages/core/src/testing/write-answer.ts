import * as z from 'zod';
import type { Data } from './injection.ts';

/** A change as an answer tells it. */
export interface Told {
  readonly action: string;
  readonly resource: string;
  readonly id?: string | undefined;
  readonly before?: Data | undefined;
  readonly after?: Data | undefined;
  readonly version?: string | undefined;
  readonly outcome?: 'applied' | 'not_applied' | 'unknown' | undefined;
}

/** What the structured answer of a write tool holds. */
export interface WriteAnswer<Change extends Told = Told> {
  readonly status: 'planned' | 'needs_confirmation' | 'applied' | 'refused' | 'failed';
  readonly changes: readonly Change[];
  readonly counts?: Readonly<Record<string, number>> | undefined;
  readonly change_id?: string | undefined;
  readonly confirm?: string | undefined;
  readonly warnings?: readonly string[] | undefined;
  readonly error?: { readonly code: string; readonly message: string } | undefined;
}

const fields = z.record(z.string(), z.unknown());

const told = z.looseObject({
  action: z.string(),
  resource: z.string(),
  id: z.string().optional(),
  before: fields.optional(),
  after: fields.optional(),
  version: z.string().optional(),
  outcome: z.enum(['applied', 'not_applied', 'unknown']).optional(),
});

const answer = z.looseObject({
  status: z.enum(['planned', 'needs_confirmation', 'applied', 'refused', 'failed']),
  changes: z.array(told),
  counts: z.record(z.string(), z.number()).optional(),
  change_id: z.string().optional(),
  confirm: z.string().optional(),
  warnings: z.array(z.string()).optional(),
  error: z.looseObject({ code: z.string(), message: z.string() }).optional(),
});

/** @throws {z.ZodError} for what no write answers. */
export function writeAnswerOf(found: unknown): WriteAnswer {
  return answer.parse(found);
}

/** What is wrong with an answer by itself. */
export function inconsistencyIn({ status, changes, error }: WriteAnswer): string | undefined {
  const outcomes = changes.map(({ outcome }) => outcome);
  if (error?.code === 'internal') return 'a defect';
  if ((error === undefined) !== (status === 'applied')) return 'an error, or none, where it should not be';
  if (status === 'applied' && outcomes.some((outcome) => outcome !== undefined && outcome !== 'applied'))
    return 'applied in part';
  return status === 'refused' && outcomes.some((outcome) => outcome === 'applied' || outcome === 'unknown')
    ? 'refused, and something was done'
    : undefined;
}

/** The changes that an answer says were applied, and those of which it says that it does not know. */
export function outcomesOf<Change extends Told>({
  status,
  changes,
}: WriteAnswer<Change>): { readonly applied: readonly Change[]; readonly unknown: readonly Change[] } {
  return {
    applied: changes.filter(({ outcome }) => status === 'applied' || outcome === 'applied'),
    unknown: changes.filter(({ outcome }) => outcome === 'unknown'),
  };
}

/** As `outcomesOf`, as numbers, which a long plan gives in the place of its changes. */
export function amountsOf(found: WriteAnswer): { readonly applied: number; readonly unknown: number } {
  const { status, counts } = found;
  if (counts === undefined) {
    const { applied, unknown } = outcomesOf(found);
    return { applied: applied.length, unknown: unknown.length };
  }
  if (status !== 'applied') return { applied: counts['applied'] ?? 0, unknown: counts['unknown'] ?? 0 };
  const all = ['create', 'update', 'delete', 'reorder', 'purge'] as const;
  return { applied: all.reduce((sum, action) => sum + (counts[action] ?? 0), 0), unknown: 0 };
}
