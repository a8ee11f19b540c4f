// A process of its own: creates records one by one with Cloudflare's SDK, and reports the memory it took.
import { createRequire } from 'node:module';
import Cloudflare from 'cloudflare';
import { recordsBetween } from './records.mjs';

const { mostMemory } = createRequire(import.meta.url)('../../packages/core/src/testing/most-memory.cjs');
const [baseURL, apiToken, count] = process.argv.slice(2);
const client = new Cloudflare({ baseURL, apiToken, maxRetries: 0 });
const zones = await client.zones.list({ name: 'example.com' });
const zoneId = zones.result[0]?.id ?? '';
for (const record of recordsBetween(0, Number(count))) {
  await client.dns.records.create({ zone_id: zoneId, ...record, name: `${record.name}.example.com` });
}
process.stdout.write(JSON.stringify({ maxRss: mostMemory() }));
