import { type Feature, ObjectExecutor } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { mediaStore } from './change.ts';
import { deleteMedia } from './delete-media.ts';
import { getMedia } from './get-media.ts';
import { listMedia } from './list-media.ts';
import { replaceMedia } from './replace-media.ts';
import { updateMedia } from './update-media.ts';
import { uploadMedia } from './upload-media.ts';

export const media: Feature<Services> = {
  toolset: 'media',
  tools: [
    () => listMedia,
    () => getMedia,
    () => uploadMedia,
    () => updateMedia,
    () => replaceMedia,
    () => deleteMedia,
  ],
  executors: { media: ({ media: api }) => new ObjectExecutor(mediaStore(api)) },
};
