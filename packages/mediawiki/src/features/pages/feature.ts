import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { accountOf, MoveExecutor, PageExecutor } from './change.ts';
import { createPage } from './create-page.ts';
import { deletePage } from './delete-page.ts';
import { editPage } from './edit-page.ts';
import { getPage } from './get-page.ts';
import { movePage } from './move-page.ts';
import { previewPage } from './preview-page.ts';
import { cleanUpCategory, writePage } from './prompts.ts';
import { replaceText } from './replace-text.ts';
import { pageResource } from './resources.ts';
import { restorePage } from './restore-page.ts';

export const pages: Feature<Services> = {
  toolset: 'pages',
  tools: [
    () => getPage,
    () => previewPage,
    () => createPage,
    () => editPage,
    () => replaceText,
    () => movePage,
    () => deletePage,
    () => restorePage,
  ],
  get prompts() {
    return [writePage, cleanUpCategory];
  },
  get resources() {
    return [pageResource];
  },
  executors: {
    page: ({ pages: api, connection, note, words }) =>
      new PageExecutor(api, () => accountOf(connection.state), note, words),
    page_title: ({ pages: api, connection, note }) =>
      new MoveExecutor(api, () => accountOf(connection.state), note),
  },
};
