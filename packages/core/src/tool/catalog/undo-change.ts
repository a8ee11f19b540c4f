import * as z from 'zod';
import type { JournalEntry } from '../../change/journal.ts';
import { planUndo } from '../../change/undo.ts';
import { defineWrite } from '../define.ts';

/** Its example is a server's own: only that knows how to make a change to take back. */
export const undoChange = defineWrite({
  name: 'undo_change',
  title: 'Undo changes',
  description:
    'Take back applied changes by their change_id, several as one. Refused when an object was edited since; both states are shown then.',
  toolset: 'changes',
  effect: 'undo',
  paged: true,
  permissions: [],
  input: {
    change_ids: z
      .array(z.string().regex(/^chg_[0-9a-f]{8}$/u, 'must look like chg_1a2b3c4d; list_changes has them'))
      .min(1)
      .max(50),
  },
  async plan({ change_ids: wanted }, { journal, executors, breath }) {
    const ids = new Set(wanted);
    for (const id of ids) journal.get(id);
    const entries = journal.entries().filter((entry: JournalEntry) => ids.has(entry.id));
    return planUndo(entries, journal, executors, breath);
  },
  example: { change_ids: ['chg_00000000'] },
  hostile: { change_ids: ['../chg_00000000'] },
  requests: [],
  scopes: 'none',
});
