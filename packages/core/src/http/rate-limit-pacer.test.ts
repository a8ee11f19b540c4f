import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateLimitedError } from '../errors/errors.ts';
import { Pacer } from './rate-limit.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');

function startedPacer(maxWaitMs = 20_000) {
  const clock = { now: NOW, slept: [] as number[] };
  const sleep = async (milliseconds: number): Promise<void> => {
    const end = clock.now + milliseconds;
    clock.slept.push(milliseconds);
    await Promise.resolve();
    clock.now = Math.max(clock.now, end);
  };
  return { clock, pacer: new Pacer('Example', maxWaitMs, () => clock.now, sleep) };
}

function budget(remaining: number, seconds: number, quota = 1_200): Record<string, string> {
  return {
    ratelimit: `"default";r=${remaining};t=${seconds}`,
    'ratelimit-policy': `"default";q=${quota};w=300`,
  };
}

const twoBudgets: Record<string, string> = {
  ratelimit: '"default";r=360;t=60, "burst";r=2;t=1',
  'ratelimit-policy': '"default";q=1200;w=300, "burst";q=10;w=1',
};

describe('a budget that is used up', () => {
  it('is waited for, once', async () => {
    const { clock, pacer } = startedPacer();
    pacer.observe({ ratelimit: '"default";r=0;t=5' });
    clock.now += 2_000;
    await pacer.ready(undefined);
    await pacer.ready(undefined);
    expect(clock.slept).toEqual([3_000]);
  });

  it('is forgotten when a later response reports another one, and only then', async () => {
    const { clock, pacer } = startedPacer();
    pacer.observe({ ratelimit: '"default";r=0;t=5' });
    pacer.observe({ ratelimit: '"default";r=3;t=5' });
    pacer.observe({});
    await pacer.ready(undefined);
    expect(clock.slept).toEqual([]);
    pacer.observe({ ratelimit: '"default";r=0;t=5' });
    pacer.observe({});
    await pacer.ready(undefined);
    expect(clock.slept).toEqual([5_000]);
  });

  it('counts even if another one is full', async () => {
    const { clock, pacer } = startedPacer();
    pacer.observe({ ratelimit: '"default";r=900;t=250, "burst";r=0;t=2' });
    await pacer.ready(undefined);
    expect(clock.slept).toEqual([2_000]);
  });

  it('fails at once when the wait is too long, and says when to come back', async () => {
    const { clock, pacer } = startedPacer();
    pacer.observe({ ratelimit: '"default";r=0;t=21' });
    const error: unknown = await pacer.ready(undefined).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error).toMatchObject({ details: { retry_after_seconds: 21 } });
    expect(clock.slept).toEqual([]);
  });

  it('holds nobody up when the clock was set back', async () => {
    const { clock, pacer } = startedPacer();
    pacer.observe({ ratelimit: '"default";r=0;t=5' });
    clock.now -= 3_600_000;
    await pacer.ready(undefined);
    expect(clock.slept).toEqual([]);
  });
});

describe('a budget that runs low', () => {
  it.each([
    ['half of it is left', budget(600, 100), []],
    ['its quota is not known', { ratelimit: '"default";r=10;t=100' }, []],
    ['a quarter is left', budget(360, 60), [400, 400]],
    ['a smaller one is lower', twoBudgets, [1_000]],
    ['next to nothing is left', budget(60, 3), [3_000]],
    ['little is left, but a new one is near', budget(61, 3), [3_000]],
  ])('is spent evenly: %s', async (_case, headers, slept) => {
    const { clock, pacer } = startedPacer();
    await pacer.ready(undefined);
    pacer.observe(headers);
    await pacer.ready(undefined);
    await pacer.ready(undefined);
    expect(clock.slept).toEqual(slept);
  });

  it('gives requests that come together one turn after another', async () => {
    const { pacer, clock } = startedPacer();
    await pacer.ready(undefined);
    pacer.observe(budget(360, 60));
    await Promise.all([pacer.ready(undefined), pacer.ready(undefined), pacer.ready(undefined)]);
    expect(clock.slept).toEqual([400, 800, 1_200]);
  });

  it('gives a turn that is too far off to nobody', async () => {
    const { pacer, clock } = startedPacer(1_000);
    await pacer.ready(undefined);
    pacer.observe(budget(360, 60));
    const waiting = Array.from({ length: 4 }, async () => pacer.ready(undefined));
    const failed = (await Promise.allSettled(waiting)).filter(({ status }) => status === 'rejected');
    expect(failed.length).toBe(2);
    expect(clock.slept).toEqual([400, 800]);
  });

  it('takes a turn by the last word of the service', async () => {
    const { clock, pacer } = startedPacer(200_000);
    await pacer.ready(undefined);
    pacer.observe(budget(62, 150));
    await pacer.ready(undefined);
    pacer.observe(budget(560, 300));
    await pacer.ready(undefined);
    expect(clock.slept).toEqual([150_000, 1_200]);
  });

  it('is left alone when the next turn would be too far off to know what others take until then', async () => {
    const { clock, pacer } = startedPacer();
    pacer.observe(budget(62, 150));
    await expect(pacer.ready(undefined)).rejects.toMatchObject({ details: { retry_after_seconds: 150 } });
    clock.now += 149_000;
    await pacer.ready(undefined);
    expect(clock.slept).toEqual([1_000]);
  });

  it('lasts to the end of its window, whoever shares it', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 100, max: 2_000 }),
        fc.integer({ min: 0, max: 100 }),
        async (quota, others) => {
          const { clock, pacer } = startedPacer();
          const until = NOW + 300_000;
          const taken = { here: 0 };
          const remaining = (): number => {
            // Somebody else takes up to half of it, evenly.
            const elsewhere = Math.floor((((clock.now - NOW) / 300_000) * quota * others) / 200);
            return quota - taken.here - elsewhere;
          };
          for (;;) {
            await pacer.ready(undefined).catch((error: RateLimitedError) => {
              clock.now += Number(error.details?.['retry_after_seconds']) * 1_000;
            });
            if (clock.now >= until) return;
            expect(remaining()).toBeGreaterThan(0);
            taken.here += 1;
            clock.now += 10;
            pacer.observe(budget(Math.max(0, remaining()), Math.ceil((until - clock.now) / 1_000), quota));
          }
        },
      ),
      { numRuns: 30 },
    ));
});
