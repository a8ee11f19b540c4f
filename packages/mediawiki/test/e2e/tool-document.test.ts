import { describeToolDocument, documentOf } from '@crunchtools/mcp-core/testing';
import { server } from '../support/server.ts';

describeToolDocument({ ...documentOf(server), file: new URL('../../docs/tools.md', import.meta.url) });
