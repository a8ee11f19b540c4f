import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isRead } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { features } from '../../src/main.ts';
import { bundle, cleanEnvironment, run, startServer } from '../support/process.ts';

const token = 'cfut_Mn3Bv5Cx7Zl9Kj1Hg4Fd6Sa8Po2Iu0Yt5Re0badcafe';

describe('starting', () => {
  it('is not troubled by a reader that has seen enough', async () => {
    const child = spawn(process.execPath, [bundle, 'tools', '--json'], { env: cleanEnvironment() });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    const [code] = await once(child, 'close');
    expect([code, stderr]).toEqual([0, '']);
  });

  it('says what to do when there is no token', async () => {
    const { code, stdout, stderr } = await run([]);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('CLOUDFLARE_API_TOKEN');
    expect(stderr).toContain('--sandbox');
  });

  it.each([
    ['a newline at its end', `${token}\n`, 'newline'],
    ['a newline inside', `${token.slice(0, 20)}\n${token.slice(20)}`, 'newline'],
    ['a space', ` ${token}`, 'whitespace'],
    ['"Bearer" before it', `Bearer ${token}`, 'Bearer'],
    ['quotes around it', `"${token}"`, 'quotes'],
    ['the prefix of a Global API Key', `cfk_${token.slice(5)}`, 'Global API Key'],
    ['the form of an older Global API Key', '0123456789abcdef0123456789abcdef01234', 'Global API Key'],
    ['too few characters', 'Mn3Bv5Cx7Zl9', 'shorter than 20'],
  ])('refuses a token with %s, and never shows it', async (_name, value, reason) => {
    const { code, stdout, stderr } = await run([], { CLOUDFLARE_API_TOKEN: value });
    expect(code).not.toBe(0);
    expect(stderr.toLowerCase()).toContain(reason.toLowerCase());
    expect(`${stdout}${stderr}`).not.toContain(token.slice(10, 22));
  });

  it.each([
    [['--port', '80'], '--port'],
    [['--sandbx'], '--sandbox'],
    [['--token', token], '--token'],
    [['--api-url', 'https://attacker.example'], '--api-url'],
    [['--confirm', 'alwys'], 'always'],
    [['--toolsets', 'dns,zone'], 'zones'],
    [['--zones', 'contains:example'], '--zones'],
    [['--zones', ' , '], 'empty'],
    [['--log-level', 'loud'], 'silent, error, info, debug'],
    [['doctr'], 'doctor'],
    [['doctor', 'tools'], 'one command'],
  ])('refuses %j and says what is right', async (args, hint) => {
    const { code, stderr } = await run(args);
    expect(code).toBe(2);
    expect(stderr).toContain(hint);
    expect(stderr).not.toContain(token);
    expect(stderr).not.toContain('attacker');
  });

  it('needs no token for the sandbox', async () => {
    const server = startServer(['--sandbox'], { CLOUDFLARE_API_TOKEN: token });
    await server.client.initialize();
    const { result } = await server.client.request('tools/call', { name: 'verify_token' });
    expect(result).toMatchObject({ structuredContent: { status: 'active' } });
    expect(await server.stop()).toBe(0);
  });
});

async function toolNames(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const server = startServer(args, env);
  await server.client.initialize();
  const { result } = await server.client.request('tools/list');
  await server.stop();
  const tools = (result?.['tools'] ?? []) as { name: string }[];
  return tools.map(({ name }) => name);
}

describe('options', () => {
  const readers = features
    .tools()
    .tools()
    .filter(({ effect }) => isRead(effect))
    .map(({ name }) => name);
  it.each([
    [['--read-only'], {}],
    [[], { MCP_CLOUDFLARE_READ_ONLY: 'true' }],
    [[], { MCP_CLOUDFLARE_READ_ONLY: '1' }],
  ])('offers only reads: %j %j', async (args, env) => {
    expect(await toolNames(['--sandbox', ...args], env)).toEqual(readers);
  });

  it('lets a flag beat the variable', async () => {
    const env = { MCP_CLOUDFLARE_TOOLSETS: 'zones', MCP_CLOUDFLARE_SANDBOX: 'yes' };
    expect(await toolNames([], env)).toContain('get_zone_settings');
    expect(await toolNames(['--toolsets', 'cache'], env)).toEqual(['purge_cache']);
  });

  it('refuses a variable that is neither true nor false', async () => {
    const { code, stderr } = await run(['--sandbox'], { MCP_CLOUDFLARE_READ_ONLY: 'maybe' });
    expect(code).toBe(2);
    expect(stderr).toContain('MCP_CLOUDFLARE_READ_ONLY');
  });

  it('writes audit lines when asked to', async () => {
    const server = startServer(['--sandbox', '--log-level', 'info']);
    await server.client.initialize();
    await server.client.request('tools/call', { name: 'get_zone', arguments: { zone: 'mapleandpine.com' } });
    await server.stop();
    const lines = server.stderr().trim().split('\n');
    const calls = lines.filter((line) => line.includes('"event":"call"'));
    expect(calls).toHaveLength(1);
    // Beside it, what was found out about the locks: it may come before or after.
    expect(lines.length).toBeLessThanOrEqual(2);
    expect(JSON.parse(calls[0] ?? '')).toMatchObject({
      event: 'call',
      tool: 'get_zone',
      outcome: 'ok',
      requests: 2,
    });
  });
});

describe('commands', () => {
  it('prints help and version', async () => {
    const help = await run(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const option of ['--sandbox', '--read-only', '--toolsets', '--zones', '--confirm', '--log-level']) {
      expect(help.stdout).toContain(option);
    }
    expect(await run(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/u) as string,
    });
  });

  it('lists its tools in three forms', async () => {
    const json = await run(['tools', '--json']);
    const names = (JSON.parse(json.stdout) as { name: string }[]).map(({ name }) => name);
    expect(names).toContain('undo_change');
    const { stdout: text } = await run(['tools']);
    const { stdout: markdown } = await run(['tools', '--markdown']);
    for (const name of names) {
      expect(text).toContain(name);
      expect(markdown).toContain(`| \`${name}\` |`);
    }
    expect(JSON.parse((await run(['tools', '--json', '--read-only'])).stdout).length).toBeLessThan(
      names.length,
    );
  });
});

describe('doctor', () => {
  it('finds the sandbox healthy', async () => {
    const { code, stdout } = await run(['doctor', '--sandbox']);
    expect(code).toBe(0);
    expect(stdout).toContain('ok      Token: active, a user token');
    expect(stdout).toContain('3: mapleandpine.com');
    expect(stdout).toContain('The server can work.');
  });

  it('says what is missing, as data too', async () => {
    const { code, stdout } = await run(['doctor', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      healthy: false,
      findings: expect.arrayContaining([
        expect.objectContaining({ check: 'Node.js' }),
        expect.objectContaining({ check: 'Token', verdict: 'problem' }),
      ]),
    });
  });

  it('examines a malformed token without showing it', async () => {
    const { code, stdout, stderr } = await run(['doctor'], { CLOUDFLARE_API_TOKEN: `${token}\n` });
    expect(code).toBe(1);
    expect(stdout).toContain('newline');
    expect(`${stdout}${stderr}`).not.toContain(token.slice(10, 22));
  });

  it('names a zone of the allow-list that the token cannot see', async () => {
    const { code, stdout } = await run([
      'doctor',
      '--sandbox',
      '--zones',
      'mapleandpine.net,nowhere.example',
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain('ok      Zone mapleandpine.net');
    expect(stdout).toContain('PROBLEM Zone nowhere.example');
  });
});
