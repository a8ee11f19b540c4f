import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const { version } = JSON.parse(
  readFileSync(new URL('packages/cloudflare/package.json', import.meta.url), 'utf8'),
);

/** What the build puts in place of this name. */
const define = { __VERSION__: JSON.stringify(version) };

export default defineConfig({
  test: {
    // By default one core is left alone, which is half of a small machine.
    maxWorkers: '100%',
    projects: [
      {
        define,
        test: {
          name: 'unit',
          // Files share nothing that a test changes, and loading the sources for each took a third of the time.
          isolate: false,
          include: ['packages/*/src/**/*.test.ts', 'packages/*/test/unit/**/*.test.ts'],
          setupFiles: ['test/support/property-seed.ts'],
          testTimeout: 30_000,
        },
      },
      {
        define,
        test: {
          name: 'e2e',
          include: ['packages/*/test/e2e/**/*.test.ts', 'test/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
