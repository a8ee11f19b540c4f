// The pages for MCP Apps run in browsers: what they may use is another set of names.
// Checkers side by side check much twice, and the other lane of `npm test` has the other cores.
import { runAll } from './run.mjs';

process.exitCode = await runAll([
  ['tsc', '--noEmit', '-p', 'tsconfig.json', '--checkers', '1'],
  ['tsc', '--noEmit', '-p', 'packages/cloudflare/apps/tsconfig.json', '--checkers', '1'],
]);
