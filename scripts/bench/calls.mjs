import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Child } from './child.mjs';
import { machine, writeSection } from './document.mjs';
import { relayed } from './relayed.mjs';
import { median, table } from './report.mjs';
import { bareRequest, timesOf } from './timing.mjs';

/** Time in the server runs faster by this much, so that its limit of calls a minute does not end the measurement. */
const speed = 200;
const callsPerRound = 200;
const records = 100;

/** @typedef {{ port: number, zoneId: string, token: string }} Responder */

/**
 * Measures calls of `list_dns_records` through the unmodified bundle over stdio, beside bare requests for the same
 * body, by turns.
 *
 * @param {{ rounds: number, calls: number }} options
 */
export async function benchCalls({ rounds, calls }) {
  const responder = fork(fileURLToPath(new URL('responder.mjs', import.meta.url)), [String(records)]);
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  try {
    const [where] = await once(responder, 'message');
    const server = new Child(process.execPath, [
      await relayed(folder, where, speed),
      '--sandbox',
      '--log-level',
      'silent',
    ]);
    const least = new Child(process.execPath, leastFor(where));
    try {
      await server.hello();
      await least.hello();
      const text = await measured({ server, least, responder: where }, rounds, calls);
      console.log(text);
      await writeSection('calls', `${text}\n\n${await machine()}`);
    } finally {
      await server.end();
      await least.end();
    }
  } finally {
    responder.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {Responder} responder */
function pathOf({ zoneId }) {
  return `/client/v4/zones/${zoneId}/dns_records?page=1&per_page=${records}`;
}

/** @param {Responder} responder @returns {readonly string[]} For Node: a server that does the least. */
function leastFor(responder) {
  const file = fileURLToPath(new URL('baselines/hand-written-call.cjs', import.meta.url));
  return [file, String(responder.port), pathOf(responder), responder.token];
}

/** @param {{ server: Child, least: Child, responder: Responder }} what @param {number} rounds @param {number} calls */
async function measured({ server, least, responder }, rounds, calls) {
  const bare = bareRequestTo(responder);
  const asked = { name: 'list_dns_records', arguments: { zone: 'example.com' } };
  const call = () => server.ask('tools/call', asked);
  const ways = [bare, () => least.ask('tools/call', asked), call];
  const body = await bare();
  const answer = String(await call());
  if (!answer.includes(`"total":${records}`)) throw new Error(`no list: ${answer.slice(0, 500)}`);
  for (const way of ways) await timesOf(way, 1_000);
  /** @type {number[][]} */
  const alone = [];
  /** @type {number[][]} */
  const together = [];
  for (let round = 0; round < rounds; round += 1) {
    alone.push(await each(ways, async (way) => median(await timesOf(way, callsPerRound))));
    together.push(await each(ways, sideBySide));
  }
  const memory = await memoryOver(server, call, calls);
  const size = `${(body.length / 1024).toFixed(0)} KB`;
  const head = ['', 'bare request', 'the least over stdio', 'call', 'overhead', 'over the least'];
  const rows = [row('one after the other', alone), row('16 at once, each', together)];
  return `${introduction(size)}\n\n${table(head, rows)}\n\n${memory}`;
}

/** @param {readonly (() => Promise<unknown>)[]} ways @param {(way: () => Promise<unknown>) => Promise<number>} measure */
async function each(ways, measure) {
  const times = [];
  for (const way of ways) times.push(await measure(way));
  return times;
}

/** @param {Responder} responder @returns {() => Promise<Buffer>} */
function bareRequestTo(responder) {
  const { port, token } = responder;
  const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
  const options = {
    agent,
    host: '127.0.0.1',
    port,
    path: pathOf(responder),
    headers: { authorization: `Bearer ${token}` },
  };
  return bareRequest(http.get, options);
}

/** @param {() => Promise<unknown>} act @returns {Promise<number>} Milliseconds for each when 16 are always running. */
async function sideBySide(act) {
  const start = performance.now();
  await Promise.all(Array.from({ length: 16 }, () => timesOf(act, callsPerRound / 8)));
  return (performance.now() - start) / (2 * callsPerRound);
}

/** @param {string} name @param {readonly (readonly number[])[]} rounds Of the bare request, the least, and the call. */
function row(name, rounds) {
  /** @param {(times: readonly number[]) => number} of */
  const over = (of) => milliseconds(median(rounds.map(of)));
  const differences = [
    over(([bare = 0, , call = 0]) => call - bare),
    over(([, least = 0, call = 0]) => call - least),
  ];
  return [
    name,
    over(([bare = 0]) => bare),
    over(([, least = 0]) => least),
    over(([, , call = 0]) => call),
    ...differences,
  ];
}

/** @param {Child} server @param {() => Promise<unknown>} call @param {number} calls */
async function memoryOver(server, call, calls) {
  const points = [];
  for (let part = 0; part <= 5; part += 1) {
    if (part > 0) await timesOf(call, calls / 5);
    points.push(`${server.rss()?.toFixed(0) ?? '?'} MB`);
  }
  return `Resident memory over ${calls.toLocaleString('en')} further calls, at each fifth: ${points.join(', ')}.`;
}

/** @param {number} value */
function milliseconds(value) {
  return `${value.toFixed(2)} ms`;
}

/** @param {string} size */
const introduction = (size) => `## Calls

One page of ${records} DNS records, ${size} of Cloudflare's JSON: \`list_dns_records\` in the unmodified bundle over stdio, until
its answer is read, beside a request over a kept-alive connection for the same body, until that is read. Both ask a
process that answers from memory over plain HTTP on the loopback interface. *The least over stdio* is a server of thirty
lines that makes the request, reads its JSON and writes it back as data and as text, without any check. Medians of rounds of ${callsPerRound} each, by turns.`;
