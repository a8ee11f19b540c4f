// Read by Stryker, which scripts/mutation.mjs starts in the folder of the repository.
import { fileURLToPath } from 'node:url';
import { modules } from './modules.mjs';

const name = process.env['MUTATION_MODULE'] ?? '';
const file = process.env['MUTATION_FILE'] ?? '';
if (modules[name] === undefined)
  throw new Error(`MUTATION_MODULE is none of ${Object.keys(modules).join(', ')}`);

export default {
  mutate: process.env['MUTATION_RANGES']?.split(',') ?? [file],
  testRunner: 'one-process',
  plugins: [fileURLToPath(new URL('runner.mjs', import.meta.url))],
  // There is none: the TypeScript that is installed has no interface that Stryker could rewrite one with.
  tsconfigFile: 'no-tsconfig.json',
  coverageAnalysis: 'perTest',
  concurrency: Number(process.env['MUTATION_CONCURRENCY'] ?? 1),
  // Of the wall clock, so a busy machine would pass for a test that notices: loops that do not end are counted instead.
  timeoutMS: 60_000,
  ignorePatterns: [
    'dist',
    'docs',
    'reports',
    '.ci',
    'packages/*/dist',
    ...(file.startsWith('packages/cloudflare/') ? [] : ['packages/cloudflare']),
    'packages/cloudflare-simulator',
    'packages/rules-language',
    '.stryker-tmp',
    'test/mutation/node_modules',
  ],
  reporters: ['json', 'clear-text', 'progress-append-only'],
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  jsonReporter: { fileName: process.env['MUTATION_REPORT'] },
  tempDirName: `.stryker-tmp/${name}`,
  allowEmpty: false,
  disableTypeChecks: false,
};
