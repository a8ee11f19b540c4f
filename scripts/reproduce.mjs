// Makes the release twice from the last commit, in two clones with their own `npm ci`, and compares every byte:
// `npm run reproduce`, or `npm run reproduce -- NODE NODE …` with a clone for each of these Node programs.

import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { publishedPackages } from './build/bundles.mjs';
import { npm, runNode } from './npm.mjs';
import { root } from './run.mjs';
import { kilobytes } from './text.mjs';

/**
 * @param {string} folder
 * @param {string} node
 * @returns {Promise<Map<string, string>>} `<package>/<artefact>` → its line for the report.
 */
async function releaseInClone(folder, node) {
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, folder], { stdio: 'inherit' });
  await npm(['ci', '--no-audit', '--no-fund'], { cwd: folder });
  const env = { ...process.env, TZ: folder.endsWith('1') ? 'UTC' : 'Pacific/Kiritimati' };
  await runNode(['scripts/build.mjs'], { cwd: folder, node, env });
  await runNode(['scripts/pack.mjs'], { cwd: folder, node, env });
  /** @type {Map<string, string>} */
  const lines = new Map();
  for (const { folder: packed } of publishedPackages) {
    const release = path.join(folder, 'dist/release', path.basename(packed));
    const sums = await readFile(path.join(release, 'SHA256SUMS'), 'utf8');
    for (const [, sum, name = ''] of sums.matchAll(/^(\w+) {2}(.+)$/gm)) {
      const { length } = await readFile(path.join(release, name));
      lines.set(`${path.basename(packed)}/${name}`, `${sum}  ${kilobytes(length).padStart(9)}  ${name}`);
    }
  }
  return lines;
}

const given = process.argv.slice(2);
const nodes = given.length > 0 ? given : [process.execPath, process.execPath];
const scratch = await mkdtemp(path.join(tmpdir(), 'reproduce-'));
try {
  /** @type {Map<string, string>[]} */
  const releases = [];
  for (const [index, node] of nodes.entries()) {
    const version = (await runNode(['--version'], { cwd: root, node })).trim();
    releases.push(await releaseInClone(path.join(scratch, `clone-${index + 1}`), node));
    console.log(`clone ${index + 1}: Node ${version}`);
  }
  const [first = new Map(), ...others] = releases;
  const different = [...first].filter(([name, line]) => others.some((other) => other.get(name) !== line));
  for (const line of first.values()) console.log(line);
  for (const [name] of different) console.error(`${name} is not the same in every clone`);
  if (first.size === 0 || others.some(({ size }) => size !== first.size)) process.exitCode = 1;
  else if (different.length > 0) process.exitCode = 1;
  else console.log(`the same bytes in ${releases.length} clones`);
} finally {
  await rm(scratch, { recursive: true, force: true });
}
