import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { claims } from '../scripts/prove/claims.mjs';
import { claimsTable, tableIn } from '../scripts/prove/document.mjs';
import { root } from '../scripts/run.mjs';

const BINARY = /\.(png|ico|gz|tgz|zip)$/;
const GENERATED = new Set(['node_modules', 'dist', '.git', 'coverage', 'reports']);

/** Every file that is or would be committed; without git, every file that is not generated. */
function files(): string[] {
  try {
    const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return list.split('\0').filter((file) => file !== '');
  } catch {
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .filter((file) => !file.split('/').some((part) => GENERATED.has(part)));
  }
}

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** A file may vanish while it is being worked on. */
function textFiles(): [file: string, text: string][] {
  return files().flatMap((file) => {
    if (BINARY.test(file)) return [];
    try {
      return [[file, read(file)] as [string, string]];
    } catch {
      return [];
    }
  });
}

const holding = (pattern: RegExp, among = /./): string[] =>
  textFiles()
    .filter(([file, text]) => among.test(file) && pattern.test(text))
    .map(([file]) => file);

const manifests = files().filter((file) => /(^|\/)package\.json$/.test(file));
const manifest = (file: string) => JSON.parse(read(file));
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

describe('the repository', () => {
  it('has sources to look at', () => {
    expect(textFiles().length).toBeGreaterThan(50);
  });

  it('names no folder of the machine it was written on', () => {
    const folders = [root, homedir()].filter((folder) => folder.split(path.sep).length > 2);
    const personal = ['/(home|Users)/[a-z]+/', String.raw`[A-Z]:\\+Users\\+`];
    expect(holding(new RegExp([...folders.map(escaped), ...personal].join('|')))).toEqual([]);
  });

  it('names no package registry, whichever this machine uses', () => {
    // Set by npm for everything it runs; without npm there is none to look for.
    const registry = process.env['npm_config_registry'];
    expect(registry === undefined ? [] : holding(new RegExp(escaped(new URL(registry).hostname)))).toEqual(
      [],
    );
  });

  it('holds no half of a merge', () => {
    expect(holding(/^(?:<{7}|>{7}|\|{7}) /mu)).toEqual([]);
  });

  it('can be run by a build server: its script parses', () => {
    const parsed = spawnSync('bash', ['-n', '.ci/run'], { cwd: root, encoding: 'utf8' });
    expect(parsed.error === undefined ? parsed.stderr : '').toBe('');
  });

  it('locks versions and hashes, not addresses', () => {
    const { packages } = manifest('package-lock.json');
    const installed = Object.entries<{ resolved?: string; link?: boolean; integrity?: string }>(
      packages,
    ).filter(([folder, { link }]) => folder.includes('node_modules/') && link !== true);
    expect(installed.length).toBeGreaterThan(50);
    expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    expect(installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
  });

  it.each(manifests)('%s has exact versions, our licence and no install scripts', (file) => {
    const { license, scripts = {}, dependencies = {}, devDependencies = {} } = manifest(file);
    expect(license).toBe('AGPL-3.0-or-later');
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?(install|prepare)$/.test(name))).toEqual([]);
    const versions = Object.values<string>({ ...dependencies, ...devDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  it('publishes a server without runtime dependencies', () => {
    const { dependencies, optionalDependencies, peerDependencies } = manifest(
      'packages/cloudflare/package.json',
    );
    expect({ ...dependencies, ...optionalDependencies, ...peerDependencies }).toEqual({});
  });

  it('carries its licence in full', () => {
    const licence = read('LICENSE');
    expect(licence).toMatch(/^\s*GNU AFFERO GENERAL PUBLIC LICENSE\s+Version 3, 19 November 2007/);
    for (let section = 0; section <= 17; section += 1)
      expect(licence).toMatch(new RegExp(`^  ${section}\\. `, 'm'));
    expect(licence).toContain('How to Apply These Terms to Your New Programs');
    expect(licence.trimEnd()).toMatch(/<https:\/\/www\.gnu\.org\/licenses\/>\.$/);
  });

  it('asks no URL.canParse, which on some versions of Node refuses names with umlauts', () => {
    expect(holding(/(?<!`)URL\.canParse\(/, /^packages\/[^/]+\/src\/.*(?<!\.test)\.ts$/)).toEqual([]);
  });

  it('silences no checker', () => {
    const silencers = [
      'biome-ignore',
      'oxlint-disable',
      'eslint-disable',
      '@ts-(ignore|expect-error|nocheck)',
    ];
    expect(holding(new RegExp(`(//|/\\*) *(${silencers.join('|')})`), /\.(ts|mjs|cjs)$/)).toEqual([]);
  });

  it('skips no test for good', () => {
    expect(holding(/\b(it|test|describe)\.(skip|only|todo)\(/, /\.test\.ts$/)).toEqual([]);
  });

  it('keeps core free of any one service, but for examples in comments', () => {
    const naming = textFiles()
      .filter(([file]) => /^packages\/core\/src\/(?!.*\.test\.ts$)/.test(file))
      .filter(([, text]) => /cloudflare/i.test(text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')));
    expect(naming.map(([file]) => file)).toEqual([]);
  });
});

describe('the documents', () => {
  const documents = files().filter((file) => file.endsWith('.md'));

  it('link to files that exist', () => {
    const known = new Set(files());
    const broken = documents.flatMap((file) =>
      [
        ...read(file)
          .replaceAll(/`[^`\n]*`/g, '')
          .matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g),
      ]
        .map(([, target = '']) => path.posix.join(path.posix.dirname(file), target))
        .filter((target) => !known.has(target) && ![...known].some((name) => name.startsWith(`${target}/`)))
        .map((target) => `${file} → ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('list every file that assumes something of Cloudflare: docs/unproved.md', () => {
    const assuming = textFiles()
      .filter(([file]) => /^packages\/[\w-]+\/src\/(?!.*\.test\.ts$).*\.ts$/.test(file))
      .filter(([, text]) => /\bassumed\b/i.test(text))
      .map(([file]) => file);
    const list = read('docs/unproved.md').split('## What the simulator assumes')[1] ?? '';
    const listed = [...list.matchAll(/^\| \[[^\]]+\]\(\.\.\/([^)]+)\)/gm)].map(([, file = '']) => file);
    expect(listed.toSorted()).toEqual(assuming.toSorted());
  });

  it('name only scripts that exist', () => {
    const scripts = new Set(Object.keys(manifest('package.json').scripts));
    const unknown = documents.flatMap((file) =>
      [...read(file).matchAll(/\bnpm run ([a-z0-9:-]*[a-z0-9])/g)]
        .map(([, script = '']) => script)
        .filter((script) => !scripts.has(script))
        .map((script) => `${file}: ${script}`),
    );
    expect(unknown).toEqual([]);
  });

  it('number the decisions without gaps, each with its three parts', () => {
    const decisions = documents.filter((file) => file.startsWith('docs/decisions/')).sort();
    expect(decisions.length).toBeGreaterThan(6);
    for (const [index, file] of decisions.entries()) {
      const number = String(index + 1).padStart(4, '0');
      expect(path.basename(file)).toMatch(new RegExp(`^${number}-[a-z0-9-]+\\.md$`));
      const headings = [...read(file).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
      expect(headings, file).toEqual(['Context', 'Decision', 'Consequences']);
    }
  });

  it('name the proof of every claim about security: node scripts/prove.mjs --document', () => {
    expect(tableIn(read('SECURITY.md'))).toBe(claimsTable(claims));
    const evidence = claims.flatMap((claim) => claim.evidence.map(({ file }) => file));
    expect(evidence.filter((file) => !files().includes(file))).toEqual([]);
  });

  it('fit on a page where an agent reads them', () => {
    expect(read('AGENTS.md').split('\n').length).toBeLessThanOrEqual(121);
  });
});
