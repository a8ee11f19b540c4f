import { describe, expect, it } from 'vitest';
import { call, codesOf, itemsOf, send } from '../test/support.ts';
import { seedNames } from './account.ts';
import type { Determinism } from './contract.ts';
import { createRealTime, stableId } from './determinism.ts';
import { createSimulator, SIMULATION_START, SIMULATOR_TOKEN } from './index.ts';

const ZONE = stableId('zone', 'mapleandpine.com');
const RECORDS = `/zones/${ZONE}/dns_records`;
const RECORD = { type: 'A', name: 'new.mapleandpine.com', content: '192.0.2.1' };

async function totalOf(
  simulator: ReturnType<typeof createSimulator>,
  query = '',
): Promise<number | undefined> {
  const answer = await call(simulator, 'GET', `${RECORDS}?${query}`);
  return answer.json.result_info?.['total_count'];
}

describe('seeds', () => {
  it('offer a company on three plans', async () => {
    const zones = itemsOf(await call(createSimulator(), 'GET', '/zones'));
    const plans = zones.map(({ name, plan }) => [name, plan.legacy_id]);
    expect(plans).toEqual([
      ['mapleandpine.com', 'pro'],
      ['mapleandpine.net', 'free'],
      ['northfork-labs.dev', 'business'],
    ]);
  });

  it('offer one empty zone', async () => {
    const simulator = createSimulator({ seed: 'empty' });
    const zones = itemsOf(await call(simulator, 'GET', '/zones'));
    expect(zones).toMatchObject([{ name: 'example.com', plan: { legacy_id: 'free' } }]);
    const records = await call(simulator, 'GET', `/zones/${zones[0]?.id}/dns_records`);
    expect(records.json.result).toEqual([]);
  });

  it.each(['demo', 'empty'] as const)('put every zone of %s on another plan', async (seed) => {
    const zones = itemsOf(await call(createSimulator({ seed, plan: 'enterprise' }), 'GET', '/zones'));
    expect(new Set(zones.map(({ plan }) => plan.legacy_id))).toEqual(new Set(['enterprise']));
  });

  it('can be made large, whatever the quota', async () => {
    const plain = await totalOf(createSimulator());
    const simulator = createSimulator({ records: 3000, plan: 'free' });
    expect(await totalOf(simulator)).toBe((plain ?? 0) + 3000);
    expect(await totalOf(simulator, 'type=A&name.endswith=.load.mapleandpine.com')).toBe(1000);
  });

  it('are the same in every run, to the byte', async () => {
    const [one, other] = [createSimulator(), createSimulator()];
    const answers = await Promise.all([one, other].map((simulator) => call(simulator, 'GET', RECORDS)));
    expect(answers[0]?.text).toBe(answers[1]?.text);
    expect(answers[0]?.headers).toEqual(answers[1]?.headers);
  });
});

/** Real ids, at one time. */
function frozen(): Determinism {
  const real = createRealTime();
  const source = { ...real, now: () => SIMULATION_START };
  return { ...source, reserve: (count) => ({ ...source, ...real.reserve?.(count), now: source.now }) };
}

