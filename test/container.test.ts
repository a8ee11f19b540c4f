import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../scripts/run.mjs';
import { servers } from '../scripts/servers.mjs';
import { callAsClient, useAsClient } from './support/client.ts';
import { containerNode, Engine, obstacle, standIns } from './support/container.ts';

/*
 * The Containerfile, built and run as it is, on stand-ins for its two base images: Node from this machine and its
 * libraries. Not covered: the real base images, and `npm ci`, for which the installed packages are mounted.
 * CONTAINER_NODE names another Node for the stand-ins than the one that runs the tests.
 */
const why = obstacle();
if (why !== undefined)
  process.stdout.write(`*** NOT RUN: the container is neither built nor started, because ${why}\n`);

const file = 'packages/cloudflare/Containerfile';
const image = 'localhost/mcp-cloudflare';
let folder = '';
let engine: Engine;

async function build(from = file, tag = image): Promise<string> {
  const { build: buildBase, run: runBase } = { build: 'localhost/build-base', run: 'localhost/run-base' };
  const bases = ['--build-arg', `BUILD_BASE=${buildBase}`, '--build-arg', `RUN_BASE=${runBase}`];
  const modules = `${path.join(root, 'node_modules')}:/build/node_modules:ro`;
  const fixed = ['--isolation', 'chroot', '--pull-never', '--timestamp', '0', '--volume', modules];
  const printed = await engine.buildah(
    'bud',
    '--quiet',
    ...fixed,
    ...bases,
    '--file',
    from,
    '--tag',
    tag,
    '.',
  );
  return printed.split('\n').at(-1) ?? '';
}

/** The image with a label more, which would show in its id. */
async function labelled(value: string): Promise<string> {
  const container = await engine.buildah('from', '--pull-never', image);
  await engine.buildah('config', '--label', `same=${value}`, container);
  return engine.buildah('commit', '--quiet', '--rm', '--timestamp', '0', container);
}

interface ImageConfig {
  readonly User: string;
  readonly WorkingDir: string;
  readonly Entrypoint: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Labels: Readonly<Record<string, string>>;
}

async function configOf(name: string): Promise<ImageConfig> {
  const { OCIv1 } = JSON.parse(await engine.buildah('inspect', '--type', 'image', name));
  return OCIv1.config;
}

/** The entry point as this Node can take it: an older one has not all of the options. */
async function entrypoint(name = image): Promise<string[]> {
  const known: string[] = JSON.parse(
    execFileSync(containerNode, ['-p', 'JSON.stringify([...process.allowedNodeEnvironmentFlags])'], {
      encoding: 'utf8',
    }),
  );
  const { Entrypoint } = await configOf(name);
  const left: string[] = [];
  const kept = Entrypoint.flatMap((part) => {
    const option = part.split('=')[0] ?? '';
    if (!option.startsWith('--') || known.includes(option) || known.includes(option.replace('--no-', '--')))
      return [part];
    if (option === '--permission') return ['--experimental-permission'];
    left.push(part);
    return [];
  });
  if (left.length > 0)
    process.stdout.write(`*** NOT RUN here: ${left.join(' ')}, which this Node does not know\n`);
  return kept;
}

