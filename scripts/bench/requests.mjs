import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import https from 'node:https';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { root } from '../run.mjs';
import { machine, writeSection } from './document.mjs';
import { median, table } from './report.mjs';
import { bareRequest, timesOf } from './timing.mjs';

const records = 100;
const requestsPerRound = 300;
const hostname = 'api.bench.test';

/**
 * Measures requests of the server's own HTTP client, with all its checks, beside bare ones for the same body over
 * equal connections, by turns in one process.
 *
 * @param {{ rounds: number }} options
 */
export async function benchRequests({ rounds }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  const { createAuthority, createClient, createHttpsTransport, path: apiPath } = await parts(folder);
  const authority = createAuthority('Authority of the bench');
  const { certificate: cert, key } = authority.issue({ hostname });
  const ca = authority.certificate;
  const responder = fork(fileURLToPath(new URL('responder.mjs', import.meta.url)), [String(records), 'tls']);
  responder.send({ cert, key });
  try {
    const [{ port, zoneId, token }] = await once(responder, 'message');
    const origin = { hostname, port: 443, basePath: '/client/v4' };
    const client = createClient({
      transport: createHttpsTransport(origin, { testOnly: { address: '127.0.0.1', port, ca } }),
      service: 'Cloudflare',
      basePath: origin.basePath,
      userAgent: 'bench',
      authorization: () => `Bearer ${token}`,
      interpret: () => undefined,
      requestIdHeader: 'cf-ray',
      readOnly: true,
    });
    const where = apiPath`/zones/${zoneId}/dns_records`;
    const query = { page: 1, per_page: records };
    const signal = new AbortController().signal;
    const bare = bareRequestTo({ port, ca, token, where: `/client/v4/zones/${zoneId}/dns_records` });
    const size = (await bare()).length;
    /** @type {readonly (readonly [string, () => Promise<unknown>])[]} */
    const ways = [
      ['bare request', bare],
      ['bare request, its JSON read', async () => JSON.parse(String(await bare()))],
      [
        "the server's client, its JSON read",
        () => client.request({ method: 'GET', path: where, query, signal }),
      ],
    ];
    const text = await measured(ways, rounds, size);
    console.log(text);
    await writeSection('requests', `${text}\n\n${await machine()}`);
    client.close();
  } finally {
    responder.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {readonly (readonly [string, () => Promise<unknown>])[]} ways
 * @param {number} rounds
 * @param {number} size
 */
async function measured(ways, rounds, size) {
  for (const [, act] of ways) await timesOf(act, 1_000);
  /** @type {number[][]} */
  const found = [];
  for (let round = 0; round < rounds; round += 1) {
    const times = [];
    for (const [, act] of ways) times.push(median(await timesOf(act, requestsPerRound)));
    found.push(times);
  }
  const rows = ways.map(([name], index) => [
    name,
    milliseconds(median(found.map((times) => times[index] ?? 0))),
    index === 0 ? '' : milliseconds(median(found.map((times) => (times[index] ?? 0) - (times[0] ?? 0)))),
  ]);
  return `${introduction(size)}\n\n${table(['', 'median', 'over the bare one'], rows)}`;
}

/** @param {{ port: number, ca: string, token: string, where: string }} to @returns {() => Promise<Buffer>} */
function bareRequestTo({ port, ca, token, where }) {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 8, ca, servername: hostname });
  const options = {
    agent,
    host: '127.0.0.1',
    port,
    path: `${where}?page=1&per_page=${records}`,
    headers: { authorization: `Bearer ${token}` },
  };
  return bareRequest(https.get, options);
}

/** @param {string} folder @returns {Promise<any>} */
async function parts(folder) {
  const outfile = path.join(folder, 'parts.cjs');
  const contents = [
    "export { createClient, createHttpsTransport, path } from './packages/core/src/http/index.ts';",
    "export { createAuthority } from './packages/core/src/http/testing/certificate.ts';",
  ].join('\n');
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'silent',
  });
  return createRequire(import.meta.url)(outfile);
}

/** @param {number} value */
function milliseconds(value) {
  return `${value.toFixed(2)} ms`;
}

/** @param {number} bytes */
const introduction = (bytes) => `## Requests

One page of ${records} DNS records, ${(bytes / 1024).toFixed(0)} KB of Cloudflare's JSON, from a process that answers from memory, over kept-alive
TLS connections on the loopback interface: the HTTP client of the server, with its limits, deadlines, checks and
pacing, beside a bare request of \`node:https\`. Medians of rounds of ${requestsPerRound} each, by turns in one process.`;
