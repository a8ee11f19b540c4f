import type { Client } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, it } from 'vitest';
import { connectTo } from '../support/process.ts';

let client: Client | undefined;

afterEach(() => client?.close());

describe('a server that cannot work', () => {
  it.each([
    [[], {}, 'MEDIAWIKI_URL'],
    [[], { MEDIAWIKI_URL: 'https://wiki.example.org', MEDIAWIKI_USER: 'Admin@mcp' }, 'MEDIAWIKI_PASSWORD'],
    [
      [],
      { MEDIAWIKI_URL: 'http://wiki.example.org', MEDIAWIKI_TOKEN: 'k3v9u0q2m8w4t7r1t5h6p0s8' },
      'is http',
    ],
    [['--confirm', 'sometimes'], {}, '--confirm takes one of'],
  ])('stays up with %j and %j, lists its tools, and tells each call why', async (args, env, words) => {
    client = await connectTo(args, {}, env);
    expect(client.getInstructions()).toContain(words);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('create_page');
    for (const name of ['get_site', 'create_page']) {
      const answer = await client.callTool({ name, arguments: {} });
      expect(answer.isError).toBe(true);
      expect(JSON.stringify(answer)).toContain(words);
    }
  });
});
