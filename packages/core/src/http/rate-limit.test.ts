import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { budgetsOf, retryAfterMs } from './rate-limit.ts';

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

describe('budgetsOf', () => {
  it.each([
    ['"default";r=50;t=30', '"default";q=100;w=60', [[100, 50, 30_000]]],
    ['"default";r=0;t=30', '"burst";q=100;w=60', [[undefined, 0, 30_000]]],
    ['"default"; t=30; r=7', '', [[undefined, 7, 30_000]]],
    [
      '"burst";r=0;t=1, "default";r=9;t=250',
      '"default";w=300;q=1200, "burst";q=10;w=1',
      [
        [10, 0, 1_000],
        [1_200, 9, 250_000],
      ],
    ],
    ['"default";r=00;t=30', '', [[undefined, 0, 30_000]]],
    ['"default";r=0.5;t=30', '', []],
    ['"default";r=0', '', []],
    ['default;r=0;t=30', '', []],
    ['"default";r=1;t=999999999', '', [[undefined, 1, 3_600_000]]],
    ['', '"default";q=100;w=60', []],
  ])('reads %j with %j', (ratelimit, policy, budgets) => {
    const found = budgetsOf({ ratelimit, 'ratelimit-policy': policy });
    expect(found.map(({ quota, remaining, resetMs }) => [quota, remaining, resetMs])).toEqual(budgets);
  });

  it('bears anything', () => {
    const noise = fc.string({ unit: fc.constantFrom('"', ';', 'r', 't', 'q', '=', '0', '7', ' ', ',') });
    fc.assert(
      fc.property(noise, noise, (ratelimit, policy) => {
        for (const { remaining, resetMs } of budgetsOf({ ratelimit, 'ratelimit-policy': policy })) {
          expect(remaining).toBeGreaterThanOrEqual(0);
          expect(resetMs).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
