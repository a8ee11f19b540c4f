import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runNode } from '../scripts/npm.mjs';
import { readDistribution } from '../scripts/pack/distribution.mjs';
import { readManifest } from '../scripts/pack/files.mjs';
import { bundleManifest } from '../scripts/pack/mcpb.mjs';
import { releaseOf, sha256 } from '../scripts/pack/release.mjs';
import { serverJson } from '../scripts/pack/server-json.mjs';
import { root } from '../scripts/run.mjs';
import { unzip } from './support/archive.ts';
import { useAsClient } from './support/client.ts';
import { problemsOfEntry } from './support/registry-entry.ts';

const folder = 'packages/cloudflare';
const read = (file: string): Promise<string> => readFile(path.join(root, file), 'utf8');
let scratch = '';
let artefacts: ReadonlyMap<string, Buffer> = new Map();

function artefact(extension: string): Buffer {
  const found = [...artefacts].find(([name]) => name.endsWith(extension));
  if (found === undefined) throw new Error(`nothing with ${extension} was packed`);
  return found[1];
}

beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'distribution-'));
  // What the e2e stage has built.
  const packed = await releaseOf({ root, outputRoot: root, folder });
  artefacts = new Map(packed.artefacts.map(({ name, content }) => [name, content]));
});

afterAll(() => rm(scratch, { recursive: true, force: true }));

const released = () => JSON.parse(artefact('server.json').toString());

describe('the entry in the MCP Registry', () => {
  it('is in the repository as npm run server-json writes it', async () => {
    const [manifest, distribution] = [await readManifest(root, folder), await readDistribution(root, folder)];
    // The formatter breaks lines as it likes.
    expect(JSON.parse(await read(`${folder}/server.json`))).toEqual(
      JSON.parse(serverJson(manifest, distribution)),
    );
  });

  it('is valid by the schema of the registry, in the repository and in a release', async () => {
    expect(await problemsOfEntry(JSON.parse(await read(`${folder}/server.json`)))).toBeUndefined();
    expect(await problemsOfEntry(released())).toBeUndefined();
    expect(await problemsOfEntry({ ...released(), description: 'x'.repeat(101) })).toBeDefined();
    expect(await problemsOfEntry({ ...released(), packages: [{ registryType: 'npm' }] })).toBeDefined();
  });

  it('names one version of three packages', async () => {
    const { version, packages } = released();
    const { name, homepage } = await readManifest(root, folder);
    const found = packages.map(({ registryType, identifier }: Record<string, string>) => [
      registryType,
      identifier,
    ]);
    expect(found).toEqual([
      ['npm', name],
      ['oci', `ghcr.io/crunchtools/mcp-cloudflare:${version}`],
      ['mcpb', `${homepage}/releases/download/v${version}/${name}-${version}.mcpb`],
    ]);
  });

  it('holds the bundle to its hash', () => {
    expect(released().packages[2].fileSha256).toBe(sha256(artefact('.mcpb')));
  });

  it('takes the token as a secret, and only settings that the server has', async () => {
    const variables: { name: string; isSecret?: boolean }[] = released().packages[0].environmentVariables;
    expect(variables.filter(({ isSecret }) => isSecret === true).map(({ name }) => name)).toEqual([
      'CLOUDFLARE_API_TOKEN',
    ]);
    const help = await runNode(['dist/cli.cjs', '--help'], { cwd: path.join(root, folder) });
    for (const { name } of variables.slice(1)) {
      const option = name.replace('MCP_CLOUDFLARE_', '').toLowerCase().replaceAll('_', '-');
      expect(help).toContain(`--${option} `);
    }
  });
});

const files = () => unzip(artefact('.mcpb'));
const manifest = () =>
  JSON.parse(
    files()
      .find(({ name }) => name === 'manifest.json')
      ?.content.toString() ?? '',
  );

async function installed(): Promise<string> {
  const place = await mkdtemp(path.join(scratch, 'bundle-'));
  for (const { name, content, mode } of files()) {
    await mkdir(path.dirname(path.join(place, name)), { recursive: true });
    await writeFile(path.join(place, name), content);
    await chmod(path.join(place, name), mode);
  }
  return place;
}

/** Fills in what a user entered, as the host does; what is not given stays a placeholder. */
async function start(entered: Readonly<Record<string, string>>) {
  const place = await installed();
  const { command, args, env } = manifest().server.mcp_config;
  const filled = Object.entries<string>(env).map(([name, value]) => {
    const key = /^\$\{user_config\.(\w+)\}$/.exec(value)?.[1] ?? '';
    return [name, entered[key] ?? value] as const;
  });
  return useAsClient({
    command: command === 'node' ? process.execPath : command,
    args: args.map((arg: string) => arg.replace(`$\{__dirname}`, place)),
    env: { ...Object.fromEntries(filled), MCP_CLOUDFLARE_SANDBOX: 'true' },
    cwd: place,
  });
}

