import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Snapshots, toolsInDirectory } from './contract.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snapshots-'));
  vi.stubEnv('UPDATE_SNAPSHOTS', '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const snapshots = (...path: string[]): Snapshots => new Snapshots(pathToFileURL(join(folder, ...path)));

describe('Snapshots', () => {
  it('are not made by looking at them', async () => {
    expect(await snapshots().copyOf('a', { b: 1 })).toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
  });

  it('are read however they are formatted', async () => {
    await writeFile(join(folder, 'a.json'), '{"b":\n\n1}');
    expect(await snapshots().copyOf('a', { b: 2 })).toEqual({ b: 1 });
  });

  it('are rewritten when somebody asks for it', async () => {
    vi.stubEnv('UPDATE_SNAPSHOTS', '1');
    await snapshots('new').copyOf('a', { b: 1 });
    await writeFile(join(folder, 'new', 'kept.json'), '{"c":2}');
    expect(await snapshots('new').copyOf('kept', { c: 2 })).toEqual({ c: 2 });
    expect(await readdir(join(folder, 'new'))).toEqual(['a.json', 'kept.json']);
    expect(await readFile(join(folder, 'new', 'a.json'), 'utf8')).toBe('{\n  "b": 1\n}\n');
    expect(await readFile(join(folder, 'new', 'kept.json'), 'utf8')).toBe('{"c":2}');
  });
});

describe('toolsInDirectory', () => {
  it('finds the files of tools, not those that they share, and no tests', async () => {
    const files = [
      'get-thing.ts',
      'get-thing.test.ts',
      'thing-shape.ts',
      'index.ts',
      'create-big-thing.ts',
      'list.ts',
    ];
    await Promise.all(files.map((file) => writeFile(join(folder, file), '')));
    const found = await toolsInDirectory(pathToFileURL(folder));
    expect(found.toSorted()).toEqual(['create_big_thing', 'get_thing']);
  });

  it('finds a tool whose file begins with no verb, so that it is noticed', async () => {
    const files = {
      'frobnicate-thing.ts': 'export const frobnicateThing = defineZoneWrite({',
      'things.ts': 'import x;\nexport const things: Tool<Services> = defineRead<Services, A>({',
      'thing-words.ts': 'export const thingWords = definePrompt({',
      'thing-tool.ts': 'export function defineThingRead(spec) {',
    };
    for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
    const found = await toolsInDirectory(pathToFileURL(folder));
    expect(found.filter((name) => /thing/u.test(name)).toSorted()).toEqual(
      expect.arrayContaining(['frobnicate_thing', 'things']),
    );
    expect(found).not.toContain('thing_words');
    expect(found).not.toContain('thing_tool');
  });
});
