import * as z from 'zod';
import type { ChangeSequence } from '../../change/change.ts';
import { prepareDifferences } from '../../change/change-lines.ts';
import type { JournalEntry } from '../../change/journal.ts';
import { NotFoundError } from '../../errors/errors.ts';
import { changeId, digest, scopeName, shownChange } from '../change-result.ts';
import { defineRead } from '../define.ts';
import { ours, unlisted, unshaped, untrusted } from '../marks.ts';
import { moment } from '../shapes.ts';
import { onPage, pageOf, pagesOf } from '../shown.ts';

export const shownEntry = z.strictObject({
  change_id: changeId,
  at: moment,
  tool: ours(z.string()),
  scopes: z.array(scopeName),
  summaries: untrusted(z.array(z.string())),
  undoable: z.boolean(),
  not_undoable_because: unlisted(ours(z.array(z.string())).optional()),
  undone_by: unlisted(changeId.optional()),
  undoes: unlisted(z.array(changeId).optional()),
});

const listed = z.strictObject({
  changes: z.array(shownEntry),
  total: z.int(),
  details: z.array(unshaped(shownChange.clone())).optional(),
  pages: unlisted(z.int().optional()),
  untrusted: ours(z.array(z.string())).optional(),
});

const mostSummaries = 10;

export const listChanges = defineRead({
  name: 'list_changes',
  title: 'List changes',
  description:
    'Changes applied through this server since it started, newest first; with change_id, what one of them did. undo_change takes them back.',
  toolset: 'changes',
  effect: 'inspect',
  permissions: [],
  input: {
    limit: z.int().min(1).max(100).optional().describe('Default 20, at most 100.'),
    change_id: changeId.optional(),
    plan: digest.optional().describe('Fingerprint of a plan that waits for approval: shows its changes.'),
    page: z.int().min(1).max(10_000).optional().describe('With change_id or plan.'),
  },
  output: listed,
  async run({ limit = 20, change_id: id, plan, page = 1 }, { journal, waiting, breath }) {
    const detailed = plan === undefined ? undefined : waiting(plan);
    if (detailed !== undefined) await prepareDifferences(onPage(detailed, page), breath);
    if (plan !== undefined) return waitingPlan(plan, detailed, page);
    if (id !== undefined) {
      const entry = journal.get(id);
      await prepareDifferences(onPage(entry.changes, page), breath);
      return detailsOfEntry(entry, page);
    }
    const entries = journal.entries();
    return { changes: entries.toReversed().slice(0, limit).map(shownOf), total: entries.length };
  },
  example: { limit: 5 },
  hostile: { limit: -1 },
  requests: [],
  scopes: 'none',
});

function waitingPlan(
  fingerprint: string,
  changes: ChangeSequence | undefined,
  page: number,
): z.input<typeof listed> {
  if (changes === undefined) {
    throw new NotFoundError(`No plan ${fingerprint} waits for approval.`, {
      nextStep: 'Make the call that was asked about again, with dry_run and page to read its plan.',
    });
  }
  return { changes: [], total: 0, details: detailsOf(changes, page), pages: pagesOf(changes.length) };
}

/** As the schema has it: lists that can be changed. */
function detailsOf(changes: ChangeSequence, page: number): z.input<typeof shownChange>[] {
  return pageOf(changes, page).map(({ difference, reasons: _, ...shown }) => ({
    ...shown,
    ...(difference === undefined ? {} : { difference: [...difference] }),
  }));
}

function detailsOfEntry(entry: JournalEntry, page: number): z.input<typeof listed> {
  return {
    changes: [shownOf(entry)],
    total: 1,
    details: detailsOf(entry.changes, page),
    pages: pagesOf(entry.changes.length),
  };
}

export function shownOf(entry: JournalEntry): z.input<typeof shownEntry> {
  const { changes } = entry;
  const summaries = changes.slice(0, mostSummaries).map((change) => change.summary);
  if (changes.length > mostSummaries) summaries.push(`and ${changes.length - mostSummaries} more`);
  return {
    change_id: entry.id,
    at: entry.at.toISOString(),
    tool: entry.tool,
    scopes: [...entry.scopes],
    summaries,
    undoable: entry.irreversible.length === 0 && entry.undoneBy === undefined,
    not_undoable_because: entry.irreversible.length === 0 ? undefined : [...entry.irreversible],
    undone_by: entry.undoneBy,
    undoes: entry.undoes.length === 0 ? undefined : [...entry.undoes],
  };
}
