// Bundles the servers and the simulator, or only those that are named: `node scripts/build.mjs cloudflare`. The same sources
// give the same bytes, wherever and whenever they are built.
import path from 'node:path';
import { bundledPackages } from './build/bundles.mjs';
import { buildPackage } from './build/package.mjs';
import { root } from './run.mjs';
import { kilobytes, seconds } from './text.mjs';

/**
 * @param {import('./build/bundles.mjs').BundledPackage} bundled
 * @returns {Promise<boolean>} Whether the package is good to be published.
 */
async function report(bundled) {
  const { written, skipped, problems } = await buildPackage({ root, outputRoot: root, bundled });
  for (const { file, bytes } of written) console.log(`${file.padEnd(52)} ${kilobytes(bytes).padStart(9)}`);
  for (const source of skipped) console.log(`${source} does not exist yet: skipped`);
  for (const problem of problems) console.error(problem);
  return problems.length === 0;
}

const start = performance.now();
const names = process.argv.slice(2);
const chosen = bundledPackages.filter(
  ({ folder }) => names.length === 0 || names.includes(path.basename(folder)),
);
if (chosen.length < names.length) throw new Error(`not every one of these is built: ${names.join(', ')}`);
const results = await Promise.allSettled(chosen.map((bundled) => report(bundled)));
for (const result of results) if (result.status === 'rejected') console.error(String(result.reason));
console.log(`built in ${seconds(performance.now() - start)}`);
process.exitCode = results.every((result) => result.status === 'fulfilled' && result.value) ? 0 : 1;
