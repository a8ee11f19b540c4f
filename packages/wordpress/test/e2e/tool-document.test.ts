import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { describeToolDocument } from '@crunchtools/mcp-core/testing';
import { features } from '../../src/main.ts';
import { bundle, connectClient } from '../support/process.ts';

describeToolDocument({
  file: new URL('../../docs/tools.md', import.meta.url),
  tools: features.tools().tools(),
  async start() {
    const client = await connectClient();
    return { client, close: () => client.close() };
  },
  async overview() {
    const { stdout } = await promisify(execFile)(process.execPath, [bundle, 'tools', '--markdown']);
    return stdout;
  },
});
