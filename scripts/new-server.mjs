// Writes a new server package on core, whose tests pass at once:
// npm run new-server -- NAME [--title "Request Tracker"] [--prefix RT]
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { npm, runNode } from './npm.mjs';
import { entryOf, root } from './run.mjs';

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const TEMPLATE = path.join(root, 'scripts/new-server/template');

/**
 * The service in its three spellings: `request-tracker`, `Request Tracker`, `REQUEST_TRACKER`.
 *
 * @typedef {{ readonly name: string, readonly title: string, readonly prefix: string }} Spellings
 */

/**
 * The address stays `api.example.com` (RFC 2606): that of a real service has to be written by somebody who knows it,
 * because the token goes there.
 *
 * @param {string} text
 * @param {Spellings} spellings
 */
function renamed(text, { name, title, prefix }) {
  return text.replaceAll('acme', name).replaceAll('Acme', title).replaceAll('ACME', prefix);
}

/**
 * @param {string} name
 * @param {{ readonly title?: string | undefined, readonly prefix?: string | undefined }} given
 * @returns {Spellings}
 */
function spellingsOf(name, given) {
  const words = name.split('-');
  const {
    title = words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`).join(' '),
    prefix = words.join('_').toUpperCase(),
  } = given;
  if (!/^[A-Z][\w .()+-]{0,40}$/u.test(title))
    throw new Error('--title takes the name of the service as people write it, such as "Request Tracker"');
  if (!/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/u.test(prefix))
    throw new Error('--prefix takes what its variables begin with, such as RT for RT_API_TOKEN');
  return { name, title, prefix };
}

/** @param {Spellings} spellings */
async function writePackage(spellings) {
  for (const entry of await readdir(TEMPLATE, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const source = path.join(entry.parentPath, entry.name);
    const target = path.join(root, 'packages', spellings.name, path.relative(TEMPLATE, source));
    const content = await readFile(source);
    await mkdir(path.dirname(target), { recursive: true });
    const isText = !content.includes(0);
    await writeFile(target, isText ? renamed(content.toString(), spellings) : content);
  }
}

/**
 * Writes what is made from the package: its entry in the registry, the bundles, and what clients see of its tools.
 *
 * @param {string} name
 */
async function generate(name) {
  const folder = `packages/${name}`;
  await runNode(['scripts/build.mjs', name], { cwd: root });
  await runNode(['scripts/server-json.mjs'], { cwd: root });
  await runNode(['scripts/docs.mjs', name], { cwd: root });
  await runNode([entryOf('biome'), 'check', '--write', folder], { cwd: root });
}

/** @param {readonly string[]} args */
async function main(args) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      title: { type: 'string' },
      prefix: { type: 'string' },
      'no-install': { type: 'boolean', default: false },
    },
  });
  const [name = ''] = positionals;
  if (!NAME.test(name) || name.length > 30)
    throw new Error(
      'NAME is made of lower-case letters, digits and dashes: npm run new-server -- request-tracker',
    );
  if (existsSync(path.join(root, 'packages', name))) throw new Error(`packages/${name} is there already`);
  await writePackage(spellingsOf(name, values));
  if (!values['no-install']) await npm(['install', '--no-audit', '--no-fund'], { cwd: root });
  await generate(name);
  console.log(`packages/${name} is a server on core. See that it works, and go on from there:

  npm test
  node packages/${name}/dist/launch.cjs doctor --sandbox

Then, in this order: the address in src/connect.ts, paths and shapes in src/features/notes/api.ts, a simulator in place of src/sandbox.ts, and
more tools and features in src/features (AGENTS.md, "Adding a tool").`);
}

await main(process.argv.slice(2));
