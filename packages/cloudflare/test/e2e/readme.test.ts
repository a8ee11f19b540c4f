import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startServer } from '../support/process.ts';

const root = path.join(import.meta.dirname, '../../../..');
const cli = path.join(root, 'packages/cloudflare/dist/cli.cjs');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8').replaceAll('\r\n', '\n');
const readme = read('README.md');
const [clients = ''] = read('docs/clients.md').split('\n## What each client does\n');
const packageReadme = read('packages/cloudflare/README.md');
/** What users read first, and what it leads to. */
const documents = [readme, clients, read('docs/guide.md')];

async function output(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...args], { encoding: 'utf8' });
  return stdout;
}

/** The fenced blocks of a language, without the indentation of a list they may be in. */
function blocks(document: string, language: string): string[] {
  const fences = document.matchAll(/^( *)```(\w+)\n([\s\S]*?)^\1```$/gmu);
  return [...fences]
    .filter(([, , found]) => found === language)
    .map(([, indent = '', , body = '']) => body.replaceAll(new RegExp(`^${indent}`, 'gmu'), ''));
}

/** What stands below a heading, in whichever of the documents has it. */
function section(title: string): string {
  const [, body = ''] =
    documents.find((text) => text.includes(`\n## ${title}\n`))?.split(`\n## ${title}\n`) ?? [];
  return body.split('\n## ')[0] ?? '';
}

/** The cells of every table row in a text, head and ruler left out. */
function rows(text: string): string[][] {
  const lines = text.split('\n').filter((line) => /^\|.*\|$/u.test(line));
  return lines
    .filter((line, index) => !/^\|[-|]+\|$/u.test(line) && !/^\|[-|]+\|$/u.test(lines[index + 1] ?? ''))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

/** The paragraphs of a text, with one sign for each random value. */
function parts(text: string): string[] {
  return text
    .trim()
    .replaceAll(/chg_[0-9a-f]{8}|confirm=[0-9a-f]{16}/gu, '…')
    .split('\n\n');
}

/** As most clients have it; opencode puts the arguments into the command, and has another name for the environment. */
interface Written {
  readonly command: string | readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

interface ServerEntry {
  readonly command: readonly string[];
  readonly variables: readonly string[];
}

function entryOf({ command, args = [], env, environment }: Written): ServerEntry {
  const words = typeof command === 'string' ? [command] : command;
  return { command: [...words, ...args], variables: Object.keys(env ?? environment ?? {}) };
}

function serverEntries(document: string): ServerEntry[] {
  const json = blocks(document, 'json').map((block) => JSON.parse(block));
  const yaml = blocks(document, 'yaml').map((block) => parse(block));
  return [...json, ...yaml].flatMap(({ mcpServers, servers, mcp }) =>
    Object.values<Written>(mcpServers ?? servers ?? mcp ?? {}).map((written) => entryOf(written)),
  );
}

/** As much TOML as a client's configuration needs: a table and keys with JSON-like values. */
function parseToml(text: string): Record<string, unknown> {
  return Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line, index) => {
        if (index === 0) return ['table', /^\[([\w.]+)\]$/u.exec(line)?.[1]];
        const [, key = '', value = ''] = /^(\w+) = (.+)$/u.exec(line) ?? [];
        return [key, JSON.parse(value)];
      }),
  );
}

describe('the snippets for clients', () => {
  const file = '/path/to/clone/packages/cloudflare/dist/launch.cjs';

  it('start the bundle and hand the token over in the environment', () => {
    expect(serverEntries(readme)).toHaveLength(1);
    expect(serverEntries(clients)).toHaveLength(10);
    for (const entry of [readme, clients].flatMap((text) => serverEntries(text))) {
      expect(entry).toEqual({ command: ['node', file], variables: ['CLOUDFLARE_API_TOKEN'] });
    }
  });

  it('hold the input that the one for VS Code refers to', () => {
    const vsCode = blocks(clients, 'json')
      .map((block) => JSON.parse(block))
      .find(({ inputs }) => inputs !== undefined);
    expect(vsCode.inputs).toMatchObject([{ type: 'promptString', password: true }]);
    expect(vsCode.servers.cloudflare.env.CLOUDFLARE_API_TOKEN).toBe(`\${input:${vsCode.inputs[0].id}}`);
  });

  it('are TOML for Codex', () => {
    expect(blocks(clients, 'toml').map((block) => parseToml(block))).toEqual([
      { table: 'mcp_servers.cloudflare', command: 'node', args: [file], env_vars: ['CLOUDFLARE_API_TOKEN'] },
    ]);
  });

  it('name the file that the build writes', () => {
    expect(existsSync(path.join(root, file.replace('/path/to/clone/', '')))).toBe(true);
  });

  it('name the published package in what npm shows', () => {
    const { name } = JSON.parse(readFileSync(path.join(root, 'packages/cloudflare/package.json'), 'utf8'));
    expect(serverEntries(packageReadme).map(({ command }) => command.slice(1))).toEqual([['-y', name]]);
  });
});

