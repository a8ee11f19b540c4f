import {
  createRealTime,
  createSimulator,
  type RunningServer,
  serve,
} from '@crunchtools/cloudflare-simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RelayedBundle, relayedBundle } from '../support/model-process.ts';

/**
 * What the process holds of each record while it creates many, and of each change afterwards, so that it can be undone:
 * bytes that are alive after garbage was collected, not those of the process, which depend on when it is collected.
 * `npm run bench -- bulk` measures those.
 */
const records = 20_000;
/** Enough for a whole batch and its answer, which are held whatever the number of records. */
const aBatch = 4_000;
const zone = 'example.com';

let http: RunningServer;
let bundle: RelayedBundle;

beforeAll(async () => {
  const simulator = createSimulator({
    seed: 'empty',
    plan: 'pro',
    recordQuota: records + aBatch + 10,
    determinism: createRealTime(),
  });
  http = await serve(simulator, { port: 0 });
  bundle = await relayedBundle(http.port);
});
afterAll(async () => {
  await http.close();
  await bundle.remove();
});

/** @returns bytes, the most at any request, and in the end. */
async function liveFor(count: number): Promise<{ readonly mostLive: number; readonly lastLive: number }> {
  const server = await bundle.start(['--confirm', 'never', '--log-level', 'silent'], ['--expose-gc']);
  const wished = Array.from({ length: count }, (_, index) => {
    const content = `198.18.${index >> 8}.${index & 255}`;
    return { type: 'A', name: `h${count}-${index}`, content, ttl: 300 };
  });
  const { result } = await server.client.request('tools/call', {
    name: 'sync_dns_records',
    arguments: { zone, records: wished },
  });
  expect(result?.['structuredContent']).toMatchObject({ status: 'applied' });
  return server.stopAndTellLive();
}

it(`holds little of each of ${records} records that it creates, and less of what it did`, async () => {
  const idle = await liveFor(10);
  const few = await liveFor(aBatch);
  const many = await liveFor(records);
  const perRecord = (many.mostLive - few.mostLive) / (records - aBatch);
  const perChange = (many.lastLive - idle.lastLive) / records;
  process.stdout.write(
    `memory: at most ${Math.round(perRecord)} bytes a record, then ${Math.round(perChange)} a change\n`,
  );
  // It was 1,200 and 900 when plans, accounts and the journal were lists of objects.
  expect(perRecord).toBeLessThan(500);
  expect(perChange).toBeLessThan(200);
}, 240_000);
