import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lasting, unchanged } from '../scripts/unchanged.mjs';

let folder = '';

async function write(file: string, content: string): Promise<void> {
  await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
  await writeFile(path.join(folder, file), content);
}

const git = (...args: string[]) => execFileSync('git', args, { cwd: folder });

const dist = 'packages/acme/dist/cli.cjs';
const source = 'packages/acme/src/cli.ts';

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'unchanged-'));
  await write('.gitignore', 'node_modules\ndist\n');
  await write(source, 'code');
  await write('packages/acme/src/cli.test.ts', 'test');
  await write('packages/acme/test/e2e/cli.test.ts', 'test');
  await write('node_modules/.package-lock.json', '{}');
  await write(dist, 'bundle');
  for (const file of lasting) await write(file, 'test');
  git('init', '--quiet');
  git('add', '.');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const passing = { files: new Map(lasting.map((file) => [file, 3])) };

/** Edits, each with the lasting tests that are to run again. */
const edits: readonly (readonly [what: string, edit: () => Promise<unknown>, again: readonly string[]])[] = [
  ['nothing', async () => {}, []],
  ['a test beside the sources', () => write('packages/acme/src/cli.test.ts', 'more'), []],
  ['a test of processes', () => write('packages/acme/test/e2e/cli.test.ts', 'more'), []],
  ['the helper of such a test', () => write('packages/acme/test/support/help.ts', 'help'), []],
  ['what git ignores', () => write('node_modules/acme/index.js', 'code'), []],
  ['one of them', () => write('test/pack.test.ts', 'more'), ['test/pack.test.ts']],
  ['the sources', () => write(source, 'kode'), lasting],
  ['a document', () => write('docs/guide.md', 'text'), lasting],
  ['a new file that is not committed', () => write('packages/acme/src/new.ts', ''), lasting],
  ['a deleted file', () => rm(path.join(folder, source)), lasting],
  ['an emptied file', () => write(source, ''), lasting],
  ['the installed packages', () => write('node_modules/.package-lock.json', '{"a":1}'), lasting],
  ['what git knows', () => rm(path.join(folder, '.git'), { recursive: true }), lasting],
];

describe('tests that passed', () => {
  it.each(edits)(
    'when %s changed, those that may come out otherwise run again',
    async (_what, edit, again) => {
      const here = unchanged(folder);
      await here.rememberingPassed(async () => passing);
      await edit();
      const expected = lasting.filter((file) => !again.includes(file)).map((file) => [file, 3]);
      expect([...(await here.passedBefore())]).toEqual(expected);
    },
  );

  it('are not known before they ran, after npm ci, and when they failed', async () => {
    const here = unchanged(folder);
    expect([...(await here.passedBefore())]).toEqual([]);
    await here.rememberingPassed(async () => ({ files: new Map([['test/pack.test.ts', 1]]) }));
    expect([...(await here.passedBefore())]).toEqual([['test/pack.test.ts', 1]]);
    await rm(path.join(folder, 'node_modules'), { recursive: true });
    await write('node_modules/.package-lock.json', '{}');
    expect([...(await here.passedBefore())]).toEqual([]);
  });

  it('run again when more is asked of them', async () => {
    const here = unchanged(folder);
    await here.rememberingPassed(async () => passing);
    vi.stubEnv('NEW_SERVER', 'all');
    expect([...(await here.passedBefore())]).toEqual([]);
    vi.unstubAllEnvs();
    expect((await here.passedBefore()).size).toBe(lasting.length);
  });

  it('are forgotten when a file changed while they ran', async () => {
    const here = unchanged(folder);
    await here.rememberingPassed(async () => {
      await write(source, 'edited');
      return passing;
    });
    expect([...(await here.passedBefore())]).toEqual([]);
  });
});

const fine = async () => ({ failed: 0 });

describe('a build', () => {
  it.each<readonly [what: string, edit: () => Promise<unknown>, same: boolean]>([
    ['nothing', async () => {}, true],
    ['a test', () => write('packages/acme/src/cli.test.ts', 'more'), true],
    ['the sources', () => write(source, 'kode'), false],
    ['a bundle', () => write(dist, 'bungle'), false],
    ['that there is a bundle', () => rm(path.join(folder, dist)), false],
    ['which bundles there are', () => write('packages/acme/dist/more.cjs', ''), false],
    ['what git knows', () => rm(path.join(folder, '.git'), { recursive: true }), false],
  ])('when %s changed, is there still: %#', async (_what, edit, same) => {
    const here = unchanged(folder);
    expect(await here.builtBefore()).toBe(false);
    await here.rememberingBuilt(fine);
    await edit();
    expect(await here.builtBefore()).toBe(same);
  });

  it('that failed is no build, and the outcome is handed on', async () => {
    const here = unchanged(folder);
    expect(await here.rememberingBuilt(async () => ({ failed: 1, output: 'why' }))).toMatchObject({
      output: 'why',
    });
    expect(await here.builtBefore()).toBe(false);
  });
});
