import * as z from 'zod';
import type { JournalEntry } from '../../change/journal.ts';
import { defineRead } from '../define.ts';
import { untrusted } from '../untrusted.ts';

const shownEntry = z.strictObject({
  change_id: z.string(),
  at: z.string(),
  tool: z.string(),
  scopes: z.array(z.string()),
  summaries: untrusted(z.array(z.string())),
  undoable: z.boolean(),
  undone_by: z.string().optional(),
  undoes: z.array(z.string()).optional(),
});

const mostSummaries = 10;

export const listChanges = defineRead({
  name: 'list_changes',
  title: 'List the changes of this session',
  description:
    'Changes applied through this server since it started, newest first. undo_change takes them back.',
  toolset: 'changes',
  effect: 'inspect',
  permissions: [],
  input: { limit: z.int().min(1).max(100).optional().describe('Default 20.') },
  output: z.strictObject({
    changes: z.array(shownEntry),
    total: z.int(),
    untrusted: z.array(z.string()).optional(),
  }),
  async run({ limit = 20 }, { journal }) {
    const entries = journal.entries();
    return { changes: entries.toReversed().slice(0, limit).map(shown), total: entries.length };
  },
});

function shown(entry: JournalEntry): z.input<typeof shownEntry> {
  const { changes } = entry;
  const summaries = changes.slice(0, mostSummaries).map((change) => change.summary);
  if (changes.length > mostSummaries) summaries.push(`and ${changes.length - mostSummaries} more`);
  return {
    change_id: entry.id,
    at: entry.at.toISOString(),
    tool: entry.tool,
    scopes: [...new Set(changes.map((change) => change.scope.name))],
    summaries,
    undoable: entry.irreversible.length === 0 && entry.undoneBy === undefined,
    undone_by: entry.undoneBy,
    undoes: entry.undoes.length === 0 ? undefined : [...entry.undoes],
  };
}
