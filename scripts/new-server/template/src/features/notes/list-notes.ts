import { defineRead, ours, untrusted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import type { Services } from '../../services.ts';

const input = {
  containing: z.string().min(1).max(200).optional().describe('Only notes with this in their title or text.'),
};

const note = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,64}$/u),
  title: untrusted(z.string()),
  text: untrusted(z.string()),
});

const output = z.strictObject({
  total: z.int(),
  notes: z.array(note),
  untrusted: ours(z.array(z.string())).optional(),
});

export const listNotes = defineRead<Services, typeof input, typeof output>({
  name: 'list_notes',
  title: 'List notes',
  description: 'Notes with their text, all of them or those that contain something.',
  toolset: 'notes',
  effect: 'read',
  permissions: ['Notes Read'],
  input,
  output,
  async run({ containing = '' }, { services }) {
    const all = await services.notes.list();
    const notes = all.filter(({ title, text }) => title.includes(containing) || text.includes(containing));
    return { total: notes.length, notes: notes.map((found) => ({ ...found })) };
  },
  example: { containing: 'memory' },
  hostile: { containing: '' },
  requests: ['GET /notes'],
  scopes: 'none',
});
