import { describeToolDocument, documentOf } from '@crunchtools/mcp-core/testing';
import { server } from '../support/server.ts';

describeToolDocument({
  ...documentOf(server),
  file: new URL('../../docs/tools.md', import.meta.url),
  usual: {
    id: 'Its id, as the tool shows it that lists these.',
    type: 'Post type, where you know it: without it, each type is asked in turn.',
  },
});
