import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runNode } from '../scripts/npm.mjs';
import { root } from '../scripts/run.mjs';
import { servers } from '../scripts/servers.mjs';
import { callAsClient } from './support/client.ts';
import { copyRepository } from './support/repository-copy.ts';

/**
 * What has nothing to do with another server: what is installed, the tests of the packages that are there already, what came
 * of tests, and of the servers that there are all but one. Its bundles are taken along: building them again is `pack.test.ts`.
 */
const NEEDLESS = new RegExp(
  [
    '(^|/)(\\.git|node_modules|coverage|reports|findings)$',
    '^packages/[^/]+/test$',
    '^packages/.*\\.test\\.ts$',
    ...servers
      .filter((server) => server !== 'cloudflare')
      .map((server) => `^packages/${server}(-simulator)?$`),
  ].join('|'),
);

const name = 'request-tracker';
const folder = `packages/${name}`;
let copy = '';

/** oxlint looks for the program of its type-aware rules among the commands, as they are under npm. */
const commands = [path.join(root, 'node_modules/.bin'), process.env['PATH']].join(path.delimiter);
const env = {
  ...process.env,
  PATH: commands,
  NO_COLOR: '1',
  FORCE_COLOR: '0',
  // Each would load the sources for itself, and there are others beside this test.
  VITEST_MAX_WORKERS: '1',
};

/**
 * Of the suite of the network, most cases are about the HTTP client of core, and run for the servers that there are:
 * `NEW_SERVER=all` runs them for this one too.
 */
const names =
  process.env['NEW_SERVER'] === 'all'
    ? []
    : ['--testNamePattern', '^(?!.*on a network where every address is the test (?!asks its hosts))'];

const run = (...args: string[]): Promise<string> => runNode(args, { cwd: copy, env });
const read = (file: string): Promise<string> => readFile(path.join(copy, folder, file), 'utf8');

beforeAll(async () => {
  copy = path.join(await mkdtemp(path.join(tmpdir(), 'new-server-')), 'copy');
  await copyRepository(copy, NEEDLESS);
  await run('scripts/new-server.mjs', name, '--title', 'Best Practical RT', '--prefix', 'RT', '--no-install');
}, 240_000);

afterAll(() => rm(path.dirname(copy), { recursive: true, force: true }));

describe('a server that npm run new-server has written', () => {
  it('is named after the service everywhere, and talks to nobody yet', async () => {
    expect(JSON.parse(await read('package.json'))).toMatchObject({
      name: 'mcp-request-tracker-crunchtools',
      mcpName: 'io.github.crunchtools/request-tracker',
      bin: { 'mcp-request-tracker-crunchtools': 'dist/launch.cjs' },
    });
    expect(JSON.parse(await read('server.json'))).toMatchObject({
      name: 'io.github.crunchtools/request-tracker',
    });
    expect(await read('src/identity.ts')).toContain("'RT_API_TOKEN'");
    expect(await read('src/identity.ts')).toContain("'Best Practical RT (crunchtools)'");
    expect(await read('src/connect.ts')).toContain("hostname: 'api.example.com'");
    expect(await read('Containerfile')).toContain('packages/request-tracker/dist/');
  });

  it('passes the linters', async () => {
    await run('node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', folder);
    await run('node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings', folder);
  }, 120_000);

  it('passes the type checker', async () => {
    const config = { extends: './tsconfig.json', include: [`${folder}/src`, `${folder}/test`] };
    await writeFile(path.join(copy, 'tsconfig.new.json'), JSON.stringify(config));
    await run('node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.new.json');
  }, 120_000);

  it('keeps the import rules', async () => {
    expect(await run('scripts/imports.mjs')).toContain(' 0 violations');
  }, 120_000);

  it('is in the documents, the proofs and the mutated code of the repository', async () => {
    expect(await read('docs/tools.md')).toContain('### create_note');
    await expect(run('scripts/docs.mjs', 'acme')).rejects.toThrow('no such server: acme');
    expect(await run('scripts/prove.mjs', folder)).toContain('3 claims proved, 0 failed, 0 not shown here');
    const listing =
      "import('./test/mutation/modules.mjs').then((m) => console.log(m.filesOf('request-tracker').join()))";
    expect(await run('-e', listing)).toContain(`${folder}/src/features/notes/change.ts`);
  }, 240_000);

  it('passes its own tests beside those of the proofs', async () => {
    const proofs = await read('test/proofs.mjs');
    const proved = Array.from(proofs.matchAll(/file: '([^']+)'/gu), ([, file]) => `--exclude=${file}`);
    expect(proved).toHaveLength(4);
    const printed = await run('node_modules/vitest/vitest.mjs', 'run', folder, ...proved, ...names);
    for (const file of ['src/program.test.ts', 'test/e2e/kept-secrets.test.ts', 'test/e2e/fuzz.test.ts'])
      expect(printed).toContain(`${folder}/${file}`);
    expect(printed).toMatch(/Tests +\d+ passed (?:\||\()/);
  }, 240_000);

  it('is measured, released and looked after like the other', async () => {
    await run('scripts/bench.mjs', '--server', name, '--rounds', '1');
    expect(await read('docs/performance.md')).toMatch(/\*\*this server, by its command\*\* \| \d+ ms/);
    expect(await run('scripts/released.mjs', `${name}-v0.1.0`)).toContain(
      'stem=mcp-request-tracker-crunchtools-0.1.0',
    );
    expect(await run('scripts/released.mjs')).toContain(
      '{"name":"request-tracker","image":"ghcr.io/crunchtools/mcp-request-tracker"}',
    );
  }, 120_000);

  it('is packed like the other, and serves a client', async () => {
    expect(await run('scripts/pack.mjs')).toContain('mcp-request-tracker-crunchtools-0.1.0.mcpb');
    const { tools, server } = await callAsClient(
      { command: process.execPath, args: [path.join(copy, folder, 'dist/launch.cjs'), '--sandbox'] },
      'list_notes',
    );
    expect(server).toMatchObject({ name: 'mcp-request-tracker-crunchtools' });
    expect(tools.map((tool) => tool.name)).toEqual([
      'list_notes',
      'create_note',
      'list_changes',
      'undo_change',
    ]);
  });

  it('is not written over, nor under a name that is none', async () => {
    await expect(run('scripts/new-server.mjs', name)).rejects.toThrow('is there already');
    await expect(run('scripts/new-server.mjs', '../evil')).rejects.toThrow('NAME');
    await expect(run('scripts/new-server.mjs', 'pagure', '--title', '"')).rejects.toThrow('--title');
    await expect(run('scripts/new-server.mjs', 'pagure', '--prefix', 'pa-')).rejects.toThrow('--prefix');
  });
});
