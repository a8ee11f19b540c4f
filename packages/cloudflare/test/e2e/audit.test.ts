import { type RunningServer, type Simulator, serve } from '@crunchtools/cloudflare-simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CorpusZone, corpusZones, isExpected } from '../audit/corpus.ts';
import { accountWith, canBeSimulated } from '../audit/simulated.ts';
import { type RelayedBundle, type RelayedServer, relayedBundle } from '../support/model-process.ts';

/** The corpus again, as far as an account can have it: read by the real process, judged by the same expectations. */
const candidates = [...corpusZones('faulty'), ...corpusZones('sound')].filter(canBeSimulated);

/** `AUDIT_ROUNDS=3` goes through 1,000 zones and more. */
const rounds = Number(process.env['AUDIT_ROUNDS'] ?? 0);
const mostMegabytes = 150;

let simulator: Simulator;
let made: readonly CorpusZone[];
let http: RunningServer;
let bundle: RelayedBundle;
let server: RelayedServer;

beforeAll(async () => {
  const account = await accountWith(candidates);
  ({ simulator, made } = account);
  http = await serve(simulator, { port: 0 });
  bundle = await relayedBundle(http.port);
  server = await bundle.start(['--log-level', 'silent']);
  // What is refused is refused by the tools that write, for the reason that the zone is in the corpus for, or by the plan.
  expect(account.refused.map((reason) => reason.split(':')[0] ?? '').toSorted()).toEqual([
    'dmarc-doubled-name',
    'firewall-usual',
    'http-loop',
    'log-then-block',
    'page-rule-off',
    'redirect-to-itself',
  ]);
}, 300_000);
afterAll(async () => {
  await http.close();
  await bundle.remove();
});

interface Finding {
  readonly zone: string;
  readonly id: never;
  readonly name: string;
  readonly severity: string;
  readonly evidence: string;
}

interface Audit {
  readonly zones: readonly { readonly zone: string }[];
  readonly findings: readonly Finding[];
  readonly unknown: readonly { readonly zone: string; readonly because: string }[];
  readonly pages: number;
}

async function audit(args: Record<string, unknown>): Promise<Audit> {
  const { result } = await server.client.request('tools/call', { name: 'audit_zone', arguments: args });
  return result?.['structuredContent'] as Audit;
}

const requestsSince = (sequence: number) => simulator.requests(sequence);

describe('audit_zone of a whole account, in the real process', () => {
  it('finds what is known to be wrong, raises no alarm elsewhere, and keeps to its requests', async () => {
    expect(made.length).toBeGreaterThanOrEqual(150);
    const found: Finding[] = [];
    let seen = simulator.requests().at(-1)?.sequence ?? 0;
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const answer = await audit({ page });
      ({ pages } = answer);
      found.push(...answer.findings);
      const requests = requestsSince(seen);
      seen = requests.at(-1)?.sequence ?? seen;
      const api = requests.filter(({ url }) => !url.includes('/dns-query'));
      expect(api.length).toBeLessThanOrEqual(12 * answer.zones.length);
      expect(requests.length - api.length).toBeLessThanOrEqual(60 * answer.zones.length);
    }
    const above = found.filter(({ severity }) => severity !== 'info');
    const missed: string[] = [];
    const alarms: string[] = [];
    for (const zone of made) {
      const here = above.filter((finding) => finding.zone === zone.name);
      missed.push(
        ...zone.expected
          .filter((expected) => !here.some((each) => isExpected(each, expected)))
          .map((id) => `${zone.title}: ${id}`),
      );
      alarms.push(
        ...here
          .filter((each) => !zone.expected.some((expected) => isExpected(each, expected)))
          .map(({ id, name, evidence }) => `${zone.title}: ${String(id)}:${name} (${evidence})`),
      );
    }
    expect(missed).toEqual([]);
    expect(alarms).toEqual([]);
  }, 300_000);

  it('answers a ping while it is at work, and ends when it is cancelled', async () => {
    const { client } = server;
    const seen = simulator.requests().at(-1)?.sequence ?? 0;
    client.send({
      jsonrpc: '2.0',
      id: 'audit',
      method: 'tools/call',
      params: { name: 'audit_zone', arguments: {} },
    });
    expect((await client.request('ping')).result).toEqual({});
    client.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'audit' } });
    // A call that is answered behind it shows that nothing of it goes on.
    const { result } = await client.request('tools/call', { name: 'list_zones', arguments: {} });
    expect(result).toMatchObject({ structuredContent: expect.any(Object) });
    expect(client.lines.filter((line) => line.includes('"id":"audit"'))).toEqual([]);
    const after = requestsSince(seen).length;
    expect(after).toBeLessThan(20 * 12);
  }, 60_000);

  it(`holds nothing of the zones that it has gone through: at most ${mostMegabytes} MB, however many there are`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      for (let page = 1, pages = 1; page <= pages; page += 1) ({ pages } = await audit({ page }));
    }
    const bytes = await server.stop();
    process.stdout.write(
      `audit: ${made.length * (rounds + 1)} zones in at most ${Math.round(bytes / 1e6)} MB\n`,
    );
    expect(bytes).toBeLessThanOrEqual(mostMegabytes * 1e6);
  }, 300_000);
});
