// Writes the documents that are made from the code and from what the servers answer: for each server the page about its
// tools and the one about what is asked, and for Cloudflare docs/audit.md, docs/check-site.md and the recording of the demo; `npm run docs -- NAME` those of one server. It
// runs the bundles as they are: build them first. The tests that it runs compare the same documents otherwise.
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { root, run } from './run.mjs';
import { servers } from './servers.mjs';

/** The tests that write a document, by project. */
const writers = {
  e2e: ['test/e2e/tool-document.test.ts', 'test/e2e/recording.test.ts'],
  unit: [
    'test/unit/approval-document.test.ts',
    'test/unit/audit-document.test.ts',
    'test/unit/site-document.test.ts',
  ],
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !servers.includes(name));
if (unknown.length > 0) throw new Error(`no such server: ${unknown.join(', ')}`);
const chosen = names.length === 0 ? servers : names;

process.env['UPDATE_SNAPSHOTS'] = '1';
for (const [project, tests] of Object.entries(writers)) {
  const files = chosen
    .flatMap((server) => tests.map((test) => `packages/${server}/${test}`))
    .filter((file) => existsSync(path.join(root, file)));
  if (files.length > 0) process.exitCode ||= await run(['vitest', 'run', '--project', project, ...files]);
}
