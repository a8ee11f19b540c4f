import { changedMembers, defineWrite, InputError } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { uploadedId } from '../../example.ts';
import { postId } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { given } from '../posts/fields.ts';
import { mediaUpdate, stateOf } from './change.ts';
import { requireMedia } from './plan.ts';

const input = {
  id: postId,
  alt_text: z.string().max(500).optional(),
  title: z.string().max(300).optional(),
  caption: z.string().max(2_000).optional(),
  description: z.string().max(10_000).optional(),
};

export const updateMedia = defineWrite<Services, typeof input>({
  name: 'update_media',
  title: 'Update details of a file',
  description: 'Set alt text, title, caption or description of a file; posts keep copies of their own.',
  toolset: 'media',
  effect: 'update',
  permissions: ['upload_files'],
  input,
  async plan({ id, ...wanted }, { services }) {
    if (Object.keys(wanted).length === 0) throw new InputError('Give what is to change.');
    const media = await requireMedia(id, services);
    // WordPress takes markup and line ends out of alt texts (6.1.9, run).
    const alt = wanted.alt_text?.replaceAll(/\s+/gu, ' ').trim();
    const changed = changedMembers(
      stateOf(media),
      given({ ...wanted, title: wanted.title?.trim(), alt_text: alt }),
    );
    if (Object.keys(changed).length === 0)
      return { changes: [], warnings: ['The file is like that already.'] };
    return { changes: [mediaUpdate(media, changed)] };
  },
  async example(apply) {
    return { id: await uploadedId(apply), alt_text: 'A plan of the beds' };
  },
  hostile: { id: 1, source_url: 'https://elsewhere.example/x.png' },
  requests: ['GET /wp-json/wp/v2/media/{}', 'POST /wp-json/wp/v2/media/{}'],
  scopes: 'content',
});
