import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { machine, writeSection } from './document.mjs';
import { createThroughServer } from './server-client.mjs';
import { startSimulator } from './simulator.mjs';

/** Operations in one batch on a paid plan (dns/manage-dns-records/how-to/batch-record-changes). */
const batch = 3_500;

/**
 * @typedef {object} Measured
 * @property {number} writes
 * @property {number} milliseconds
 * @property {number} maxRss In bytes, of the process that works.
 */

/**
 * @param {(simulator: import('./simulator.mjs').Bench) => Promise<{ maxRss: number }>} work
 * @param {number} count
 * @returns {Promise<Measured>}
 */
async function measure(work, count) {
  const simulator = await startSimulator();
  try {
    const start = performance.now();
    const { maxRss } = await work(simulator);
    const milliseconds = performance.now() - start;
    const held = await simulator.held();
    if (held !== count) throw new Error(`the zone has ${held} records, not ${count}`);
    return { writes: simulator.writes(), milliseconds, maxRss };
  } finally {
    await simulator.close();
  }
}

/**
 * @param {import('./simulator.mjs').Bench} simulator
 * @param {number} count
 * @returns {Promise<{ maxRss: number }>}
 */
async function createWithSdk({ url, token }, count) {
  const client = fileURLToPath(new URL('sdk-client.mjs', import.meta.url));
  const child = spawn(process.execPath, [client, url, token, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the client with the SDK ended with ${code}`);
  return JSON.parse(output);
}

/**
 * Creates N records in an empty zone: through `sync_dns_records`, and one request for each with Cloudflare's SDK, by
 * turns, each in a process of its own and against a simulator of its own. The start of the process counts.
 *
 * @param {{ records: readonly number[] }} options
 */
export async function benchBulk({ records }) {
  const rows = [];
  for (const count of records) {
    const ours = await measure((simulator) => createThroughServer(simulator, count), count);
    const sdk = await measure((simulator) => createWithSdk(simulator, count), count);
    rows.push(rowOf(count, ours, sdk));
  }
  const table = tableOf(rows);
  console.log(table);
  await writeSection('bulk', `${introduction}\n\n${table}\n\n${await machine()}`);
}

const introduction = `## Creating many records

N address records are created in an empty zone of a paid plan. *sync* is one call of \`sync_dns_records\` for each
49,000 records, in the unmodified bundle over stdio, with the environment of the installed command; *SDK* is one request for each record, one after another, with
Cloudflare's npm package. Both work against the simulator over plain HTTP on the loopback interface, without its rate
limit: Cloudflare itself lets a token make 1,200 requests in five minutes. Memory is the most that the process ever
had; that of the simulator is not in it. The start of the process is in the time.`;

/** @param {number} count @param {Measured} ours @param {Measured} sdk */
function rowOf(count, ours, sdk) {
  const fewest = Math.ceil(count / batch);
  return [
    count.toLocaleString('en'),
    `${ours.writes} (⌈N/3,500⌉ = ${fewest})`,
    sdk.writes.toLocaleString('en'),
    ratio(sdk.writes, ours.writes),
    seconds(ours.milliseconds),
    seconds(sdk.milliseconds),
    ratio(sdk.milliseconds, ours.milliseconds),
    megabytes(ours.maxRss),
    megabytes(sdk.maxRss),
    minimum(ours.writes),
    minimum(sdk.writes),
  ];
}

/** @param {readonly string[]} cells */
function line(cells) {
  return `| ${cells.join(' | ')} |`;
}

/** @param {readonly (readonly string[])[]} rows */
function tableOf(rows) {
  const head = [
    'records',
    'write requests: sync',
    'SDK',
    'ratio',
    'time: sync',
    'SDK',
    'ratio',
    'memory: sync',
    'SDK',
    'least time by the rate limit: sync',
    'SDK',
  ];
  return [line(head), line(head.map(() => '---:')), ...rows.map((row) => line(row))].join('\n');
}

/** @param {number} one @param {number} other */
function ratio(one, other) {
  return `${(one / other).toFixed(1)} ×`;
}

/** @param {number} milliseconds */
function seconds(milliseconds) {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${Math.round(bytes / 1e6)} MB`;
}

/** How long so many requests take at least, at 1,200 in five minutes. @param {number} requests */
function minimum(requests) {
  return `${Math.floor((requests - 1) / 1_200) * 5} min`;
}
