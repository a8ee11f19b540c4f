import {
  createRealTime,
  createSimulator,
  type RunningServer,
  serve,
} from '@crunchtools/cloudflare-simulator';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RelayedBundle, type RelayedServer, relayedBundle } from '../support/model-process.ts';

const records = 50_000;
const zone = 'example.com';

const simulator = createSimulator({ seed: 'empty', records, plan: 'pro', determinism: createRealTime() });
let http: RunningServer;
let bundle: RelayedBundle;
let server: RelayedServer;
let seen = 0;

beforeAll(async () => {
  http = await serve(simulator, { port: 0 });
  bundle = await relayedBundle(http.port);
});
beforeEach(async () => {
  server = await bundle.start(['--log-level', 'silent']);
  seen = simulator.requests().at(-1)?.sequence ?? 0;
});
afterAll(async () => {
  await http.close();
  await bundle.remove();
});

async function call(name: string, args: Record<string, unknown>): Promise<Record<string, unknown>> {
  const { result } = await server.client.request('tools/call', { name, arguments: { zone, ...args } });
  return result?.['structuredContent'] as Record<string, unknown>;
}

/** As the simulator makes them; the names are relative, since a message has 4 MiB at most. */
function generated(index: number): Record<string, string> {
  if (index % 3 === 1) return { type: 'TXT', name: `text-${index}.load`, content: `record ${index}` };
  if (index % 3 === 2)
    return { type: 'CNAME', name: `alias-${index}.load`, content: 'host-0.load.example.com' };
  const content = `198.18.${index >> 8}.${index & 255}`;
  return { type: 'A', name: `host-${index}.load`, content };
}

function report(what: string, startedAt: number, bytes: number): void {
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  process.stdout.write(`large zones: ${what} in ${seconds} s, at most ${Math.round(bytes / 1e6)} MB\n`);
}

describe(`a zone of ${records} records`, () => {
  it('is listed page by page, each record once, in memory that does not grow with it', async () => {
    const startedAt = performance.now();
    const ids = new Set<string>();
    let pages = 1;
    for (let page = 1; page <= pages; page += 1) {
      const answer = await call('list_dns_records', { page, per_page: 1_000 });
      pages = Number(answer['pages']);
      for (const { id } of answer['records'] as { id: string }[]) ids.add(id);
    }
    const bytes = await server.stop();
    report('listed', startedAt, bytes);
    expect({ records: ids.size, pages }).toEqual({ records, pages: records / 1_000 });
    expect(bytes).toBeLessThan(180e6);
  });

  it('is compared with a list of all its records, and nothing is written', async () => {
    const startedAt = performance.now();
    const wished = Array.from({ length: records }, (_, index) => generated(index));
    const answer = await call('sync_dns_records', { records: wished, prune: true });
    const bytes = await server.stop();
    report('compared', startedAt, bytes);
    expect(answer).toMatchObject({ status: 'applied', changes: [] });
    expect(JSON.stringify(answer['warnings'])).toContain(`${records} of ${records} listed records are there`);
    const sent = simulator.requests(seen);
    expect(sent.filter(({ method }) => method !== 'GET')).toEqual([]);
    // Some 2 MB a page, where 10 MB are read at most.
    expect(sent.filter(({ url }) => url.includes('per_page=4096')).length).toBe(Math.ceil(records / 4_096));
    expect(bytes).toBeLessThan(400e6);
  });
});
