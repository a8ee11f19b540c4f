// The tests of one module: those of the file that is mutated, then quick ones. The first failure ends a mutant.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import { modules } from './modules.mjs';

const name = process.env['MUTATION_MODULE'] ?? '';
const target = process.env['MUTATION_FILE'] ?? '';
const tests = modules[name]?.tests ?? [];
const include = tests === 'beside' ? [`${path.posix.dirname(target)}/*.test.ts`] : [...tests];

/** A thousand mutants would take a day with all of them. */
const fewerCases = {
  find: /^fast-check$/,
  replacement: fileURLToPath(new URL('fewer-cases.mjs', import.meta.url)),
};

class SlowestLast extends BaseSequencer {
  /** @param {import('vitest/node').TestSpecification[]} files */
  async sort(files) {
    return files.toSorted((one, other) => rank(one.moduleId) - rank(other.moduleId));
  }
}

const mutated = path.basename(target, '.ts');

/** @param {string} file */
function rank(file) {
  if (file.endsWith(`/${mutated}.test.ts`)) return 0;
  return readFileSync(file, 'utf8').includes('fast-check') ? 2 : 1;
}

export default defineConfig({
  define: { __VERSION__: '"0.0.0"' },
  resolve: {
    alias: ['secret', 'question', 'guards'].includes(name) ? [fewerCases] : [],
  },
  test: {
    include,
    setupFiles: ['test/support/property-seed.ts'],
    testTimeout: 60_000,
    sequence: { sequencer: SlowestLast },
  },
});
