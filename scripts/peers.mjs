// Runs two published MediaWiki servers and this one against the same real MediaWiki with the same cases, looks at the
// wiki for what really happened, and writes packages/mediawiki/docs/comparison.md: `npm run peers`, or
// `npm run peers -- crunchtools` for those with this in their name. All calls and answers are in dist/peers/answers.txt
// then. It needs the Debian packages that scripts/systems/mediawiki.mjs names, git, python3 and the network.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { Admin } from './peers/admin.mjs';
import { editCases } from './peers/cases-edits.mjs';
import { ruleCases } from './peers/cases-rules.mjs';
import { textCases } from './peers/cases-texts.mjs';
import { comparisonOf } from './peers/document.mjs';
import { dialects, Server } from './peers/server.mjs';
import { Trial } from './peers/trial.mjs';
import { root } from './run.mjs';
import { startMediaWiki } from './systems/mediawiki.mjs';

const cases = [...editCases, ...textCases, ...ruleCases];

const wanted = process.argv.slice(2);
const installs = path.join(root, 'dist/peers');
await mkdir(installs, { recursive: true });
const folder = await mkdtemp(path.join(tmpdir(), 'peers-'));
/** @type {string[]} */
const lines = [];
const log = (/** @type {string} */ line) => void lines.push(line);
const wiki = await startMediaWiki();
try {
  const admin = new Admin(wiki.url, wiki.accounts.admin);
  const columns = [];
  for (const dialect of await dialects(installs, folder)) {
    const title = `${dialect.title} ${dialect.version}`;
    if (wanted.length > 0 && !wanted.some((word) => title.includes(word))) {
      columns.push({ title, tools: [], seen: [] });
      continue;
    }
    log(`${title}\n`);
    const { user, password } = wiki.accounts.admin;
    const launch = await dialect.launch({ url: wiki.url, user, password });
    const seen = [];
    let tools;
    // Each case has a process of its own: what one does to a session must not reach the next.
    for (const { name, run } of cases) {
      log(`\n${name}`);
      const server = await Server.start(launch, log);
      try {
        tools ??= await server.tools();
        const one = await run(new Trial({ dialect, server, admin, wiki, folder, log }));
        process.stdout.write(`${title}: ${name}: ${one.mark}: ${one.said}\n`);
        seen.push(one);
      } finally {
        await server.end();
      }
    }
    columns.push({ title, tools: tools ?? [], seen });
  }
  const file = path.join(root, 'packages/mediawiki/docs/comparison.md');
  const before = await readFile(file, 'utf8');
  const date = new Date().toISOString().slice(0, 10);
  await writeFile(file, comparisonOf(before, cases, columns, `${await admin.version()}, ${date}`));
} finally {
  await writeFile(path.join(installs, 'answers.txt'), lines.join('\n'));
  await wiki.stop();
  await rm(folder, { recursive: true, force: true });
}
