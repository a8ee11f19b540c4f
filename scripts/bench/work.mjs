import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { interpretedZod, sdkShims } from '../build/plugins.mjs';
import { root } from '../run.mjs';
import { machine, writeSection } from './document.mjs';
import { recordsBetween } from './records.mjs';
import { median, table } from './report.mjs';

const count = 5_000;

/** Rounds before the first that counts: by then the engine has compiled what it will. */
const warmUp = 5;

/**
 * The parts of a call that grow with its answer, from the sources, each by itself: what a call spends on 5,000 records
 * besides waiting.
 *
 * @param {{ rounds: number }} options
 */
export async function benchWork({ rounds }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  try {
    const {
      answerLineOf,
      createScrubber,
      presentedJson,
      compactRecordOf,
      DnsRecordsApi,
      envelopeOf,
      Secret,
    } = await parts(folder);
    const scrub = createScrubber([new Secret('cfut_Qw1Er3Ty5Ui7Op9As2Df4Gh6Jk8Lz0Xc1Vb0badcafe')]);
    const body = JSON.stringify({ success: true, errors: [], messages: [], result: stored() });
    const marks = ['records[].name', 'records[].content', 'records[].comment', 'records[].tags'];
    /** @type {Map<string, number[]>} */
    const times = new Map();
    /** @param {{ structured: object, text: string }} shown */
    const lineOf = ({ structured, text }) => {
      const result = { content: [{ type: 'text', text }], structuredContent: structured };
      return answerLineOf({ jsonrpc: '2.0', id: 1, result }).line();
    };
    /** @template T @param {string} name @param {() => T} act @returns {Promise<Awaited<T>>} */
    const timed = async (name, act) => {
      const start = performance.now();
      const made = await act();
      times.set(name, [...(times.get(name) ?? []), performance.now() - start]);
      return made;
    };
    for (let round = -warmUp; round < rounds; round += 1) {
      if (round === 0) times.clear();
      const json = await timed('parse the JSON', () => JSON.parse(body));
      const api = new DnsRecordsApi({ send: async () => envelopeOf(json) });
      const found = await timed('read the records', () => api.list('0'.repeat(32), {}));
      const records = await timed('choose what to show', () => found.items.map(compactRecordOf));
      const shown = await timed('make it safe to show, as JSON', () =>
        presentedJson({ records, total: count }, marks),
      );
      await timed('look for the token', () => scrub(shown.text));
      await timed('write the line, which holds it twice', () => lineOf(shown));
    }
    const rows = [...times].map(([name, all]) => [name, `${median(all).toFixed(1)} ms`]);
    const total = [...times.values()].reduce((sum, all) => sum + median(all), 0);
    const text = `${introduction(body.length)}\n\n${table(['', 'median'], [...rows, ['together', `${total.toFixed(1)} ms`]])}`;
    console.log(text);
    await writeSection('work', `${text}\n\n${await machine()}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Records with everything that Cloudflare's have. */
function stored() {
  return recordsBetween(0, count).map((record, index) => ({
    id: index.toString(16).padStart(32, '0'),
    ...record,
    name: `${record.name}.example.com`,
    proxiable: true,
    proxied: false,
    settings: {},
    meta: {},
    comment: 'What a team writes beside a record',
    tags: [],
    created_on: '2026-01-01T00:00:00.000000Z',
    modified_on: '2026-01-01T00:00:00.000000Z',
  }));
}

/** @param {string} folder @returns {Promise<any>} */
async function parts(folder) {
  const outfile = path.join(folder, 'parts.cjs');
  const contents = [
    "export { createScrubber, Secret } from './packages/core/src/app/index.ts';",
    "export { presentedJson } from './packages/core/src/call/present.ts';",
    "export { answerLineOf } from './packages/core/src/server/stdio.ts';",
    "export { DnsRecordsApi } from './packages/cloudflare/src/features/dns/api.ts';",
    "export { envelopeOf } from './packages/cloudflare/src/api/envelope.ts';",
    "export { compactRecordOf } from './packages/cloudflare/src/features/dns/record-shape.ts';",
  ].join('\n');
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'silent',
    alias: sdkShims(fileURLToPath),
    plugins: [interpretedZod],
  });
  return createRequire(import.meta.url)(outfile);
}

/** @param {number} bytes */
const introduction = (bytes) => `## Work

What the server does itself for an answer of ${count.toLocaleString('en')} DNS records, ${(bytes / 1e6).toFixed(1)} MB of Cloudflare's JSON, step by step.`;
