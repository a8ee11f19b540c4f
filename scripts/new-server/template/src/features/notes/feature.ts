import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { NoteExecutor } from './change.ts';
import { createNote } from './create-note.ts';
import { listNotes } from './list-notes.ts';

export const notes: Feature<Services> = {
  toolset: 'notes',
  tools: [listNotes, createNote],
  executors: { note: ({ notes: api }) => new NoteExecutor(api) },
  permissionProbes: { 'Notes Read': ({ notes: api }) => api.list() },
};
