// Writes the documents that are made from the code and from what the server answers: docs/tools.md, docs/approval.md and
// the recording of the demo. It runs the bundles as they are: build them first. The tests that it runs compare the same documents otherwise.
import process from 'node:process';
import { run } from './run.mjs';

process.env['UPDATE_SNAPSHOTS'] = '1';
const tests = [
  'packages/cloudflare/test/e2e/tool-document.test.ts',
  'packages/cloudflare/test/e2e/recording.test.ts',
];
const e2e = await run(['vitest', 'run', '--project', 'e2e', ...tests]);
const unit = await run([
  'vitest',
  'run',
  '--project',
  'unit',
  'packages/cloudflare/test/unit/approval-document.test.ts',
]);
process.exitCode = e2e === 0 ? unit : e2e;