describe('records of a seed that are made when they are asked for', () => {
  it('are those that would have been made at once, whichever zone comes first', async () => {
    const { reserve: _, ...eager } = createRealTime();
    const now = createSimulator({ determinism: eager });
    const later = createSimulator({ determinism: createRealTime() });
    const zones = itemsOf(await call(now, 'GET', '/zones')).map(({ id }) => id);
    const idsIn = async (simulator: typeof now, zone: string): Promise<unknown[]> =>
      itemsOf(await call(simulator, 'GET', `/zones/${zone}/dns_records?per_page=1000`)).map(
        ({ id, name }) => [id, name],
      );
    for (const zone of zones.toReversed()) expect(await idsIn(later, zone)).toEqual(await idsIn(now, zone));
    expect(zones).toHaveLength(3);
  });

  const ofZone = ['', 'dns_records?per_page=1000', 'pagerules', 'rulesets', 'settings/ssl', 'dnssec'];
  const ofAccount = ['', 'rules/lists', 'rulesets'];
  const further = ['available_plans', 'dns_settings', 'ssl/certificate_packs', 'settings/development_mode'];

  it.each(
    seedNames.flatMap((seed) => [
      [seed, 'in one order', (paths: readonly string[]) => paths] as const,
      [seed, 'in the other', (paths: readonly string[]) => paths.toReversed()] as const,
    ]),
  )('are of %s what every resource would have had at once, asked %s', async (seed, _order, inOrder) => {
    const { reserve: _, ...eager } = frozen();
    const now = createSimulator({ seed, determinism: eager });
    const later = createSimulator({ seed, determinism: frozen() });
    const zones = itemsOf(await call(now, 'GET', '/zones'));
    const accounts = itemsOf(await call(now, 'GET', '/accounts'));
    const paths = [
      ...zones.flatMap(({ id }) => [...ofZone, ...further].map((path) => `/zones/${id}/${path}`)),
      ...accounts.flatMap(({ id }) => ofAccount.map((path) => `/accounts/${id}/${path}`)),
      '/user/tokens/verify',
      '/memberships',
    ];
    const answers = new Map<string, string>();
    for (const path of inOrder(paths)) answers.set(path, (await call(later, 'GET', path)).text);
    for (const path of paths) {
      const answer = await call(now, 'GET', path);
      expect([path, answer.status, answers.get(path)]).toEqual([path, 200, answer.text]);
    }
    const made = await Promise.all(
      [now, later].map((simulator) =>
        call(simulator, 'POST', `/zones/${zones[0]?.id}/dns_records`, { body: { ...RECORD, name: 'new' } }),
      ),
    );
    expect(made[1]?.text).toBe(made[0]?.text);
    expect(made[0]?.status).toBe(200);
  });

  it('are gone after a reset, and there again', async () => {
    const simulator = createSimulator({ determinism: createRealTime() });
    const before = await totalOf(simulator);
    await call(simulator, 'POST', RECORDS, { body: RECORD });
    simulator.reset();
    simulator.reset();
    expect(await totalOf(simulator)).toBe(before);
  });

  it('are those of the zones that there were, whatever became of them', async () => {
    const simulator = createSimulator({ determinism: createRealTime() });
    expect((await call(simulator, 'DELETE', `/zones/${ZONE}`)).status).toBe(200);
    const other = stableId('zone', 'mapleandpine.net');
    for (const path of ['dns_records', 'pagerules', 'rulesets', 'dnssec', 'settings/ssl'])
      expect((await call(simulator, 'GET', `/zones/${other}/${path}`)).status).toBe(200);
  });
});

describe('every answer', () => {
  it.each([
    ['/zones', 200],
    ['/zones/nonsense', 404],
    ['/nothing', 400],
  ])('%s has the headers of Cloudflare', async (path, status) => {
    const answer = await call(createSimulator(), 'GET', path);
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'cf-ray': expect.stringMatching(/^[0-9a-f]{16}-SIM$/),
      ratelimit: expect.stringMatching(/^"default";r=\d+;t=\d+$/),
      'ratelimit-policy': '"default";q=1200;w=300',
      'content-length': String(answer.bytes.byteLength),
    });
  });

  it('has a ray of its own', async () => {
    const simulator = createSimulator();
    const rays = [await call(simulator, 'GET', '/zones'), await call(simulator, 'GET', '/zones')];
    expect(rays[0]?.headers['cf-ray']).not.toBe(rays[1]?.headers['cf-ray']);
  });
});

