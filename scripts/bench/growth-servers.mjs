import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { root } from '../run.mjs';
import { servers } from '../servers.mjs';
import { costOf, costOfStep } from './costs.mjs';
import { machine, writeSection } from './document.mjs';
import { grownRow, head } from './growth.mjs';
import { schemaInputs } from './inputs-schemas.mjs';
import { table } from './report.mjs';

/** Its rows are in docs/performance.md. */
const first = 'cloudflare';

/** Opens markup, and closes none. */
const pieces = ['<!-- [[ {{ <a &'];

/** Reads the server, and what tells of its changes. @type {readonly import('./costs.mjs').Step[]} */
const before = [{ name: 'list_changes', arguments: {} }];

/**
 * What each tool of every other server costs as its arguments grow, into `packages/NAME/docs/performance.md`. Ends with 1
 * when cost grows faster than the input.
 *
 * @param {{ only: string | undefined }} options `only`: one of them.
 */
export async function benchGrowthOfServers({ only }) {
  const chosen = servers.filter((name) => name !== first && (only === undefined || only === name));
  for (const name of chosen) {
    const cli = path.join(root, 'packages', name, 'dist/cli.cjs');
    const rows = [];
    for (const { tool, name: what, most, args } of await argumentsOf(name, cli))
      rows.push(
        await grownRow(`${tool}: ${most.toLocaleString('en')} ${what}`, most, (size) =>
          costOf(tool, args(size), { cli, before }),
        ),
      );
    const sequences = [];
    for (const { name: what, most, calls } of await sequencesOf(name)) {
      sequences.push(
        await grownRow(what, most, (size) => {
          const [last, ...earlier] = calls(size).toReversed();
          if (last === undefined) throw new Error(`${what} calls nothing`);
          return costOfStep(last, { cli, before: earlier.toReversed() });
        }),
      );
    }
    const grown = [table(['largest input', ...head], rows)];
    if (sequences.length > 0) grown.push(ofSequences, table(['largest object', ...head], sequences));
    const file = path.join(root, 'packages', name, 'docs/performance.md');
    await writeSection('growth', [introduction, ...grown, await machine()].join('\n\n'), file);
  }
}

/**
 * One input for each argument that can grow.
 *
 * @param {string} name
 * @param {string} cli
 */
async function argumentsOf(name, cli) {
  const inputs = schemaInputs({ cli, needed: await examplesOf(name), pieces });
  // The last that an argument is grown by: markup that does not end, or a list of equal texts.
  const last = new Map(inputs.map((input) => [`${input.tool} ${argumentOf(input.name)}`, input]));
  // Every tool that writes has this one, and core reads it.
  return [...last].filter(([key]) => !key.endsWith(' confirm')).map(([, input]) => input);
}

/** @param {string} name `characters of content: a`. */
const argumentOf = (name) => / (?:of|in) ([a-z_]+)/u.exec(name)?.[1] ?? name;

/**
 * The calls that the page about the tools of a server shows.
 *
 * @param {string} server
 * @returns {Promise<Readonly<Record<string, object>>>} The arguments of the first of each tool.
 */
async function examplesOf(server) {
  const page = await readFile(path.join(root, 'packages', server, 'docs/tools.md'), 'utf8');
  /** @type {Record<string, object>} */
  const examples = {};
  for (const [, json = ''] of page.matchAll(/^Example:\n\n```json\n(.*?)\n```$/gmsu)) {
    const { name, arguments: given } = JSON.parse(json);
    examples[name] ??= given;
  }
  return examples;
}

/**
 * Calls that follow each other, of which the last counts: for what grows in the service and not in the call.
 *
 * @typedef {{ readonly name: string, readonly most: number, readonly calls: (size: number) => readonly import('./costs.mjs').Step[] }} Sequence
 *
 * @param {string} server
 * @returns {Promise<readonly Sequence[]>} None for a server that brings none.
 */
async function sequencesOf(server) {
  const file = path.join(root, 'packages', server, 'test/growth.mjs');
  try {
    return (await import(pathToFileURL(file).href)).sequences;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return [];
    throw error;
  }
}

const introduction = `## Growth

What a call costs as each of its arguments grows, in processor time of the main thread of Node ${process.versions.node.split('.')[0]}, the sandbox
included. Texts are \`${pieces[0]}\`, over and over; the other arguments are those of the example in the page about the tools. V8's young
generation has its usual size from the start. The last column is the longest that it computed at a stretch: so long a ping waits.
Inputs over a limit are refused, and so is what is about an object that only the example made; to read them takes time as well.`;

const ofSequences = `Texts of usual markup, and calls about what other calls have put there before: only the last of them counts.`;
