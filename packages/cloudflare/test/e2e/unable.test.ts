import { beforeAll, describe, expect, it } from 'vitest';
import { examples } from '../support/examples.ts';
import { run, type Server, startServer } from '../support/process.ts';
import type { RpcAnswer } from '../support/rpc.ts';

/**
 * A server that cannot work stays up and says so in every answer: clients hide what it writes to stderr, and show of
 * one that ends at once only that it ended (Claude Code 2.1.332 "Failed to connect", Codex 0.171.0 nothing at all).
 */
const good = 'cfut_Mn3Bv5Cx7Zl9Kj1Hg4Fd6Sa8Po2Iu0Yt5Re0badcafe';
const dollar = '$';

const troubles: readonly [
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  words: string,
  exitCode: number,
][] = [
  ['without a token', [], {}, 'CLOUDFLARE_API_TOKEN is not set', 1],
  ['with an empty token', [], { CLOUDFLARE_API_TOKEN: '' }, 'CLOUDFLARE_API_TOKEN is not set', 1],
  ...['{CLOUDFLARE_API_TOKEN}', '{env:CLOUDFLARE_API_TOKEN}', 'CLOUDFLARE_API_TOKEN'].map(
    (rest): [string, string[], Record<string, string>, string, number] => [
      `with the placeholder ${dollar}${rest}`,
      [],
      { CLOUDFLARE_API_TOKEN: `${dollar}${rest}` },
      'the client did not fill in the variable',
      2,
    ],
  ),
  [
    'with another placeholder',
    [],
    { CLOUDFLARE_API_TOKEN: '{env:CLOUDFLARE_API_TOKEN}' },
    'did not fill in',
    2,
  ],
  [
    'with the name in place of the value',
    [],
    { CLOUDFLARE_API_TOKEN: 'YOUR_CLOUDFLARE_API_TOKEN' },
    'placeholder',
    2,
  ],
  ['with half a token', [], { CLOUDFLARE_API_TOKEN: good.slice(0, 15) }, 'shorter than 20', 2],
  ['with a line end', [], { CLOUDFLARE_API_TOKEN: `${good}\n` }, 'newline', 2],
  [
    'with a wrong option',
    ['--toolset', 'dns'],
    { CLOUDFLARE_API_TOKEN: good },
    'did you mean --toolsets?',
    2,
  ],
  ['with a wrong value', ['--confirm', 'alwys'], { CLOUDFLARE_API_TOKEN: good }, 'did you mean always?', 2],
  ['with a wrong variable', [], { MCP_CLOUDFLARE_READ_ONLY: 'maybe' }, 'MCP_CLOUDFLARE_READ_ONLY', 2],
  [
    'with an option that the client did not fill in',
    [],
    { MCP_CLOUDFLARE_ZONES: `${dollar}{env:ZONES}`, CLOUDFLARE_API_TOKEN: good },
    'MCP_CLOUDFLARE_ZONES holds a placeholder',
    2,
  ],
];

describe.each(troubles)('started %s', (_name, args, env, words, exitCode) => {
  let server: Server;
  let greeting: RpcAnswer;
  beforeAll(async () => {
    server = startServer(args, env);
    greeting = await server.client.initialize();
  });

  it('greets, lists, and says in its instructions what is missing', async () => {
    const { client } = server;
    expect(greeting.result?.['instructions']).toContain(words);
    const lists = await Promise.all(
      ['tools/list', 'resources/list', 'resources/templates/list', 'prompts/list'].map((method) =>
        client.request(method),
      ),
    );
    for (const list of lists) expect(list.error).toBeUndefined();
    expect(JSON.stringify(lists[0])).toContain('"list_zones"');
  });

  it('tells every call, read and prompt what is wrong and how to mend it', async () => {
    const { client } = server;
    for (const name of Object.keys(examples)) {
      const { result } = await client.request('tools/call', { name, arguments: {} });
      expect(result).toMatchObject({ isError: true });
      expect(JSON.stringify(result)).toContain(JSON.stringify(words).slice(1, -1));
      expect(JSON.stringify(result)).toContain('not_configured');
    }
    const others = [
      await client.request('resources/read', { uri: 'cloudflare://zones' }),
      await client.request('prompts/get', { name: 'audit_zone', arguments: { zone: 'example.com' } }),
    ];
    for (const { error } of others) expect(error?.message).toContain(words);
  });

  it('says so on stderr, ends with its code when its client goes, and never shows the value', async () => {
    await server.client.request('tools/call', { name: 'list_zones' });
    expect(await server.stop()).toBe(exitCode);
    const shown = `${server.stderr()}${server.client.lines.join('\n')}`;
    expect(server.stderr()).toContain(words);
    expect(shown).not.toContain(good.slice(5, 20));
  });
});

describe('a command that is no server', () => {
  it.each([[['doctr']], [['doctor', '--jsn']], [['tools', '--toolset', 'dns']]])(
    '%j ends at once, whoever started it',
    async (args) => {
      const started = startServer(args);
      const [code] = await new Promise<[number | null]>((resolve) =>
        started.child.once('exit', (exit) => resolve([exit])),
      );
      expect(code).toBe(2);
    },
  );

  it('is not kept up by the options before it', async () => {
    expect((await run(['--jsn', 'doctor'])).code).toBe(2);
  });
});
