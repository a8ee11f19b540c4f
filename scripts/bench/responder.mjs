// Answers as the simulator does, and each request that was made before from memory: what is measured is whoever asks.
// Arguments: how many records the zone has, and `tls` to wait for a certificate and its key. Sends its port and the id of the zone to the process that started it.
import process from 'node:process';
import { recordsBetween } from './records.mjs';
import { load } from './simulator.mjs';

/** @type {Promise<{ cert: string, key: string }>} Told by whoever wants TLS. */
const identity = new Promise((resolve) => {
  process.once('message', resolve);
});

const { SIMULATOR_TOKEN, createRealTime, createSimulator, serve } = await load();
const simulator = createSimulator({
  seed: 'empty',
  plan: 'pro',
  recordQuota: 1_000_000,
  rateLimit: { requests: 900_000_000, windowSeconds: 300 },
  determinism: createRealTime(),
});
const headers = { authorization: `Bearer ${SIMULATOR_TOKEN}`, 'content-type': 'application/json' };

/** @type {Map<string, { status: number, headers: Readonly<Record<string, string>>, body: Uint8Array }>} */
const known = new Map();

/** @param {Parameters<typeof simulator.fetch>[0]} request */
async function remembered(request) {
  const old = request.method === 'GET' ? known.get(request.url) : undefined;
  const { status, headers: given, body } = old ?? (await simulator.fetch(request));
  const bytes = body instanceof Uint8Array ? body : await whole(body);
  // Some 330 bytes a record, as Cloudflare's own are.
  const sized = { ...given, 'content-length': String(bytes.length) };
  if (request.method === 'GET') known.set(request.url, { status, headers: sized, body: bytes });
  return { status, headers: sized, body: chunksOf(bytes) };
}

/** @param {AsyncIterable<Uint8Array>} body */
async function whole(body) {
  const chunks = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** @param {Uint8Array} bytes */
async function* chunksOf(bytes) {
  yield bytes;
}

/** @param {'GET' | 'POST'} method @param {string} where @param {object} [json] @returns {Promise<any>} */
async function ask(method, where, json) {
  const body = json === undefined ? {} : { body: Buffer.from(JSON.stringify(json)) };
  const answer = await simulator.fetch({ method, url: `/client/v4${where}`, headers, ...body });
  return JSON.parse(String(await whole(answer.body))).result;
}

const [zone] = await ask('GET', '/zones');
const count = Number(process.argv[2]);
for (let from = 0; from < count; from += 3_500) {
  const posts = recordsBetween(from, Math.min(count, from + 3_500)).map((record) => ({
    ...record,
    comment: 'What a team writes beside a record',
  }));
  await ask('POST', `/zones/${zone.id}/dns_records/batch`, { posts });
}
const tls = process.argv[3] === 'tls' ? await identity : undefined;
const { port } = await serve({ ...simulator, fetch: remembered }, { port: 0, tls });
process.send?.({ port, zoneId: zone.id, token: SIMULATOR_TOKEN });
process.once('disconnect', () => process.exit());
