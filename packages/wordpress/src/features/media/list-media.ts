import { defineRead } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { limit, listedPage, listing, page, untrustedList } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { requireLibrary } from './plan.ts';
import { listedMedia, rowOf } from './shape.ts';

const input = {
  search: z.string().min(1).max(200).optional(),
  kind: z.enum(['image', 'video', 'audio', 'application', 'text']).optional(),
  limit,
  page,
};

const output = z.strictObject({ media: z.array(listedMedia), ...listing, untrusted: untrustedList });

export const listMedia = defineRead<Services, typeof input, typeof output>({
  name: 'list_media',
  title: 'List media',
  description: 'Files of the media library, newest first, with address, type and alt text.',
  toolset: 'media',
  effect: 'read',
  permissions: ['upload_files'],
  input,
  output,
  async run({ search, kind, limit: most = 20, page: at = 1 }, { services }) {
    requireLibrary(services);
    const { media, ...more } = await services.media.list({
      search,
      media_type: kind,
      orderby: 'date',
      order: 'desc',
      per_page: most,
      page: at,
    });
    return { media: media.map(rowOf), ...listedPage(more, at) };
  },
  example: { kind: 'image' },
  hostile: { path: '/etc' },
  requests: ['GET /wp-json/wp/v2/media'],
  scopes: 'answer',
});
