import { Buffer } from 'node:buffer';
import { ConflictError, defineWrite, InputError, PermissionError } from '@crunchtools/mcp-core';
import * as z from 'zod';
import type { Services } from '../../services.ts';
import { isSameFile, mediaCreation, mostLooked } from './change.ts';
import { endings, fileName, typeOf } from './file-type.ts';
import { requireLibrary } from './plan.ts';

const input = {
  name: z
    .string()
    .max(100)
    .regex(fileName, `is a name of Latin letters, digits, "-" and "_" with one of: ${endings.join(', ')}`)
    .describe('Such as bed-plan.png.'),
  content: z
    .string()
    .min(1)
    .max(14_000_000)
    .regex(/^[A-Za-z0-9+/\s]+(?:={1,2}\s*)?$/u, 'is not base64')
    .describe('Base64, 10 MB at most.'),
  alt_text: z.string().max(500).optional(),
  title: z.string().max(300).optional(),
  caption: z.string().max(2_000).optional(),
};

export const uploadMedia = defineWrite<Services, typeof input>({
  name: 'upload_media',
  title: 'Upload a file',
  description:
    'Put an image, PDF, audio or video into the media library from base64, never from a path or address. It is public at once.',
  toolset: 'media',
  effect: 'create',
  permissions: ['upload_files'],
  input,
  async plan({ name, content, alt_text = '', title = '', caption = '' }, { services }) {
    requireLibrary(services);
    const bytes = Buffer.from(content, 'base64');
    const type = typeOf(name, bytes);
    if (type === undefined)
      throw new InputError(
        'The content of the file is not of the type that its name says. Nothing was sent.',
        {
          nextStep: `Files of these types can be uploaded: ${endings.join(', ')}.`,
        },
      );
    const { media: own, mayCreate } = await services.media.newestOwn(2 * mostLooked);
    if (mayCreate === false)
      throw new PermissionError('This account may not upload files. Nothing was sent.', {
        nextStep: 'Ask an administrator of the site for a role with the capability upload_files.',
      });
    const same = own.find((media) => isSameFile(media, name, bytes.length));
    if (same !== undefined)
      throw new ConflictError(
        `This account has uploaded a file of that name and size: ${same.id}. Nothing was uploaded.`,
        { nextStep: 'Use that one, or another name.', details: { id: same.id } },
      );
    services.media.pending = { bytes, type };
    const wanted = title === '' ? name.slice(0, name.lastIndexOf('.')) : title.trim();
    return {
      changes: [
        mediaCreation(
          {
            file: name,
            bytes: bytes.length,
            title: wanted,
            alt_text: alt_text.trim(),
            caption,
            description: '',
          },
          type,
        ),
      ],
      warnings:
        alt_text === '' && type.startsWith('image/')
          ? ['It has no alt text: people who cannot see it learn nothing of it.']
          : [],
    };
  },
  example: {
    name: 'pixel.png',
    content:
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    alt_text: 'One dot',
  },
  hostile: { name: '/etc/passwd', content: 'AAAA' },
  requests: ['GET /wp-json/wp/v2/media', 'POST /wp-json/wp/v2/media'],
  scopes: 'content',
});
