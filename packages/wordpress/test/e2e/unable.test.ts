import type { Client } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, it } from 'vitest';
import { connectTo } from '../support/process.ts';

let client: Client | undefined;

afterEach(() => client?.close());

describe('a server that cannot work', () => {
  it.each([
    [[], 'WORDPRESS_API_TOKEN is not set'],
    [['--confirm', 'sometimes'], '--confirm takes one of'],
  ])('stays up with %j, lists its tools, and tells each call why', async (args, words) => {
    client = await connectTo(args);
    expect(client.getInstructions()).toContain(words);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('create_note');
    for (const name of ['list_notes', 'create_note']) {
      const answer = await client.callTool({ name, arguments: {} });
      expect(answer.isError).toBe(true);
      expect(JSON.stringify(answer)).toContain(words);
    }
  });
});