describe.skipIf(why !== undefined)('the container', () => {
  let id = '';

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'container-'));
    engine = new Engine(folder);
    await standIns(engine, folder);
    id = await build();
  }, 300_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is not root, needs no shell, and says what it is', async () => {
    const { User, WorkingDir, Entrypoint, Cmd, Labels } = await configOf(image);
    expect({ User, WorkingDir, Cmd }).toEqual({ User: '65532:65532', WorkingDir: '/app', Cmd: undefined });
    expect([Entrypoint[0], Entrypoint.at(-1)]).toEqual(['node', '/app/cli.cjs']);
    expect(Entrypoint).toContain('--permission');
    const { mcpName, license, homepage } = JSON.parse(
      await readFile(path.join(root, 'packages/cloudflare/package.json'), 'utf8'),
    );
    expect(Labels).toMatchObject({
      'io.modelcontextprotocol.server.name': mcpName,
      'org.opencontainers.image.licenses': license,
      'org.opencontainers.image.source': homepage,
    });
  });

  it('serves a client with no network, no capability and nothing to write to', async () => {
    const { command, args } = engine.hardened(image, await entrypoint());
    const { tools, zones } = await useAsClient({ command, args: [...args, '--sandbox'] });
    expect(tools.length).toBeGreaterThan(20);
    expect(zones).toContain('mapleandpine.com');
  }, 120_000);

  it('is locked in from outside: another user, no writing, no way out', () => {
    const probe = `
      const { writeFileSync } = require('node:fs');
      const tried = (what) => { try { what(); return 'done'; } catch (error) { return error.code; } };
      console.log(JSON.stringify({
        user: process.getuid(),
        written: tried(() => writeFileSync('/app/x', '')),
        interfaces: Object.keys(require('node:os').networkInterfaces()),
      }));`;
    const { command, args } = engine.hardened(image, ['node']);
    const found = JSON.parse(execFileSync(command, [...args, '--eval', probe], { encoding: 'utf8' }));
    expect(found).toEqual({ user: 65_532, written: 'EROFS', interfaces: ['lo'] });
  }, 120_000);

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'])(
    'ends in order as its first process on %s, after the answer to the write under way',
    async (signal) => {
      const name = `ends-on-${signal.toLowerCase()}`;
      const { command, args } = engine.hardened(image, await entrypoint(), ['--name', name]);
      const child = spawn(command, [...args, '--sandbox', '--confirm', 'never'], {
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      const answers: { readonly id: number; readonly result?: { readonly structuredContent?: object } }[] =
        [];
      const reader = createInterface(child.stdout).on('line', (line) => answers.push(JSON.parse(line)));
      const send = (message: object): boolean =>
        child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
      const clientInfo = { name: 'test', version: '1' };
      const hello = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
      send({ id: 1, method: 'initialize', params: hello });
      await once(reader, 'line');
      send({ method: 'notifications/initialized' });
      const records = Array.from({ length: 2_000 }, (_, index) => ({
        type: 'A',
        name: `h${index}`,
        content: '192.0.2.1',
      }));
      const write = { name: 'sync_dns_records', arguments: { zone: 'mapleandpine.com', records } };
      send({ id: 2, method: 'tools/call', params: write });
      send({ id: 3, method: 'ping' });
      // The write was read before the ping that is answered.
      await once(reader, 'line');
      await engine.signal(name, signal);
      const [code] = await once(child, 'close');
      const { structuredContent: told } = answers.find((answer) => answer.id === 2)?.result ?? {};
      expect({ code, told }).toMatchObject({ code: 0, told: { status: expect.any(String) } });
    },
    120_000,
  );

  // What their files say is in `every-server.test.ts`.
  it
    .runIf(process.env['CI'] !== undefined || process.env['BUILDS'] === 'all')
    .each(servers.filter((name) => name !== 'cloudflare'))(
    'serves a client from the image of another server: %s',
    async (name) => {
      const other = `localhost/mcp-${name}`;
      await build(`packages/${name}/Containerfile`, other);
      const { command, args } = engine.hardened(other, await entrypoint(other));
      const { tools, answer } = await callAsClient({ command, args: [...args, '--sandbox'] }, 'list_changes');
      expect(tools.length).toBeGreaterThan(20);
      expect(answer).toMatchObject({ changes: [] });
    },
    300_000,
  );

  // That the bundles are the same is in `pack.test.ts`; the image is built a second time where nobody waits for it.
  it.runIf(process.env['CI'] !== undefined || process.env['BUILDS'] === 'all')(
    'is the same image when it is built again',
    async () => {
      expect(await build()).toBe(id);
      expect(await labelled('no')).not.toBe(await labelled('yes'));
    },
    300_000,
  );
});

describe('the Containerfile', () => {
  it('builds and runs on images of one family, and runs nothing in the second', async () => {
    const text = await readFile(path.join(root, file), 'utf8');
    const bases = [...text.matchAll(/^ARG (\w+)=(.*)$/gm)].map(([, name, base]) => [name, base]);
    expect(bases).toEqual([
      ['BUILD_BASE', 'quay.io/hummingbird/nodejs:24-builder'],
      ['RUN_BASE', 'quay.io/hummingbird/nodejs:24'],
    ]);
    const [, second = ''] = text.split(/^FROM \$\{RUN_BASE\}$/m);
    expect(second).not.toMatch(/^RUN /m);
    expect(text).not.toMatch(/^(RUN|ENTRYPOINT|CMD) [^[]/m);
  });
});
