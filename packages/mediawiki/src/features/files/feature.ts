import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { accountOf } from '../pages/change.ts';
import { FileExecutor } from './change.ts';
import { getFile } from './get-file.ts';
import { listFiles } from './list-files.ts';
import { uploadFile } from './upload-file.ts';

export const files: Feature<Services> = {
  toolset: 'files',
  tools: [() => listFiles, () => getFile, () => uploadFile],
  executors: {
    file: ({ files: api, pages, contents, note, connection }) =>
      new FileExecutor(api, pages, contents, note, () => accountOf(connection.state)),
  },
};
