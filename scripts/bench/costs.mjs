import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { root } from '../run.mjs';
import { environment } from './child.mjs';

/**
 * @typedef {object} Cost
 * @property {number} longest Milliseconds that the main thread computed at a stretch: as long a ping waits.
 * @property {number} total In all.
 * @property {boolean} refused
 */

const bundled = path.join(root, 'packages/cloudflare/dist/cli.cjs');
const turns = path.join(root, 'scripts/bench/turns.cjs');

/**
 * A call; one that needs what was answered before (`structuredContent`) is made from that.
 *
 * @typedef {{ readonly name: string, readonly arguments: object }} Call
 * @typedef {Call | ((answers: readonly any[]) => Call)} Step
 */

/**
 * Its usual size from the start, in MB: V8 makes it sixteen times smaller while a process waits for an answer, or does not, and
 * how often it is collected then says nothing of the work.
 */
const youngGeneration = '--min-semi-space-size=16';

/** So that what is loaded once does not count. @type {Call} */
const firstCall = {
  name: 'trace_request',
  arguments: { zone: 'mapleandpine.com', url: 'https://mapleandpine.com/' },
};

/** As a line has it, wherever it has it: data may have an id of that number, too. @param {number} id */
const idOf = (id) => `"jsonrpc":"2.0","id":${id}`;

/**
 * What one call of a tool costs the process, on the sandbox, which works in the same process and counts too.
 *
 * @param {string} tool
 * @param {object} args
 * @param {{ readonly cli?: string, readonly before?: readonly Step[] }} [how] Another bundle; calls that do not count.
 * @returns {Promise<Cost>}
 */
export function costOf(tool, args, how) {
  return costOfStep({ name: tool, arguments: args }, how);
}

/**
 * As `costOf`, of a call that may be made from what was answered before.
 *
 * @param {Step} step
 * @param {{ readonly cli?: string, readonly before?: readonly Step[] }} [how]
 * @returns {Promise<Cost>}
 */
export async function costOfStep(step, { cli = bundled, before = [firstCall] } = {}) {
  const server = spawn(
    process.execPath,
    [youngGeneration, '--require', turns, cli, '--sandbox', '--confirm', 'never', '--log-level', 'silent'],
    { env: environment, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const gone = once(server, 'close');
  const isGone = gone.then(() => {
    throw new Error(`the server ended:\n${stderr}`);
  });
  // Its end is waited for, too.
  isGone.catch(() => {});
  let [output, stderr] = ['', ''];
  server.stdout.setEncoding('utf8').on('data', (chunk) => {
    output += String(chunk);
  });
  server.stderr.setEncoding('utf8').on('data', (chunk) => {
    stderr += String(chunk);
  });
  const clientInfo = { name: 'bench', version: '1' };
  let id = 0;
  /** @type {any[]} */
  const answers = [];
  /** @param {string} method @param {object} params */
  const ask = async (method, params) => {
    id += 1;
    server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    while (!output.endsWith('\n') || !output.includes(idOf(id)))
      await Promise.race([once(server.stdout, 'data'), isGone]);
  };
  await ask('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo });
  /** @param {Step} one */
  const callOf = (one) => (typeof one === 'function' ? one(answers) : one);
  for (const earlier of before) {
    output = '';
    await ask('tools/call', callOf(earlier));
    const answer = output.split('\n').find((text) => text.includes(idOf(id))) ?? '{}';
    answers.push(JSON.parse(answer).result?.structuredContent);
  }
  const call = callOf(step);
  server.kill('SIGUSR2');
  while (!stderr.includes('BEGUN')) await Promise.race([once(server.stderr, 'data'), isGone]);
  output = '';
  await ask('tools/call', call);
  const refused = /\\"code\\":\\"(invalid_input|busy)|"error":\{"code"/.test(output);
  server.stdin.end();
  await gone;
  const line = /^TURNS (.*)$/m.exec(stderr)?.[1];
  if (line === undefined) throw new Error(`${call.name} told nothing:\n${stderr}`);
  return { ...JSON.parse(line), refused };
}
