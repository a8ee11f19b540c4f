import path from 'node:path';
import { root } from '../run.mjs';
import { servers } from '../servers.mjs';
import { locksOf, ownCall } from './contenders.mjs';
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
 * @param {{ rounds: number, nodes: readonly string[], only: string | undefined }} options `only`: one of them.
 */
export async function benchServers({ rounds, nodes, only }) {
  const chosen = servers.filter((name) => name !== compared && (only === undefined || only === name));
  for (const name of chosen) {
    const sections = [];
    for (const node of nodes) sections.push(await onNode(name, node, rounds));
    const text = `${introduction(rounds)}\n\n${sections.join('\n\n')}\n\n${await machine()}`;
    console.log(text);
    await writeSection('start', text, path.join(root, 'packages', name, 'docs/performance.md'));
  }
}

/** @param {string} name @param {string} node @param {number} rounds */
async function onNode(name, node, rounds) {
  const cli = path.join(root, 'packages', name, 'dist/cli.cjs');
  /** @type {readonly Contender[]} */
  const forms = [
    { name: '**this server**', args: [cli], call: ownCall },
    { name: '**this server, under its locks**', args: [cli], locked: true, call: ownCall },
    {
      name: '**this server, by its command**',
      args: [path.join(path.dirname(cli), 'launch.cjs')],
      call: ownCall,
    },
    { name: '**this server, `--sandbox`**', args: [cli, '--sandbox'], call: ownCall },
  ];
  const locks = await locksOf(node, cli);
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

From the spawn of a process to the answer to \`tools/list\`, after the handshake, and to that to a first call, of \`list_changes\`; the
median of ${rounds} rounds. The ratio is to \`node -e 0\` in the same round. Memory is what is resident then.`;
