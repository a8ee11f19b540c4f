import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../run.mjs';
import { environment } from './child.mjs';
import { recordsBetween } from './records.mjs';

/**
 * Records in one call: a message to the server has 50,000 items at most, and a batch 3,500 records. This many fill
 * their batches.
 */
const mostPerCall = 14 * 3_500;

/**
 * Creates records through `sync_dns_records` of the unmodified bundle. Beside it, in the place of the sandbox, is
 * what carries its requests to the simulator over HTTP.
 *
 * @param {{ port: number, token: string }} simulator
 * @param {number} count
 * @returns {Promise<{ maxRss: number }>} Of the server process, in bytes.
 */
export async function createThroughServer({ port, token }, count) {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  try {
    await cp(path.join(root, 'packages/cloudflare/dist'), folder, { recursive: true });
    const report = path.join(folder, 'report.json');
    const support = path.join(root, 'packages/cloudflare/test/support');
    const memory = path.join(root, 'packages/core/src/testing/most-memory.cjs');
    const relay = await readFile(path.join(support, 'model-relay.cjs'), 'utf8');
    const settings = JSON.stringify({ port, token, speed: 1, report, memory });
    await writeFile(path.join(folder, 'sandbox.cjs'), `const relay = ${settings};\n${relay}`);
    await converse(path.join(folder, 'cli.cjs'), count);
    return JSON.parse(await readFile(report, 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {string} cli @param {number} count */
async function converse(cli, count) {
  const args = [cli, '--sandbox', '--confirm', 'never', '--log-level', 'silent'];
  // As the installed command has it.
  const env = { ...environment, MALLOC_ARENA_MAX: '1' };
  const server = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = once(server, 'exit');
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  let id = 0;

  /** @param {string} method @param {object} params @returns {Promise<any>} */
  async function ask(method, params) {
    id += 1;
    server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    const { value } = await lines.next();
    return JSON.parse(value);
  }

  const clientInfo = { name: 'bench', version: '1' };
  await ask('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo });
  for (let from = 0; from < count; from += mostPerCall) {
    const records = recordsBetween(from, Math.min(count, from + mostPerCall));
    const { result } = await ask('tools/call', {
      name: 'sync_dns_records',
      arguments: { zone: 'example.com', records },
    });
    const status = result?.structuredContent?.status;
    if (status !== 'applied') throw new Error(`not applied: ${JSON.stringify(result).slice(0, 2_000)}`);
  }
  server.stdin.end();
  await gone;
}
