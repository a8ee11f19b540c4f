import { defineWrite } from '@crunchtools/mcp-core';
import * as z from 'zod';
import type { Services } from '../../services.ts';
import { creation } from './change.ts';

const input = {
  title: z.string().min(1).max(200),
  text: z.string().max(10_000),
};

export const createNote = defineWrite<Services, typeof input>({
  name: 'create_note',
  title: 'Create a note',
  description: 'Create one note. undo_change deletes it again.',
  toolset: 'notes',
  effect: 'create',
  permissions: ['Notes Write'],
  input,
  async plan({ title, text }, { services }) {
    return { changes: [creation(services.site, { title, text })] };
  },
  example: { title: 'Contract', text: 'Made by a test' },
  hostile: { title: 'x', text: 'x', id: '../../users/1' },
  requests: ['POST /notes'],
  scopes: 'none',
});
