import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishedPackages } from '../scripts/build/bundles.mjs';
import { npm, runNode } from '../scripts/npm.mjs';
import { readDistribution } from '../scripts/pack/distribution.mjs';
import { readManifest } from '../scripts/pack/files.mjs';
import { releaseOf, sha256, writeRelease } from '../scripts/pack/release.mjs';
import { serverJson } from '../scripts/pack/server-json.mjs';
import { root } from '../scripts/run.mjs';
import { untar, unzip } from './support/archive.ts';
import { callAsClient } from './support/client.ts';
import { problemsOfEntry } from './support/registry-entry.ts';

/*
 * What every server is handed out as: the package, the bundle for Claude Desktop, the entry in the registry, the file that
 * builds the image. `pack.test.ts`, `distribution.test.ts` and `container.test.ts` hold the first server to more.
 */
const read = (file: string): Promise<string> => readFile(path.join(root, file), 'utf8');
const windows = process.platform === 'win32';
let scratch = '';

beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'forms-'));
});

afterAll(() => rm(scratch, { recursive: true, force: true }));

describe.each(publishedPackages.map(({ folder }) => folder))('%s', (folder) => {
  let artefacts: ReadonlyMap<string, Buffer> = new Map();
  let problems: readonly string[] = [];
  let manifest: Awaited<ReturnType<typeof readManifest>>;
  let distribution: Awaited<ReturnType<typeof readDistribution>>;
  let place = '';
  const ending = (extension: string): Buffer =>
    [...artefacts].find(([file]) => file.endsWith(extension))?.[1] ?? Buffer.alloc(0);
  const tarball = (): [string, Buffer] => {
    const found = [...artefacts].find(([file]) => file.endsWith('.tgz') && !file.includes('source-maps'));
    if (found === undefined) throw new Error('no tarball was packed');
    return found;
  };

  beforeAll(async () => {
    manifest = await readManifest(root, folder);
    distribution = await readDistribution(root, folder);
    const packed = await releaseOf({ root, outputRoot: root, folder });
    artefacts = new Map(packed.artefacts.map(({ name, content }) => [name, content]));
    problems = packed.problems;
    place = path.join(scratch, path.basename(folder));
    await mkdir(place);
    await writeRelease(place, folder, packed.artefacts);
  });

  /** Started without a variable: the first tool that takes nothing is called. */
  async function serves(command: string, args: readonly string[], cwd: string): Promise<void> {
    const { server, tools, answer } = await callAsClient(
      { command, args: [...args, '--sandbox'], cwd },
      'list_changes',
    );
    expect(server).toMatchObject({ name: manifest.name, version: manifest.version });
    expect(tools.length).toBeGreaterThan(20);
    expect(answer).toMatchObject({ changes: [] });
  }

  it('is one package of less than 1 MB, without dependencies or scripts', async () => {
    const [, content] = tarball();
    expect(problems).toEqual([]);
    expect(content.length).toBeLessThan(1_000_000);
    const published = JSON.parse(
      untar(content)
        .find(({ name }) => name === 'package/package.json')
        ?.content.toString() ?? '',
    );
    const fields = ['dependencies', 'optionalDependencies', 'peerDependencies', 'devDependencies', 'scripts'];
    expect(fields.filter((field) => published[field] !== undefined)).toEqual([]);
    expect(published.publishConfig).toEqual({ access: 'public', provenance: true });
    const { messages } = await publint({
      pack: { tarball: new Uint8Array(content).buffer },
      strict: true,
    });
    expect(messages).toEqual([]);
  });

  it('serves a client by the name of its command, installed into an empty folder without a network', async () => {
    const installed = path.join(place, 'installed');
    await mkdir(installed);
    await writeFile(path.join(installed, 'package.json'), '{"private":true}');
    const offline = ['--offline', '--no-audit', '--no-fund', `--cache=${path.join(place, 'cache')}`];
    const release = (await readdir(place, { recursive: true })).find((file) => file.endsWith(tarball()[0]));
    await npm(['install', ...offline, path.join(place, release ?? '')], { cwd: installed });
    const modules = await readdir(path.join(installed, 'node_modules'));
    expect(modules.filter((entry) => !entry.startsWith('.'))).toEqual([manifest.name]);
    const command = windows ? `${manifest.name}.cmd` : manifest.name;
    await serves(path.join(installed, 'node_modules/.bin', command), [], installed);
  });

  it('has an entry in the registry that its schema takes, and that is in the repository', async () => {
    expect(JSON.parse(await read(`${folder}/server.json`))).toEqual(
      JSON.parse(serverJson(manifest, distribution)),
    );
    const entry = JSON.parse(ending('server.json').toString());
    expect(await problemsOfEntry(entry)).toBeUndefined();
    expect(entry.packages[2].fileSha256).toBe(sha256(ending('.mcpb')));
    const variables: { name: string; isSecret?: boolean }[] = entry.packages[0].environmentVariables;
    const secret = distribution.settings.flatMap(({ secret: is, variable }) =>
      is === true ? [variable] : [],
    );
    expect(secret).not.toEqual([]);
    expect(variables.filter(({ isSecret }) => isSecret === true).map(({ name }) => name)).toEqual(secret);
  });

  it('asks only for settings that the server has', async () => {
    const help = await runNode(['dist/cli.cjs', '--help'], { cwd: path.join(root, folder) });
    const prefix = `MCP_${path.basename(folder).toUpperCase()}_`;
    for (const { variable } of distribution.settings) {
      const option = variable.slice(prefix.length).toLowerCase().replaceAll('_', '-');
      expect(help).toContain(variable.startsWith(prefix) ? `--${option} ` : variable);
    }
  });

  it('has a bundle for Claude Desktop that the official command line takes, and that serves a client', async () => {
    const bundle = path.join(place, 'bundle');
    for (const { name, content } of unzip(ending('.mcpb'))) {
      await mkdir(path.dirname(path.join(bundle, name)), { recursive: true });
      await writeFile(path.join(bundle, name), content);
    }
    const cli = path.join(root, 'node_modules/@anthropic-ai/mcpb/dist/cli/cli.js');
    const said = await runNode([cli, 'validate', path.join(bundle, 'manifest.json')], { cwd: bundle });
    expect(said).toContain('Manifest schema validation passes');
    const { server, user_config: settings } = JSON.parse(
      await readFile(path.join(bundle, 'manifest.json'), 'utf8'),
    );
    for (const { key, secret } of distribution.settings)
      expect(settings[key].sensitive ?? false, key).toBe(secret ?? false);
    await serves(process.execPath, [path.join(bundle, server.entry_point)], bundle);
  });

  it('is built into an image of its own server alone, told with variables that there are', async () => {
    const text = await read(`${folder}/Containerfile`);
    expect(text).toContain(`RUN ["node", "scripts/build.mjs", "${path.basename(folder)}"]`);
    expect(text).toContain(`/build/${folder}/dist/ /app/`);
    expect(text).toContain(`io.modelcontextprotocol.server.name="${manifest.mcpName}"`);
    expect(text).toMatch(/^ENTRYPOINT \["node", "--permission", .*"\/app\/cli.cjs"\]$/m);
    const variables = new Set(distribution.settings.map(({ variable }) => variable));
    const named = [...text.matchAll(/--env ([A-Z_]+)/g)].map(([, variable]) => variable);
    expect(named).not.toEqual([]);
    expect(named.filter((variable) => !variables.has(variable ?? ''))).toEqual([]);
  });
});
