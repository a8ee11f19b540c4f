import type { Client } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, it } from 'vitest';
import { connectTo } from '../support/process.ts';

let client: Client | undefined;

afterEach(() => client?.close());

const url = { WORDPRESS_URL: 'https://www.example.org' };

describe('a server that cannot work', () => {
  it.each([
    [[], {}, 'WORDPRESS_URL'],
    [[], { ...url, WORDPRESS_USER: 'admin' }, 'WORDPRESS_APP_PASSWORD'],
    [
      [],
      { ...url, WORDPRESS_USER: 'admin', WORDPRESS_APP_PASSWORD: 'the-password-of-the-account' },
      'is no application password',
    ],
    [
      [],
      {
        WORDPRESS_URL: 'http://www.example.org',
        WORDPRESS_USER: 'admin',
        WORDPRESS_APP_PASSWORD: 'Kq7v X2mZ 9pL4 tR8w B3nY 6dH1',
      },
      'is http',
    ],
    [['--confirm', 'sometimes'], {}, '--confirm takes one of'],
    [['--statuses', 'any thing'], {}, '--statuses takes statuses such as draft'],
  ])('stays up with %j and %j, lists its tools, and tells each call why', async (args, env, words) => {
    client = await connectTo(args, {}, env);
    expect(client.getInstructions()).toContain(words);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('create_post');
    for (const name of ['get_site', 'create_post']) {
      const answer = await client.callTool({ name, arguments: {} });
      expect(answer.isError).toBe(true);
      expect(JSON.stringify(answer)).toContain(words);
    }
  });
});