describe('the README', () => {
  it('is short', () => {
    expect(Buffer.byteLength(readme)).toBeLessThanOrEqual(12_000);
  });
});

describe('what the documents quote', () => {
  it('is every tool, as the tools command prints it', async () => {
    expect(read('docs/tools.md')).toContain(await output('tools', '--markdown'));
  });

  it('is every option that --help names, each with its variable', async () => {
    const help = (await output('--help')).split('\nOptions ')[1] ?? '';
    const options = [...help.matchAll(/^ {2}(--[a-z-]+(?: [A-Z/]+)?) {2,}/gmu)].map(([, option]) => option);
    expect(options.length).toBeGreaterThan(5);
    const table = rows(read('docs/options.md')).filter(([option]) => option?.startsWith('`--'));
    expect(table.map(([option]) => option)).toEqual(options.map((option) => `\`${option}\``));
    for (const [option = '', variable = ''] of table) {
      const name = /--([a-z-]+)/u.exec(option)?.[1] ?? '';
      expect(variable).toMatch(
        new RegExp(`^\`MCP_CLOUDFLARE_${name.toUpperCase().replaceAll('-', '_')}=[^\`]+\`$`, 'u'),
      );
    }
  });

  it('is every way of approval that the server knows', async () => {
    const modes = /--confirm MODE.*: (.*)$/mu.exec(await output('--help'))?.[1]?.split(', ');
    const table = rows(read('docs/options.md'))
      .map(([mode]) => mode)
      .filter((mode) => /^`[a-z]+`/u.test(mode ?? ''));
    expect(table.map((mode) => mode?.replaceAll('`', ''))).toEqual(modes);
  });

  it('is the demo as it runs, apart from random values', async () => {
    const [excerpt = ''] = blocks(section('What it looks like'), 'text');
    expect(parts(excerpt).length).toBeGreaterThan(3);
    expect(parts(await output('demo'))).toEqual(expect.arrayContaining(parts(excerpt)));
  });

  it('is what doctor says', async () => {
    const [excerpt = ''] = blocks(section('doctor'), 'text');
    const report = (await output('doctor', '--sandbox')).split('\n');
    expect(report).toEqual(expect.arrayContaining(excerpt.trim().split('\n')));
  });

  it('is a real answer, apart from the digest and what is left out of the record', async () => {
    const quoted = blocks(section('How writes work'), 'json').map((block) => JSON.parse(block))[0];
    const [{ id: recordId, scope: zone, before }] = quoted.changes;
    const server = startServer();
    await server.client.initialize();
    const { result } = await server.client.request('tools/call', {
      name: 'delete_dns_record',
      arguments: { zone, record_id: recordId },
    });
    await server.stop();
    const answer = result?.['structuredContent'] as {
      changes: object[];
      next_step: string;
      fingerprint: string;
    };
    const [change] = answer.changes;
    expect(change).toMatchObject({ before });
    const { next_step: _, fingerprint, ...shown } = answer;
    expect(fingerprint).toMatch(/^[0-9a-f]{16}$/u);
    expect({ ...shown, changes: [{ ...change, before }], confirm: quoted.confirm }).toEqual(quoted);
    expect(section('How writes work')).toContain(`"confirm": "${quoted.confirm}"\` applies`);
  });
});

/** A tool of the last toolset in a list. */
function expectedOf(list: string): string {
  if (list.endsWith('changes')) return 'undo_change';
  return list.endsWith('analytics') ? 'get_analytics' : 'trace_request';
}

describe('the claims', () => {
  const claims = rows(read('docs/trust.md'));

  it('each name a test that exists', () => {
    expect(claims.length).toBeGreaterThan(8);
    for (const [claim, proof = ''] of claims) {
      const files = [...proof.matchAll(/\]\(([^)]+)\)/gu)].map(([, file = '']) => file);
      expect(files.length, claim).toBeGreaterThan(0);
      for (const file of files) expect(file).toMatch(/\.test\.ts$/u);
      expect(files.filter((file) => !existsSync(path.join(root, 'docs', file)))).toEqual([]);
    }
  });

  it('name permissions that the tools ask for, in the words of the dashboard', async () => {
    const needed = rows(await output('tools', '--markdown')).flatMap(([, , , permissions = '']) =>
      permissions.split(', '),
    );
    const table = rows(section('Create a token')).flatMap(([, permissions = '']) => permissions.split(', '));
    const known = new Set(needed.map((permission) => permission.replace(/ Write$/u, ' Edit')));
    expect(table.length).toBeGreaterThan(6);
    expect(table.filter((permission) => !known.has(permission))).toEqual([]);
  });

  it('offer the toolsets that exist to the token they belong to', async () => {
    const toolsets = rows(section('Create a token')).flatMap(
      ([, , start = '']) => start.match(/--toolsets ([a-z_,]+)/u)?.[1] ?? [],
    );
    expect(toolsets.length).toBeGreaterThan(3);
    for (const list of toolsets) {
      expect(await output('tools', '--toolsets', list)).toContain(expectedOf(list));
    }
  });
});
