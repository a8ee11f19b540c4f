import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledPackages } from '../scripts/build/bundles.mjs';
import { sandboxParts } from '../scripts/build/server-parts.mjs';
import { npm, npmScript, runNode } from '../scripts/npm.mjs';
import { problemsOfLicences } from '../scripts/pack/licences.mjs';
import { releaseOf, sha256, writeRelease } from '../scripts/pack/release.mjs';
import { tarball } from '../scripts/pack/tar.mjs';
import { root } from '../scripts/run.mjs';
import { type Unpacked, untar } from './support/archive.ts';
import { useAsClient } from './support/client.ts';
import { copyRepository } from './support/repository-copy.ts';

const name = 'mcp-cloudflare-crunchtools';
const folder = 'packages/cloudflare';
const windows = process.platform === 'win32';
let scratch = '';
let release = '';
let artefacts: ReadonlyMap<string, Buffer> = new Map();
let problems: readonly string[] = [];
let version = '';

const stem = (): string => `${name}-${version}`;

function artefact(file: string): Buffer {
  const content = artefacts.get(file);
  if (content === undefined) throw new Error(`${file} was not packed`);
  return content;
}

const tarballFiles = (): Unpacked[] => untar(artefact(`${stem()}.tgz`));
const published = () =>
  JSON.parse(
    tarballFiles()
      .find(({ name: file }) => file === 'package/package.json')
      ?.content.toString() ?? '',
  );

beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'pack-'));
  version = JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8')).version;
  const packed = await releaseOf({ root, outputRoot: root, folder });
  release = await writeRelease(scratch, folder, packed.artefacts);
  artefacts = new Map(packed.artefacts.map(({ name: file, content }) => [file, content]));
  problems = packed.problems;
});

afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('the tarball for npm', () => {
  it('is packed without a problem, and smaller than 1 MB', () => {
    expect(problems).toEqual([]);
    expect(artefact(`${stem()}.tgz`).length).toBeLessThan(1_000_000);
  });

  it('brings no dependency, no script and nothing that only this workspace has', () => {
    const manifest = published();
    expect(manifest).toMatchObject({ name, version, license: 'AGPL-3.0-or-later' });
    for (const field of [
      'dependencies',
      'optionalDependencies',
      'peerDependencies',
      'devDependencies',
      'scripts',
    ])
      expect(manifest[field], field).toBeUndefined();
  });

  it('says where it comes from, and is published with proof of it', () => {
    const manifest = published();
    expect(manifest.repository).toEqual({
      type: 'git',
      url: 'git+https://github.com/crunchtools/mcp-cloudflare.git',
      directory: folder,
    });
    expect(manifest.publishConfig).toEqual({ access: 'public', provenance: true });
    expect(manifest.mcpName).toBe('io.github.crunchtools/cloudflare');
  });

  it('holds what npm itself would pack, and the licence', async () => {
    const [packed] = JSON.parse(await npm(['pack', '--dry-run', '--json'], { cwd: path.join(root, folder) }));
    const expected: string[] = packed.files.map(({ path: file }: { path: string }) => `package/${file}`);
    expect(
      tarballFiles()
        .map(({ name: file }) => file)
        .sort(),
    ).toEqual([...expected, 'package/LICENSE'].sort());
  });

  it('has fixed modes, owners and times', () => {
    for (const { name: file, mode, owner, time } of tarballFiles()) {
      const executable = Object.values(published().bin).includes(file.replace('package/', ''));
      expect({ file, mode, owner, time }).toEqual({
        file,
        mode: executable ? 0o755 : 0o644,
        owner: '0:0',
        time: 499_162_500,
      });
    }
    expect(tarballFiles().filter(({ mode }) => mode === 0o755)).not.toEqual([]);
  });

  it('leaves the source maps to an archive of their own', () => {
    const bundles = tarballFiles().flatMap(({ name: file }) => /\/dist\/(.*\.cjs)$/.exec(file)?.[1] ?? []);
    expect(untar(artefact(`${stem()}-source-maps.tgz`)).map(({ name: file }) => file)).toEqual(
      bundles.map((file) => `${file}.map`),
    );
  });

  it('satisfies publint', async () => {
    const { messages } = await publint({
      pack: { tarball: new Uint8Array(artefact(`${stem()}.tgz`)).buffer },
      strict: true,
    });
    expect(messages).toEqual([]);
  });

  it('refuses names that its format cannot hold', () => {
    expect(() => tarball([{ name: 'x'.repeat(101), content: Buffer.from('') }])).toThrow(RangeError);
  });
});

