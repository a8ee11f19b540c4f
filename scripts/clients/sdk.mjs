import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, promisify } from 'node:util';
import { npm } from '../npm.mjs';
import { installing } from './lab.mjs';
import { revisionIn } from './observe.mjs';

/** @typedef {import('./libraries.mjs').Library} Library */

const run = promisify(execFile);
const here = fileURLToPath(new URL('./', import.meta.url));
const scripts = path.join(here, 'sdk');
/** A toolchain that is new here first fetches and compiles. */
const patience = { timeout: 900_000, maxBuffer: 100_000_000 };

/**
 * Installs what one needs into a folder of its own, unless it is there.
 *
 * @param {Pick<Library, 'kind' | 'packages' | 'script'>} library
 * @param {string} folder
 * @returns {Promise<readonly string[]>} The command that holds its conversation, without the server's.
 * @throws {Error} where its toolchain is missing (`code` is ENOENT) or its packages cannot be had.
 */
export async function install({ kind, packages = [], script }, folder) {
  await mkdir(folder, { recursive: true });
  const source = path.join(scripts, script);
  switch (kind) {
    case 'npm': {
      await writeFile(path.join(folder, 'package.json'), '{"private": true}\n');
      await npm([...installing, ...packages], { cwd: folder });
      return [process.execPath, source];
    }
    case 'python': {
      const python = path.join(folder, 'bin/python');
      if (!existsSync(python)) await run('python3', ['-m', 'venv', folder], patience);
      await run(python, ['-m', 'pip', 'install', '--quiet', '--no-compile', ...packages], patience);
      return [python, source];
    }
    case 'go': {
      const program = path.join(folder, 'conversation');
      await run('go', ['build', '-o', program, '.'], { ...patience, cwd: path.dirname(source) });
      return [program];
    }
    case 'rust': {
      const manifest = path.join(scripts, 'rust/Cargo.toml');
      const args = ['build', '--locked', '--manifest-path', manifest, '--target-dir', folder];
      await run('cargo', args, patience);
      return [path.join(folder, 'debug/conversation')];
    }
    case 'java': {
      const libraries = path.join(folder, 'lib');
      const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies';
      const pom = path.join(path.dirname(source), 'pom.xml');
      await run('mvn', ['-q', '-B', '-f', pom, plugin, `-DoutputDirectory=${libraries}`], patience);
      return ['java', '-cp', path.join(libraries, '*'), source];
    }
  }
}

/**
 * What one saw of a server.
 *
 * @param {readonly string[]} command As `install` gives it.
 * @param {string} folder
 * @param {readonly string[]} server
 * @returns {Promise<Readonly<Record<string, unknown>>>}
 */
export async function converse([program = '', ...args], folder, server) {
  // Nothing is written beside the scripts.
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  const options = { cwd: folder, timeout: 110_000, maxBuffer: 10_000_000, env };
  const { stdout } = await run(program, [...args, ...server], options);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

/** @typedef {{ cells: readonly string[], state: 'passes' | 'fails' | 'not run', said: string }} LibraryRow */

export const libraryColumns = [
  'Library',
  'Version',
  'Revision',
  'Tools',
  'A guarded deletion',
  'SRV record',
  '25 kB',
  'Undo',
  'Resource',
  'Prompt',
  'After a cancelled call',
];

/**
 * Runs one and says what the table of libraries holds of it.
 *
 * @param {Library} library
 * @param {string} folder
 * @param {readonly string[]} server
 * @returns {Promise<LibraryRow>}
 */
export async function tried(library, folder, server) {
  const { title, version, expected } = library;
  const command = await install(library, folder).catch(reasonOf);
  if (typeof command === 'string') {
    const empty = libraryColumns.slice(3).map(() => '');
    return { cells: [title, version, command, ...empty], state: 'not run', said: command };
  }
  const wire = path.join(folder, 'wire.jsonl');
  await rm(wire, { force: true });
  const tee = [process.execPath, path.join(here, 'tee.cjs'), wire, ...server];
  const seen = await converse(command, folder, tee).catch((error) => ({ error: String(error) }));
  const same = isDeepStrictEqual(seen, expected);
  return {
    cells: [title, version, revisionIn(wire), ...cellsOf(library, seen)],
    state: same ? 'passes' : 'fails',
    said: same ? 'as it should' : JSON.stringify(seen),
  };
}

/**
 * Why something was not run.
 *
 * @param {unknown} error
 */
export function reasonOf(error) {
  const missing = error instanceof Error && Reflect.get(error, 'code') === 'ENOENT';
  return missing
    ? `not run: \`${Reflect.get(error, 'path')}\` is not installed here`
    : 'not run: its packages could not be had here';
}

/**
 * @param {Library} library
 * @param {Readonly<Record<string, unknown>>} seen
 */
function cellsOf({ expected, lacks }, seen) {
  /** @param {readonly string[]} names @param {string} [passes] */
  const cell = (names, passes = 'passes') =>
    names.every((name) => isDeepStrictEqual(seen[name], expected[name])) ? passes : '**fails**';
  const byDigest = `by \`confirm\`: ${lacks.asks ?? ''}`;
  return [
    cell(['tools', 'zones'], String(seen['tools'])),
    'asked' in expected
      ? cell(['asked', 'confirmed'], byDigest)
      : cell(['approved', 'declined'], 'a person approves and declines'),
    cell(['srv', 'priority']),
    cell(['whole'], 'whole'),
    cell(['undone']),
    cell(['resource']),
    lacks.prompt ?? cell(['prompt']),
    cell(['after_cancel']),
  ];
}
