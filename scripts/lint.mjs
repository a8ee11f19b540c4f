// Formatting, lint and type-aware lint. Warnings count as errors: a rule is either worth keeping or not there.
import { runAll } from './run.mjs';

process.exitCode = await runAll([
  ['biome', 'check', '--error-on-warnings', '.'],
  ['oxlint', '--type-aware', '--deny-warnings', '.'],
]);
