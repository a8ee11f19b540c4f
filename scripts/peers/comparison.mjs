import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { root } from '../run.mjs';
import { comparisonOf } from './document.mjs';
import { Server } from './server.mjs';

/** @typedef {import('./trial.mjs').Launched} Launched */

/**
 * The real service that all of them work on.
 *
 * @template {Launched} Dialect
 * @template Trial
 * @typedef {object} Service
 * @property {import('./trial.mjs').Account} account
 * @property {(parts: ConstructorParameters<typeof import('./trial.mjs').Trial<Dialect>>[0]) => Trial} trial
 * @property {() => Promise<string>} version As it says itself.
 * @property {() => Promise<void>} stop
 */

/**
 * @template {Launched} Dialect
 * @template Trial
 * @typedef {object} Comparison
 * @property {string} name Of the package of this repository.
 * @property {readonly import('./trial.mjs').Case<Trial>[]} cases
 * @property {(installs: string, folder: string) => Promise<readonly Dialect[]>} dialects Installs the others where they
 *   are not there; `folder` is temporary.
 * @property {() => Promise<Service<Dialect, Trial>>} start
 */

/**
 * Runs every case with every server, and writes the comparison of this kind.
 *
 * @template {Launched} Dialect
 * @template Trial
 * @param {Comparison<Dialect, Trial>} comparison
 * @param {readonly string[]} wanted Words in the titles of those to run; none for all.
 */
export async function compare({ name, cases, dialects, start }, wanted) {
  const installs = path.join(root, 'dist/peers');
  await mkdir(installs, { recursive: true });
  const folder = await mkdtemp(path.join(tmpdir(), 'peers-'));
  /** @type {string[]} */
  const lines = [];
  const log = (/** @type {string} */ line) => void lines.push(line);
  const found = await dialects(installs, folder);
  const service = await start();
  const { account } = service;
  try {
    const columns = [];
    for (const dialect of found) {
      const title = `${dialect.title} ${dialect.version}`;
      if (wanted.length > 0 && !wanted.some((word) => title.includes(word))) {
        columns.push({ title, tools: [], seen: [] });
        continue;
      }
      log(`${title}\n`);
      const launch = await dialect.launch(account);
      const seen = [];
      let tools;
      // Each case has a process of its own: what one does to a session must not reach the next.
      for (const { name: about, run } of cases) {
        log(`\n${about}`);
        const server = await Server.start(launch, log, dialect.refuses);
        try {
          tools ??= await server.tools();
          const one = await run(service.trial({ dialect, server, account, folder, log }));
          process.stdout.write(`${title}: ${about}: ${one.mark}: ${one.said}\n`);
          seen.push(one);
        } finally {
          await server.end();
        }
      }
      columns.push({ title, tools: tools ?? [], seen });
    }
    const file = path.join(root, 'packages', name, 'docs/comparison.md');
    const before = await readFile(file, 'utf8');
    const date = new Date().toISOString().slice(0, 10);
    await writeFile(file, comparisonOf(before, cases, columns, `${await service.version()}, ${date}`));
  } finally {
    await writeFile(path.join(installs, `${name}.txt`), lines.join('\n'));
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
