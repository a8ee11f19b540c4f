import type { FaultRule } from '@crunchtools/cloudflare-simulator';
import { Random } from '@crunchtools/mcp-core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';

const zone = 'northfork-labs.dev';

/** What can happen to a write, and whether it takes effect all the same. */
const troubles: readonly (FaultRule['fault'] | 'none')[] = [
  'none',
  { kind: 'cut', when: 'before_commit' },
  { kind: 'cut', when: 'after_commit' },
  { kind: 'cut', when: 'mid_body' },
  { kind: 'truncated_json' },
  { kind: 'status', status: 500, body: {} },
  { kind: 'malformed_json' },
];

const wishes: readonly (readonly [setting: string, values: readonly (string | number)[]])[] = [
  ['ssl', ['off', 'flexible', 'full', 'strict']],
  ['brotli', ['on', 'off']],
  ['min_tls_version', ['1.0', '1.2', '1.3']],
  ['browser_cache_ttl', [0, 3600, 14_400]],
  ['security_header', ['off', 'max-age=300', 'max-age=600; nosniff']],
];

let server: Harness;

beforeAll(async () => {
  server = await startInProcess({
    args: ['--confirm', 'never'],
    clock: { sleep: async () => {} },
    simulator: { rateLimit: { requests: 100_000, windowSeconds: 300 } },
  });
});
afterAll(() => server.close());

async function stored(): Promise<Record<string, unknown>> {
  const { data } = await server.call('get_zone_settings', { zone, settings: wishes.map(([id]) => id) });
  const all = Reflect.get(data, 'settings') as { setting: string; value: unknown }[];
  return Object.fromEntries(all.map(({ setting, value }) => [setting, value]));
}

describe('zone settings under failures', () => {
  it('are what the answers said, after every one of a hundred writes', async () => {
    const random = new Random(7);
    const model = await stored();
    let lost = 0;
    for (let turn = 0; turn < 100; turn += 1) {
      const [setting, values] = random.pick(wishes);
      const value = random.pick(values);
      const fault = random.pick(troubles);
      if (fault !== 'none') server.fault({ match: { method: 'PATCH' }, fault });
      server.requests();
      const { data } = await server.call('update_zone_setting', { zone, setting, value });
      server.simulator.faults.clear();
      expect(['applied', 'failed']).toContain(data.status);
      expect(data.changes.map(({ outcome }) => outcome)).not.toContain('unknown');
      if (data.status === 'applied') model[setting] = value;
      else lost += 1;
      expect(await stored()).toEqual(model);
      expect(server.requests().filter((line) => line.startsWith('PATCH')).length).toBeLessThan(2);
    }
    // Some were lost, and said so; most were not.
    expect(lost).toBeGreaterThan(5);
    expect(lost).toBeLessThan(60);
  });
});
