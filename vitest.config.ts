import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const { version } = JSON.parse(
  readFileSync(new URL('packages/cloudflare/package.json', import.meta.url), 'utf8'),
);

/** What the build puts in place of this name. */
const define = { __VERSION__: JSON.stringify(version) };

/** The files that take longest: whatever else there is fits in beside them, and no core idles at the end. */
const longest = [
  'new-server',
  'approval-corpus',
  'planted-text',
  'network',
  'apps',
  'injection',
  'pages',
  'pack',
  'audit',
  'posts',
  'system-calls',
  'large-page',
  'front',
  'container',
  'elicitation',
  'contract',
  'real',
  'clients',
  'fuzz',
  'pacing',
  'ending',
  'library',
  'exactly-once',
  'policy',
  'demo',
  'every-server',
  'answers',
  'readme',
];

function rank({ moduleId }: TestSpecification): number {
  const index = longest.indexOf(path.basename(moduleId, '.test.ts'));
  return index < 0 ? longest.length : index;
}

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    // Tests of processes wait for them half of the time: a core has more than one file at hand.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    sequence: { sequencer: LongestFirst },
    // Runs side by side would write the same file.
    cache: false,
    // Files share nothing that a test changes, and loading the sources for each took a third of the time.
    isolate: false,
    // Tests make much that nobody needs for long: more room for it saves a twentieth of their time.
    execArgv: ['--min-semi-space-size=16', '--max-semi-space-size=32'],
    projects: [
      {
        extends: true,
        define,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'packages/*/test/unit/**/*.test.ts'],
          setupFiles: ['test/support/property-seed.ts'],
          alias: [
            {
              find: /^fast-check$/,
              replacement: fileURLToPath(new URL('test/support/fewer-cases.ts', import.meta.url)),
            },
          ],
          // While tests of processes run, these get little of the processor.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        define,
        test: {
          name: 'e2e',
          include: ['packages/*/test/e2e/**/*.test.ts', 'test/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
