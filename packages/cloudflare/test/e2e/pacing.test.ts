import { createDeterminism, type RateLimit, SIMULATOR_TOKEN } from '@crunchtools/cloudflare-simulator';
import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess, type ToolAnswer } from '../support/in-process.ts';

/** Cloudflare's own: developers.cloudflare.com/fundamentals/api/reference/limits. */
const cloudflares: RateLimit = { requests: 1_200, windowSeconds: 300 };
/** `RECORDS=10000 npm run e2e -- pacing` for every case. */
const some = Number(process.env['RECORDS'] ?? 2_000);
/** What a case without so many records, its budget, and what others take of it are of those at Cloudflare. */
const share = some / 10_000;

let server: Harness;
afterEach(() => server.close());

/** Another program with the same token. */
class OtherClient {
  refused = 0;

  async request(times = 1): Promise<void> {
    for (let sent = 0; sent < times; sent += 1) {
      const answer = await server.simulator.fetch({
        method: 'GET',
        url: '/client/v4/user/tokens/verify',
        headers: { authorization: `Bearer ${SIMULATOR_TOKEN}` },
      });
      if (answer.status === 429) this.refused += 1;
    }
  }
}

interface World {
  readonly other: OtherClient;
  /** Milliseconds since the start, by the clock that the server and the simulator share. */
  readonly elapsed: () => number;
  /** Lets time pass. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * A server and a simulator on one clock that only moves when the server waits: what it does takes no time.
 * @param perSecond how many requests the other client makes meanwhile.
 * @param records in the zone.
 * @param budget of requests, in the window of Cloudflare's.
 */
async function world(perSecond: number, records: number, budget: number): Promise<World> {
  const identifiers = createDeterminism();
  const start = Date.UTC(2026, 10, 20, 10);
  const other = new OtherClient();
  let now = start;
  let due = 0;
  const sleep = async (milliseconds: number): Promise<void> => {
    const end = now + milliseconds;
    // In steps, so that the other client spends evenly what it spends.
    while (now < end) {
      const step = Math.min(1_000, end - now);
      now += step;
      due += (perSecond * step) / 1_000;
      await other.request(Math.floor(due));
      due -= Math.floor(due);
    }
  };
  server = await startInProcess({
    args: ['--confirm', 'never', '--log-level', 'silent'],
    clock: { now: () => now, sleep },
    server: { sleep },
    simulator: {
      seed: 'empty',
      records,
      rateLimit: { ...cloudflares, requests: budget },
      determinism: { now: () => now, id: () => identifiers.id() },
    },
  });
  return { other, elapsed: () => now - start, sleep };
}

/** Another TTL for every record, in batches of 200, since the zone is on the Free plan. */
async function sync(records: number): Promise<ToolAnswer> {
  const { data } = await server.call('list_dns_records', { zone: 'example.com', per_page: 1 });
  expect(data).toMatchObject({ total: records });
  const wished = Array.from({ length: records }, (_, index) => ({ ...generated(index), ttl: 600 }));
  return server.call('sync_dns_records', { zone: 'example.com', records: wished });
}

/** As the simulator makes them. */
function generated(index: number): Record<string, string> {
  if (index % 3 === 1)
    return { type: 'TXT', name: `text-${index}.load.example.com`, content: `"record ${index}"` };
  if (index % 3 === 2)
    return { type: 'CNAME', name: `alias-${index}.load.example.com`, content: 'host-0.load.example.com' };
  const content = `198.18.${index >> 8}.${index & 255}`;
  return { type: 'A', name: `host-${index}.load.example.com`, content };
}

const budget = cloudflares.requests * share;

function refusals(): number {
  return server.simulator.requests().filter(({ status }) => status === 429).length;
}

/** The most requests, whoever made them, in a window of the rate limit that begins with one of them. */
function busiestWindow(): number {
  const times = server.simulator.requests().map(({ time }) => Date.parse(time));
  const inWindow = times.map(
    (from) => times.filter((time) => time >= from && time < from + cloudflares.windowSeconds * 1_000).length,
  );
  return Math.max(...inWindow);
}

describe('a sync in batches of 200', () => {
  it('does not wait while there is plenty, and is never refused', async () => {
    const { elapsed } = await world(0, some, budget);
    const { data } = await sync(some);
    expect(data).toMatchObject({ status: 'applied', counts: { update: some } });
    const writes = server.simulator.requests().filter(({ method }) => method === 'POST');
    expect(writes.length).toBe(some / 200);
    expect({ refused: refusals(), elapsed: elapsed() }).toEqual({ refused: 0, elapsed: 0 });
    expect(busiestWindow()).toBeLessThanOrEqual(budget);
  });

  it('spends what little is left so that it lasts, and is never refused', async () => {
    // Not scaled: one call waits only so long, and a fifth of these requests would be too far apart.
    const { other, elapsed } = await world(0, some, cloudflares.requests);
    await other.request(1_100);
    const { data } = await sync(some);
    expect(data).toMatchObject({ status: 'applied', counts: { update: some } });
    expect(refusals()).toBe(0);
    // What is left of the first window does not do, so the second has begun.
    expect(elapsed()).toBeGreaterThan(200_000);
    expect(elapsed()).toBeLessThan(400_000);
  });

  it('is never refused beside another client that takes half of the budget', async () => {
    const { other, elapsed, sleep } = await world(2 * share, some, budget);
    // What this token was used for before; then two thirds of the window pass.
    await other.request(500 * share);
    await sleep(200_000);
    const { data } = await sync(some);
    expect(data).toMatchObject({ status: 'applied', counts: { update: some } });
    expect({ refused: refusals(), there: other.refused }).toEqual({ refused: 0, there: 0 });
    expect(elapsed()).toBeLessThan(400_000);
  });

  it('ends without an error beside one that takes all it can get', async () => {
    const { other, elapsed } = await world(8 * share, some, budget);
    await other.request(800 * share);
    const { data } = await sync(some);
    expect(data).toMatchObject({ status: 'applied', counts: { update: some } });
    expect(other.refused).toBeGreaterThan(0);
    // Refused once, everybody is for five minutes: that long it waited, and went on.
    expect(elapsed()).toBeGreaterThan(300_000);
    expect(elapsed()).toBeLessThan(900_000);
  });
});
