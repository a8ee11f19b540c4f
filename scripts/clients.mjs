// Runs real clients against the server, with a scripted model and no network but loopback, and writes what it saw into
// docs/clients.md: `npm run clients`, or `npm run clients -- codex libraries converters` for some of them. Linux, as root.
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { cliClients } from './clients/catalog.mjs';
import { converted, converters } from './clients/converters.mjs';
import { writeSeen } from './clients/document.mjs';
import { hasNamespaces, inNamespace, installed } from './clients/lab.mjs';
import { libraries } from './clients/libraries.mjs';
import { answeredIn, observed, snippetSeen } from './clients/observe.mjs';
import { tried } from './clients/sdk.mjs';
import { hasTmux, terminals } from './clients/terminals.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folder = path.join(root, 'dist/clients');
const launcher = path.join(root, 'packages/cloudflare/dist/launch.cjs');
/** Claude Code wants Node 22 or newer; the model reads what Codex compresses with zstd. */
const nodeVersion = '24.21.0';

/** What the table holds of clients that programs are built with. */
async function tryLibraries() {
  const rows = [];
  for (const library of libraries) {
    const place = path.join(folder, 'libraries', library.script.replaceAll(/[/.]/gu, '-'));
    const row = await tried(library, place, [process.execPath, launcher, '--sandbox']);
    process.stdout.write(`${library.title} (${library.version}): ${row.said}\n`);
    rows.push(row);
  }
  return rows;
}

/** What the table holds of what makes other schemas for a model out of ours. */
async function tryConverters() {
  const rows = [];
  for (const converter of converters) {
    const place = path.join(folder, 'converters', converter.script.replaceAll('.', '-'));
    const row = await converted(converter, place, [process.execPath, launcher, '--sandbox']);
    process.stdout.write(`${row.cells.join(' | ')}\n`);
    rows.push(row);
  }
  return rows;
}

/**
 * What the table of terminals holds of a client in which a person answers, if this machine has tmux.
 *
 * @param {import('./clients/catalog.mjs').CliClient} client
 * @param {(scenario: string) => Promise<unknown>} play
 */
async function answeredBy({ name, title, version }, play) {
  if (terminals[name] === undefined) return [];
  if (!(await hasTmux())) return [[title, version, 'not run: `tmux` is not installed here', '', '']];
  for (const scenario of ['approve', 'decline']) await play(scenario);
  const { form, approved, declined } = answeredIn(path.join(folder, name));
  process.stdout.write(`  ${form}; ${approved}; ${declined}\n`);
  return [[title, version, form, approved, declined]];
}

/** @param {import('./clients/catalog.mjs').CliClient} client */
function scenariosOf({ prompt, mention }) {
  return [
    'conversation',
    'interrupt',
    ...(prompt === undefined ? [] : ['prompt']),
    ...(mention === undefined ? [] : ['mention']),
  ];
}

/**
 * What became of the snippets of a client, the worst of them.
 *
 * @param {import('./clients/catalog.mjs').CliClient} client
 * @param {(scenario: string) => Promise<unknown>} play
 */
async function snippetsOf({ name, snippets }, play) {
  const seen = [];
  for (const [index, { heading }] of snippets.entries()) {
    await play(`snippet-${index}`);
    const came = snippetSeen(path.join(folder, name, `snippet-${index}`));
    process.stdout.write(`  ${heading}: ${came}\n`);
    seen.push(came);
  }
  return seen.find((came) => came !== 'connects') ?? 'connects';
}

/** @param {readonly string[]} names */
async function main(names) {
  if (!(await hasNamespaces())) {
    process.stdout.write('*** NOT RUN: a network of their own for the clients needs Linux and root\n');
    return 1;
  }
  const known = new Set(['libraries', 'converters', ...cliClients.map((client) => client.name)]);
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`there is no client ${unknown.join(', ')}`);
  const node = await installed(path.join(folder, 'node'), `node@${nodeVersion}`, 'node');
  const rows = [];
  /** @type {string[][]} */
  const forms = [];
  for (const client of cliClients) {
    if (names.length > 0 && !names.includes(client.name)) continue;
    const { name, title, version, command } = client;
    process.stdout.write(`${title} ${version}\n`);
    await installed(path.join(folder, name), `${client.package}@${version}`, command);
    const run = path.join(root, 'scripts/clients/run.mjs');
    const play = (/** @type {string} */ scenario) =>
      inNamespace([node, run, folder, name, scenario, node, launcher, '--sandbox']);
    for (const scenario of scenariosOf(client)) await play(scenario);
    forms.push(...(await answeredBy(client, play)));
    const seen = observed(path.join(folder, name));
    rows.push({
      title,
      version,
      ...seen,
      snippet: await snippetsOf(client, play),
    });
    process.stdout.write(`  ${seen.revision}; steps: ${seen.outcome}\n`);
  }
  const rowsOfLibraries = names.length === 0 || names.includes('libraries') ? await tryLibraries() : [];
  const made = names.length === 0 || names.includes('converters') ? await tryConverters() : [];
  const cells = rowsOfLibraries.map((row) => row.cells);
  await writeSeen(
    path.join(root, 'docs/clients.md'),
    rows,
    cells,
    forms,
    made.map((row) => row.cells),
  );
  const wrong = rowsOfLibraries.filter(({ state }) => state === 'fails');
  const failed = rows.filter(({ outcome, snippet }) => !outcome.startsWith('all') || snippet !== 'connects');
  const unseen = forms.filter((row) => row.some((cell) => cell.includes('**')));
  const refusing = made.filter(({ works }) => !works);
  return failed.length + wrong.length + refusing.length + unseen.length === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