describe('the bundle for Claude Desktop', () => {
  it('satisfies the official command line', async () => {
    const place = await installed();
    const cli = path.join(root, 'node_modules/@anthropic-ai/mcpb/dist/cli/cli.js');
    const validate = (file: string) => runNode([cli, 'validate', file], { cwd: place });
    expect(await validate(path.join(place, 'manifest.json'))).toContain('Manifest schema validation passes');
    const wrong = path.join(place, 'wrong.json');
    await writeFile(wrong, JSON.stringify({ ...manifest(), server: {} }));
    await expect(validate(wrong)).rejects.toThrow('server');
  });

  it('has fixed modes and times, and no file but its own', async () => {
    const dist = files().filter(({ name }) => name.startsWith('dist/'));
    expect(dist.length).toBeGreaterThan(3);
    const others = files().filter(({ name }) => !name.startsWith('dist/'));
    expect(others.map(({ name }) => name)).toEqual(['manifest.json', 'icon.png', 'LICENSE', 'README.md']);
    for (const { time, mode } of files())
      expect([
        [0x00210000, 0o644],
        [0x00210000, 0o755],
      ]).toContainEqual([time, mode]);
  });

  it('asks for the token as a secret, and starts no option of Node', () => {
    const { user_config: settings, server } = manifest();
    expect(settings.api_token).toMatchObject({ type: 'string', required: true, sensitive: true });
    expect(settings.read_only).toMatchObject({ type: 'boolean', default: false });
    expect(server.mcp_config.args).toEqual([`$\{__dirname}/${server.entry_point}`]);
    expect(server.mcp_config.env.CLOUDFLARE_API_TOKEN).toBe(`$\{user_config.api_token}`);
  });

  it('has an icon that is a picture of 512 by 512', () => {
    const icon = files().find(({ name }) => name === 'icon.png')?.content ?? Buffer.alloc(24);
    expect(icon.toString('latin1', 1, 4)).toBe('PNG');
    expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([512, 512]);
  });

  it('serves a client with the settings that were entered', async () => {
    const all = await start({ api_token: '', read_only: 'false', zones: '', toolsets: '', confirm: 'auto' });
    expect(all.zones.length).toBeGreaterThan(1);
    expect(all.tools.map(({ name }) => name)).toContain('create_dns_record');
    const few = await start({
      api_token: '',
      read_only: 'true',
      zones: 'mapleandpine.com',
      toolsets: 'zones,dns',
      confirm: 'auto',
    });
    expect(few.zones).toEqual(['mapleandpine.com']);
    expect(few.tools.map(({ name }) => name)).not.toContain('create_dns_record');
  });

  it('takes a placeholder that nothing was entered for as left blank', async () => {
    expect((await start({})).zones.length).toBeGreaterThan(1);
  });

  it('is made of what the other forms are made of', async () => {
    const [ours, distribution] = [await readManifest(root, folder), await readDistribution(root, folder)];
    expect(manifest()).toEqual(JSON.parse(JSON.stringify(bundleManifest(ours, distribution))));
  });
});

const links = async (): Promise<URL[]> => {
  const text = await read(`${folder}/README.md`);
  return [...text.matchAll(/\]\((https:[^)]+)\)/g)].map(([, link = '']) => new URL(link));
};

describe('the links that install with one click', () => {
  const npx = { command: 'npx', args: ['-y', 'mcp-cloudflare-crunchtools'] };

  it('hold what Cursor takes', async () => {
    const link = (await links()).find(({ hostname }) => hostname === 'cursor.com');
    expect(link?.searchParams.get('name')).toBe('cloudflare');
    const config = Buffer.from(link?.searchParams.get('config') ?? '', 'base64').toString();
    expect(JSON.parse(config)).toEqual({
      ...npx,
      env: { CLOUDFLARE_API_TOKEN: `$\{env:CLOUDFLARE_API_TOKEN}` },
    });
  });

  it('hold what VS Code takes, with the input that the token refers to', async () => {
    const link = (await links()).find(({ hostname }) => hostname.endsWith('vscode.dev'));
    const given = (name: string) => JSON.parse(link?.searchParams.get(name) ?? '');
    const [input] = given('inputs');
    expect(input).toMatchObject({ type: 'promptString', password: true });
    expect(given('config')).toEqual({
      type: 'stdio',
      ...npx,
      env: { CLOUDFLARE_API_TOKEN: `$\{input:${input.id}}` },
    });
  });

  it('name the package in the command for Claude Code', async () => {
    const [, command = ''] = /`(claude mcp add [^`]+)`/.exec(await read(`${folder}/README.md`)) ?? [];
    const [options = '', started = ''] = command.split(' -- ');
    expect(options.split(' ').slice(0, 5)).toEqual(['claude', 'mcp', 'add', '--transport', 'stdio']);
    expect(options).toMatch(/--env CLOUDFLARE_API_TOKEN="\$CLOUDFLARE_API_TOKEN" cloudflare$/);
    expect(started.split(' ')).toEqual([npx.command, ...npx.args]);
  });
});
