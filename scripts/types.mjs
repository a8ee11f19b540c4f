// The pages for MCP Apps run in browsers: what they may use is another set of names.
import { runAll } from './run.mjs';

process.exitCode = await runAll([
  ['tsc', '--noEmit', '-p', 'tsconfig.json'],
  ['tsc', '--noEmit', '-p', 'packages/cloudflare/apps/tsconfig.json'],
]);
