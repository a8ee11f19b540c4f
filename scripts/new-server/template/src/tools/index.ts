import { listChanges, Registry, type Tool, undoChange } from '@crunchtools/mcp-core';
import type { Services } from '../services.ts';
import { createNote } from './notes/create-note.ts';
import { listNotes } from './notes/list-notes.ts';

/** Every tool of this server, in the order in which clients show them. */
const catalog: readonly Tool<Services>[] = [listNotes, createNote, listChanges, undoChange];

export function registry(): Registry<Services> {
  return new Registry(catalog);
}
