import { describeToolDocument } from '@crunchtools/mcp-core/testing';
import { features } from '../../src/main.ts';
import { connectClient } from '../support/process.ts';

describeToolDocument({
  file: new URL('../../docs/tools.md', import.meta.url),
  tools: features.tools().tools(),
  async start() {
    const client = await connectClient();
    return { client, close: () => client.close() };
  },
});
