import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from '../run.mjs';

/** @typedef {typeof import('@crunchtools/cloudflare-simulator')} SimulatorPackage */

/**
 * The simulator, bundled from its sources, which no released Node reads as they are.
 *
 * @returns {Promise<SimulatorPackage>}
 */
export async function load() {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  try {
    const outfile = path.join(folder, 'simulator.cjs');
    const source = path.join(root, 'packages/cloudflare-simulator/src/index.ts');
    await build({
      entryPoints: [source],
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      logLevel: 'silent',
    });
    return createRequire(import.meta.url)(outfile);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @typedef {object} Bench
 * @property {string} url The base of the API.
 * @property {number} port
 * @property {string} token
 * @property {() => Promise<number>} held How many records the zone has.
 * @property {() => number} writes Requests so far that were not GET.
 * @property {(method: string, where: string, body?: object) => Promise<any>} ask What `result` holds then.
 * @property {() => Promise<void>} close
 */

/**
 * A paid zone, `example.com`, without records, that may hold any number of them; no rate limit, so that the time
 * told is that of the work.
 *
 * @param {import('@crunchtools/cloudflare-simulator').PlanName} [plan]
 * @returns {Promise<Bench>}
 */
export async function startSimulator(plan = 'pro') {
  const { SIMULATOR_TOKEN: token, createRealTime, createSimulator, serve } = await load();
  const simulator = createSimulator({
    seed: 'empty',
    plan,
    recordQuota: 1_000_000,
    rateLimit: { requests: 900_000_000, windowSeconds: 300 },
    determinism: createRealTime(),
  });
  let writes = 0;
  const counting = {
    ...simulator,
    /** @param {Parameters<typeof simulator.fetch>[0]} request */
    fetch(request) {
      if (request.method !== 'GET') writes += 1;
      return simulator.fetch(request);
    },
  };
  const server = await serve(counting, { port: 0 });
  const headers = { authorization: `Bearer ${token}` };

  /** @param {string} method @param {string} where @param {object} [body] @returns {Promise<any>} */
  async function ask(method, where, body) {
    const sent = body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) };
    const answer = await simulator.fetch({
      method,
      url: `/client/v4${where}`,
      headers: { ...headers, 'content-type': 'application/json' },
      ...sent,
    });
    const chunks = [];
    for await (const chunk of answer.body) chunks.push(chunk);
    const { success, result, errors } = JSON.parse(Buffer.concat(chunks).toString());
    if (success !== true) throw new Error(`${method} ${where}: ${JSON.stringify(errors)}`);
    return result;
  }

  return {
    url: server.url,
    port: server.port,
    token,
    writes: () => writes,
    async held() {
      const [zone] = await ask('GET', '/zones');
      return (await ask('GET', `/zones/${zone.id}/dns_records/usage`)).record_usage;
    },
    ask,
    close: () => server.close(),
  };
}
