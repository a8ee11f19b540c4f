import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { ConflictError, defineWrite, InputError } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { setNote, withNotes } from '../../note.ts';
import { pageTitle, writing } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { requireAble } from '../pages/able.ts';
import { fileChange } from './change.ts';
import { fileTitle } from './title.ts';

const input = {
  name: pageTitle.describe('Such as Plan.png.'),
  content: z
    .string()
    .min(1)
    .max(14_000_000)
    .regex(/^[A-Za-z0-9+/\s]+={0,2}\s*$/u, 'is not base64')
    .describe('Base64.'),
  text: z.string().max(100_000).optional().describe('Of its page, when it is new.'),
  overwrite: z.boolean().optional(),
  ...writing,
};

export const uploadFile = defineWrite<Services, typeof input>({
  name: 'upload_file',
  title: 'Upload a file',
  description: 'Put a file on the wiki from base64 content: never from a path or an address.',
  toolset: 'files',
  effect: 'create',
  destructive: true,
  permissions: ['upload'],
  input,
  async plan({ name, content, text, overwrite = false, ...words }, { services }) {
    setNote(services.note, words);
    const { namespaces, files, pages, contents, note } = services;
    const bytes = Buffer.from(content, 'base64');
    if (bytes.length === 0) throw new InputError('content is empty.');
    const page = await pages.find(fileTitle(name), 'upload', 'edit');
    if (page.ns !== 6) throw new InputError('That is no name of a file.');
    await namespaces.requireTarget(page.ns);
    requireAble(page);
    const existing = await files.find(page.title);
    if (existing !== undefined && !overwrite)
      throw new ConflictError('There is a file of that name already. Nothing was changed.', {
        nextStep: 'Use another name, or overwrite: true for a new version of it.',
      });
    const sha1 = createHash('sha1').update(bytes).digest('hex');
    if (existing?.versions[0]?.sha1 === sha1)
      return { changes: [], warnings: ['The wiki has that very file already.'] };
    contents.set(sha1, { bytes, page: text });
    const after = { name: page.title.replace(/^[^:]*:/u, ''), size: bytes.length, sha1 };
    return {
      changes: [fileChange(await namespaces.scope(page.ns), existing, after)],
      warnings: withNotes([], note),
    };
  },
  example: {
    name: 'Note.txt',
    content: Buffer.from('Bring gloves.\n').toString('base64'),
    text: 'A note.',
    summary: 'Made by a test',
  },
  hostile: { name: 'x.png', content: 'file:///etc/passwd' },
  requests: ['GET /api.php', 'POST /api.php'],
  scopes: 'content',
});
