// Writes a new server package on core, whose tests pass at once: `npm run new-server -- NAME`.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { npm, runNode } from './npm.mjs';
import { entryOf, root } from './run.mjs';

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const TEMPLATE = path.join(root, 'scripts/new-server/template');

/**
 * The template's name in its three spellings. The address stays `api.example.com` (RFC 2606): that of a
 * real service has to be written by somebody who knows it, because the token goes there.
 *
 * @param {string} text
 * @param {string} name
 */
function renamed(text, name) {
  const words = name.split('-');
  const title = words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`).join(' ');
  return text
    .replaceAll('acme', name)
    .replaceAll('Acme', title)
    .replaceAll('ACME', words.join('_').toUpperCase());
}

/** @param {string} name */
async function writePackage(name) {
  for (const entry of await readdir(TEMPLATE, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const source = path.join(entry.parentPath, entry.name);
    const target = path.join(root, 'packages', name, path.relative(TEMPLATE, source));
    const content = await readFile(source);
    await mkdir(path.dirname(target), { recursive: true });
    const isText = !content.includes(0);
    await writeFile(target, isText ? renamed(content.toString(), name) : content);
  }
}

/**
 * Writes what is made from the package: its entry in the registry, the bundles, and what clients see of its tools.
 *
 * @param {string} name
 */
async function generate(name) {
  const folder = `packages/${name}`;
  await runNode(['scripts/build.mjs'], { cwd: root });
  await runNode(['scripts/server-json.mjs'], { cwd: root });
  const contract = [entryOf('vitest'), 'run', '--project', 'e2e', `${folder}/test/e2e/contract.test.ts`];
  await runNode(contract, { cwd: root, env: { ...process.env, UPDATE_SNAPSHOTS: '1' } });
  await runNode([entryOf('biome'), 'check', '--write', folder], { cwd: root });
}

/** @param {readonly string[]} args */
async function main([name = '', ...options]) {
  if (!NAME.test(name) || name.length > 30)
    throw new Error(
      'NAME is made of lower-case letters, digits and dashes: npm run new-server -- request-tracker',
    );
  if (existsSync(path.join(root, 'packages', name))) throw new Error(`packages/${name} is there already`);
  await writePackage(name);
  if (!options.includes('--no-install')) await npm(['install', '--no-audit', '--no-fund'], { cwd: root });
  await generate(name);
  console.log(`packages/${name} is a server on core. See that it works, and go on from there:

  npm test
  node packages/${name}/dist/cli.cjs --sandbox

Then, in this order: the address in src/connect.ts, paths and shapes in src/features/notes/api.ts, a simulator in place of src/sandbox.ts, and
more tools and features in src/features (AGENTS.md, "Adding a tool").`);
}

await main(process.argv.slice(2));