/** Name → bytes, for all files below a folder. */
async function contents(place: string): Promise<Record<string, string>> {
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const pairs = files.map(
    async (file) => [path.relative(place, file), await readFile(file, 'latin1')] as const,
  );
  return Object.fromEntries(await Promise.all(pairs));
}

describe('a release', () => {
  let copy = '';
  let printed = '';

  beforeAll(async () => {
    copy = path.join(scratch, 'copy');
    await copyRepository(copy);
    const env = { ...process.env, TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' };
    const code =
      "process.umask(0o077); await import('./scripts/build.mjs'); await import('./scripts/pack.mjs');";
    printed = await runNode(['--input-type=module', '--eval', code], { cwd: copy, env });
  }, 240_000);

  it('is built from every source that there has to be', () => {
    expect(printed).toContain('packages/cloudflare/dist/cli.cjs');
    expect(printed).not.toContain('skipped');
  });

  it('has bundles of the same bytes wherever, by whom and when they are built', async () => {
    for (const { folder: built } of bundledPackages) {
      const [here, there] = [root, copy].map((place) => contents(path.join(place, built, 'dist')));
      const one = (await here) ?? {};
      const other = (await there) ?? {};
      expect(Object.keys(one).length, built).toBeGreaterThan(0);
      expect(Object.keys(other).sort()).toEqual(Object.keys(one).sort());
      for (const [file, bytes] of Object.entries(one)) expect(other[file] === bytes, file).toBe(true);
    }
  });

  it('has the same bytes from a copy elsewhere, under another umask, time zone and language', async () => {
    const theirs = path.join(copy, 'dist/release/cloudflare');
    expect((await readdir(theirs)).sort()).toEqual([...artefacts.keys(), 'SHA256SUMS'].sort());
    expect(await readFile(path.join(theirs, 'SHA256SUMS'), 'utf8')).toBe(
      await readFile(path.join(release, 'SHA256SUMS'), 'utf8'),
    );
    for (const [file, content] of artefacts)
      expect(sha256(await readFile(path.join(theirs, file))), file).toBe(sha256(content));
  });
});

/** Nothing is looked up and nothing is taken from this machine's cache. */
const offline = () => ['--offline', '--no-audit', '--no-fund', `--cache=${path.join(scratch, 'cache')}`];
const tarballFile = () => path.join(release, `${stem()}.tgz`);

async function emptyFolder(purpose: string): Promise<string> {
  const place = path.join(scratch, purpose);
  await mkdir(place);
  return place;
}

async function expectToServe(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { server, tools, zones } = await useAsClient({ command, args: [...args, '--sandbox'], cwd });
  expect(server).toMatchObject({ name, version });
  expect(tools.length).toBeGreaterThan(20);
  expect(zones).toContain('mapleandpine.com');
}

describe('the package, installed', () => {
  it('is one package in an empty folder, and serves a client by the name of its command', async () => {
    const place = await emptyFolder('local');
    await writeFile(path.join(place, 'package.json'), '{"private":true}');
    await npm(['install', ...offline(), tarballFile()], { cwd: place });
    const modules = await readdir(path.join(place, 'node_modules'));
    expect(modules.filter((entry) => !entry.startsWith('.'))).toEqual([name]);
    await expectToServe(path.join(place, 'node_modules/.bin', windows ? `${name}.cmd` : name), [], place);
  });

  it('serves a client when installed for all', async () => {
    const place = await emptyFolder('global');
    await npm(['install', '--global', `--prefix=${place}`, ...offline(), tarballFile()], { cwd: place });
    await expectToServe(path.join(place, windows ? `${name}.cmd` : `bin/${name}`), [], place);
  });

  it('serves a client through npx', async () => {
    const place = await emptyFolder('npx');
    const args = [npmScript(), 'exec', '--yes', ...offline(), `--package=${tarballFile()}`, '--', name];
    await expectToServe(process.execPath, args, place);
  });
});

/** What the metafiles name, read without the code that is tested. */
async function packagesInMetafiles(): Promise<string[]> {
  const found = new Set<string>();
  const kept = path.join(root, 'dist/cloudflare');
  const add = async (manifest: string) => {
    const { name: package_, version: its } = JSON.parse(
      await readFile(path.join(root, manifest, 'package.json'), 'utf8'),
    );
    found.add(`${package_}@${its}`);
  };
  for (const entry of (await readdir(kept)).filter((file) => file.endsWith('.meta.json'))) {
    const { outputs } = JSON.parse(await readFile(path.join(kept, entry), 'utf8'));
    const used = Object.values<{ inputs: Record<string, { bytesInOutput: number }> }>(outputs).flatMap(
      ({ inputs }) => Object.keys(inputs).filter((input) => (inputs[input]?.bytesInOutput ?? 0) > 0),
    );
    for (const input of used) {
      const parts = input.split('/');
      if (parts[0] === 'packages') await add(parts.slice(0, 2).join('/'));
      const at = parts.lastIndexOf('node_modules');
      if (at < 0) continue;
      await add(parts.slice(0, at + (parts[at + 1]?.startsWith('@') ? 3 : 2)).join('/'));
      const text = await readFile(path.join(root, input), 'utf8');
      for (const line of text
        .split('\n')
        .filter((each) => each.startsWith('//#region') && each.includes('/.pnpm/'))) {
        const [, store = ''] = line.split('/.pnpm/');
        const [, its = ''] = /@(\d[^/_(]*)/.exec(store.slice(1)) ?? [];
        const [, inside = ''] = store.split('/node_modules/');
        found.add(
          `${inside
            .split('/')
            .slice(0, inside.startsWith('@') ? 2 : 1)
            .join('/')}@${its}`,
        );
      }
    }
  }
  found.delete(`${name}@${version}`);
  return [...found].sort();
}

interface BomComponent {
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly properties: readonly { readonly value: string }[];
}

const bomComponents = (): BomComponent[] => JSON.parse(artefact(`${stem()}.cdx.json`).toString()).components;

describe('the bill of materials', () => {
  it('lists exactly the packages that the metafiles name', async () => {
    const listed = bomComponents().map(
      ({ group, name: package_, version: its }) =>
        `${group === undefined ? '' : `${group}/`}${package_}@${its}`,
    );
    expect(listed.length).toBeGreaterThan(6);
    expect(listed.sort()).toEqual(await packagesInMetafiles());
  });

  it('names the files that hold a package', () => {
    const files = new Map(
      bomComponents().map(({ name: package_, properties }) => [
        package_,
        properties.map(({ value }) => value),
      ]),
    );
    expect(files.get('cloudflare-simulator')).toEqual(
      sandboxParts.map((part) => `dist/${part.name}.cjs`).sort(),
    );
    expect(files.get('rules-language')).toEqual(['dist/rules.cjs']);
  });

  it('is CycloneDX 1.6', async () => {
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    expect(await validator.validate(artefact(`${stem()}.cdx.json`).toString())).toBeNull();
    expect(
      await validator.validate('{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{}]}'),
    ).not.toBeNull();
  });

  it.each(['GPL-2.0-only', 'SSPL-1.0', 'MIT OR GPL-2.0-only', 'UNLICENSED'])(
    'refuses code under %s',
    (licence) => {
      expect(problemsOfLicences([{ name: 'left-pad', version: '1.0.0', licence }])).toEqual([
        `left-pad 1.0.0 is under ${licence}, which is not on our list`,
      ]);
    },
  );
});
