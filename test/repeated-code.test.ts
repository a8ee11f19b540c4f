import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../scripts/run.mjs';
import { type Repeated, repeatedBetweenPackages } from './support/repeated-code.ts';

/** Code that may stand in two packages: files of either, and why. */
const allowed: readonly (readonly [one: RegExp, other: RegExp, why: string])[] = [
  [
    /src\/(?:cli|loaded|record)\.ts$|src\/features\/changes\/feature\.ts$/,
    /src\/(?:cli|loaded|record)\.ts$|src\/features\/changes\/feature\.ts$/,
    'They name the parts of a server, and do nothing.',
  ],
  [
    /src\/features\/\w+\/change\.ts$/,
    /src\/features\/\w+\/change\.ts$/,
    'Two methods that every executor of one object at a time has, on top of what core does for them (oneByOne).',
  ],
  [
    /-simulator\/test\//,
    /-simulator\/test\//,
    'What is to contradict a server shares nothing with it, and so nothing with other simulators.',
  ],
];

function isAllowed({ one, other }: Repeated): boolean {
  return allowed.some(
    ([first, second]) =>
      (first.test(one.file) && second.test(other.file)) || (first.test(other.file) && second.test(one.file)),
  );
}

function shown({ one, other, tokens }: Repeated): string {
  return `${tokens} tokens: ${one.file}:${one.first}-${one.last} ${other.file}:${other.first}-${other.last}`;
}

describe('code of two packages', () => {
  it('is not the same: what another server would write again is in core', async () => {
    const repeated = await repeatedBetweenPackages();
    expect(repeated.filter((each) => !isAllowed(each)).map(shown)).toEqual([]);
    // An exception that nothing needs any more hides what comes later.
    const needless = allowed.filter(
      ([first, second]) =>
        !repeated.some(
          ({ one, other }) =>
            (first.test(one.file) && second.test(other.file)) ||
            (first.test(other.file) && second.test(one.file)),
        ),
    );
    expect(needless.map(([, , why]) => why)).toEqual([]);
  });

  it('is found where a part of one server is copied into another', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'planted-copy-'));
    try {
      const from = path.join(root, 'packages/cloudflare/src/features/dnssec/change.ts');
      await cp(from, path.join(folder, 'packages/one/src/change.ts'));
      expect(await repeatedBetweenPackages(folder, ['packages'])).toEqual([]);
      const lines = (await readFile(from, 'utf8')).split('\n');
      const copied = lines.slice(-40).join('\n');
      await writeFile(path.join(folder, 'packages/one/src/same-package.ts'), copied);
      expect(await repeatedBetweenPackages(folder, ['packages'])).toEqual([]);
      await cp(from, path.join(folder, 'packages/two/src/features/other.ts'));
      await writeFile(
        path.join(folder, 'packages/two/src/features/other.ts'),
        `const before = 1;\n${copied}`,
      );
      const found = await repeatedBetweenPackages(folder, ['packages']);
      expect(found.length).toBeGreaterThan(0);
      expect(found.map(({ one, other }) => [one.file, other.file].toSorted())).toContainEqual(
        expect.arrayContaining(['packages/two/src/features/other.ts']),
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
