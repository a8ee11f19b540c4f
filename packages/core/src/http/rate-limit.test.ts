import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateLimitedError } from '../errors/rate-limited-error.ts';
import { exhaustedMs, Pacer, retryAfterMs } from './rate-limit.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const LATER = 'Fri, 20 Nov 2026 10:00:07 GMT';

describe('retryAfterMs', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [LATER, 7_000],
    ['Fri, 20 Nov 2026 09:00:00 GMT', 0],
    ['', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['9999999999', undefined],
    ['1 ', undefined],
    ['2026-11-20T10:00:07Z', undefined],
    ['Fri, 99 Xxx 2026 10:00:07 GMT', undefined],
  ])('reads %j', (value, milliseconds) => {
    expect(retryAfterMs({ 'retry-after': value }, NOW)).toBe(milliseconds);
  });

  it('measures a date from the date of the response, when there is one', () => {
    const headers = { 'retry-after': LATER, date: 'Fri, 20 Nov 2026 10:00:02 GMT' };
    expect(retryAfterMs(headers, NOW - 3_600_000)).toBe(5_000);
  });

  it('is unknown without the header', () => {
    expect(retryAfterMs({}, NOW)).toBeUndefined();
  });
});

describe('exhaustedMs', () => {
  it.each([
    ['"default";r=50;t=30', 0],
    ['"default";r=0;t=30', 30_000],
    ['"default"; t=30; r=0', 30_000],
    ['"burst";r=0;t=1, "default";r=9;t=250', 1_000],
    ['"burst";r=0;t=1, "default";r=0;t=250', 250_000],
    ['"default";r=00;t=30', 0],
    ['"default";r=0.5;t=30', 0],
    ['"default";r=0', 0],
    ['default;r=0;t=30', 0],
    ['"default";r=0;t=999999999', 3_600_000],
    ['', 0],
  ])('reads %j', (ratelimit, milliseconds) => {
    expect(exhaustedMs({ ratelimit })).toBe(milliseconds);
  });

  it('bears anything', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('"', ';', 'r', 't', '=', '0', ' ', ',') }),
        (ratelimit) => {
          expect(exhaustedMs({ ratelimit })).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

function startedPacer(maxWaitMs = 20_000) {
  const clock = { now: NOW, slept: [] as number[] };
  const sleep = async (milliseconds: number): Promise<void> => {
    clock.slept.push(milliseconds);
    clock.now += milliseconds;
  };
  return { clock, pacer: new Pacer('Example', maxWaitMs, () => clock.now, sleep) };
}

describe('Pacer', () => {
  it('waits for the rest of the window, once', async () => {
    const { clock, pacer: subject } = startedPacer();
    subject.observe({ ratelimit: '"default";r=0;t=5' });
    clock.now += 2_000;
    await subject.ready(undefined);
    await subject.ready(undefined);
    expect(clock.slept).toEqual([3_000]);
  });

  it('forgets the wait when a later response reports a budget, and only then', async () => {
    const { clock, pacer: subject } = startedPacer();
    subject.observe({ ratelimit: '"default";r=0;t=5' });
    subject.observe({ ratelimit: '"default";r=3;t=5' });
    subject.observe({});
    await subject.ready(undefined);
    expect(clock.slept).toEqual([]);
    subject.observe({ ratelimit: '"default";r=0;t=5' });
    subject.observe({});
    await subject.ready(undefined);
    expect(clock.slept).toEqual([5_000]);
  });

  it('fails at once when the wait is too long, and says when to come back', async () => {
    const { clock, pacer: subject } = startedPacer();
    subject.observe({ ratelimit: '"default";r=0;t=21' });
    const error: unknown = await subject.ready(undefined).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error).toMatchObject({ details: { retry_after_seconds: 21 } });
    expect(clock.slept).toEqual([]);
  });

  it('is not stopped by a clock that was set back', async () => {
    const { clock, pacer: subject } = startedPacer();
    subject.observe({ ratelimit: '"default";r=0;t=5' });
    clock.now -= 3_600_000;
    await subject.ready(undefined);
    expect(clock.slept).toEqual([]);
  });
});