describe('rate limit', () => {
  it('blocks a token for five minutes after 1,200 requests, and no other', async () => {
    const simulator = createSimulator();
    const other = `cfut_${'x'.repeat(48)}`;
    simulator.tokens.add({ token: other });
    for (let request = 0; request < 1200; request += 1) await call(simulator, 'GET', '/user/tokens/verify');
    const blocked = await call(simulator, 'GET', '/user/tokens/verify');
    expect([blocked.status, codesOf(blocked), blocked.headers['retry-after']]).toEqual([429, [971], '300']);
    expect((await call(simulator, 'GET', '/zones', { token: other })).status).toBe(200);
    simulator.clock.advance(300_000);
    expect((await call(simulator, 'GET', '/user/tokens/verify')).status).toBe(200);
  });

  it('can be made smaller', async () => {
    const simulator = createSimulator({ rateLimit: { requests: 1, windowSeconds: 60 } });
    expect((await call(simulator, 'GET', '/zones')).headers['ratelimit']).toBe('"default";r=0;t=60');
    expect((await call(simulator, 'GET', '/zones')).status).toBe(429);
  });
});

describe('reset', () => {
  it('forgets everything that happened', async () => {
    const simulator = createSimulator();
    const before = await call(simulator, 'GET', RECORDS);
    await call(simulator, 'POST', RECORDS, { body: RECORD });
    simulator.tokens.add({ token: SIMULATOR_TOKEN, status: 'disabled' });
    simulator.faults.add({ fault: { kind: 'html' } });
    simulator.clock.advance(1e9);
    simulator.reset();
    expect(simulator.requests()).toEqual([]);
    expect(simulator.clock.now()).toBeLessThan(SIMULATION_START + 10_000);
    const after = await call(simulator, 'GET', RECORDS);
    expect(after.text).toBe(before.text);
  });
});

describe('request log', () => {
  it('tells what was asked and what was answered, without the token', async () => {
    const simulator = createSimulator();
    await call(simulator, 'POST', RECORDS, { body: RECORD, headers: { 'x-auth-key': 'secret-key' } });
    await call(simulator, 'GET', '/nothing?a=b');
    const log = simulator.requests();
    expect(log).toMatchObject([
      {
        sequence: 1,
        method: 'POST',
        url: `/client/v4${RECORDS}`,
        body: JSON.stringify(RECORD),
        status: 200,
        fault: null,
        headers: {
          authorization: expect.stringMatching(/^Bearer sha256:[0-9a-f]{12}$/),
          'x-auth-key': expect.stringMatching(/^sha256:[0-9a-f]{12}$/),
        },
      },
      { sequence: 2, method: 'GET', url: '/client/v4/nothing?a=b', body: '', status: 400 },
    ]);
    expect(JSON.stringify(log)).not.toContain(SIMULATOR_TOKEN);
    expect(JSON.stringify(log)).not.toContain('secret-key');
    expect(simulator.requests(1).map(({ sequence }) => sequence)).toEqual([2]);
  });

  it('keeps the newest ten thousand', async () => {
    const simulator = createSimulator();
    for (let request = 0; request < 10_005; request += 1) await send(simulator, 'GET', '/client/v4/nothing');
    expect(simulator.requests()).toHaveLength(10_000);
    expect(simulator.requests()[0]?.sequence).toBe(6);
  });
});

describe('a body', () => {
  it('that is large is compressed when the client takes that', async () => {
    const answer = await call(createSimulator(), 'GET', RECORDS, { headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(answer.headers['content-length']).toBe(String(answer.bytes.byteLength));
  });

  it('that is sent with GET is ignored', async () => {
    expect((await call(createSimulator(), 'GET', '/zones', { body: '{}' })).status).toBe(200);
  });
});

it('answers 500, and lives on, when a part of it has a bug', async () => {
  let broken = false;
  const determinism = {
    now: () => 0,
    id: () => {
      if (broken) throw new Error('no more ids');
      return stableId(String(Math.random()));
    },
  };
  const simulator = createSimulator({ seed: 'empty', determinism });
  broken = true;
  const records = `/zones/${stableId('zone', 'example.com')}/dns_records`;
  const answer = await call(simulator, 'POST', records, { body: { ...RECORD, name: 'new.example.com' } });
  expect(answer.status).toBe(500);
  expect(answer.json.errors[0]?.message).toContain('no more ids');
  expect((await call(simulator, 'GET', '/zones')).status).toBe(200);
});
