import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { root } from '../run.mjs';
import { servers } from '../servers.mjs';
import { locksOf, originalOf, ownCall } from './contenders.mjs';
import { machine, nodeVersion, writeSection } from './document.mjs';
import { median, table } from './report.mjs';
import { bare, head, measured, rowOf } from './start.mjs';

/** @typedef {import('./contenders.mjs').Contender} Contender */
/** @typedef {import('./start.mjs').Start} Start */

/** Its numbers are beside those of others, in docs/performance.md. */
const compared = 'cloudflare';

/**
 * How every other server of this repository starts, into `packages/NAME/docs/performance.md`.
 *
 * @param {{ rounds: number, nodes: readonly string[], peers: boolean, only: string | undefined }} options `only`: one of them.
 */
export async function benchServers({ rounds, nodes, peers, only }) {
  const chosen = servers.filter((name) => name !== compared && (only === undefined || only === name));
  for (const name of chosen) {
    const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
    try {
      const forms = [...(await formsOf(name)), ...(peers ? await originalOf(folder, name) : [])];
      const sections = [];
      for (const node of nodes) sections.push(await onNode(name, forms, node, rounds));
      const text = `${introduction(rounds)}\n\n${sections.join('\n\n')}\n\n${await machine()}`;
      console.log(text);
      await writeSection('start', text, path.join(root, 'packages', name, 'docs/performance.md'));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** @param {string} name */
const cliOf = (name) => path.join(root, 'packages', name, 'dist/cli.cjs');

/**
 * The first call to the sandbox asks the service, by the first tool that only reads and needs no argument.
 *
 * @param {string} name
 * @returns {Promise<readonly Contender[]>}
 */
async function formsOf(name) {
  const cli = cliOf(name);
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'tools', '--json'], {
    maxBuffer: 16 * 1024 * 1024,
  });
  /** @type {readonly { name: string, annotations?: { readOnlyHint?: boolean }, inputSchema: { required?: readonly string[] } }[]} */
  const tools = JSON.parse(stdout);
  const reading = tools.find(
    ({ annotations, inputSchema }) =>
      annotations?.readOnlyHint === true && (inputSchema.required ?? []).length === 0,
  );
  return [
    { name: '**this server**', args: [cli], call: ownCall },
    { name: '**this server, under its locks**', args: [cli], locked: true, call: ownCall },
    {
      name: '**this server, by its command**',
      args: [path.join(path.dirname(cli), 'launch.cjs')],
      call: ownCall,
    },
    {
      name: `**this server, \`--sandbox\`**, \`${reading?.name ?? ownCall.name}\``,
      args: [cli, '--sandbox'],
      call: { name: reading?.name ?? ownCall.name, arguments: {} },
    },
  ];
}

/** @param {string} name @param {readonly Contender[]} forms @param {string} node @param {number} rounds */
async function onNode(name, forms, node, rounds) {
  const locks = await locksOf(node, cliOf(name));
  /** @type {Map<string, Start[]>} */
  const starts = new Map(forms.map((form) => [form.name, []]));
  /** @type {number[]} */
  const bases = [];
  for (let round = 0; round < rounds; round += 1) {
    const base = await bare(node);
    bases.push(base);
    for (const form of forms) {
      const found = await measured(node, form, base, locks);
      if (found !== undefined) starts.get(form.name)?.push(found);
    }
  }
  const bareRow = [
    '`node -e 0`',
    `${median(bases).toFixed(0)} ms`,
    '1.0',
    ...Array.from({ length: 6 }, () => ''),
  ];
  const rows = forms.map((form) => rowOf(form.name, starts.get(form.name) ?? []));
  return `### Node ${await nodeVersion(node)}\n\n${table(head, [bareRow, ...rows])}`;
}

/** @param {number} rounds */
const introduction = (rounds) => `## Start

From the spawn of a process to the answer to \`tools/list\`, after the handshake, and to that to a first call, of \`list_changes\`, which asks
nobody, or of a tool that asks the simulated service; of a server in Python, of a tool that is not there. The median of ${rounds} rounds. The ratio is to \`node -e 0\` in the same round. Memory is what is resident then.`;
