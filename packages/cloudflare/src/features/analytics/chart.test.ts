import type { JsonValue } from '@crunchtools/mcp-core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bar,
  bytes,
  chartOf,
  columnChart,
  columnsOf,
  count,
  fitted,
  percent,
  short,
  sparkline,
  widest,
} from './chart.ts';

const period = { zone: 'example.com', since: '2026-01-04T09:00:00Z', until: '2026-01-05T09:10:11Z' };

describe('a chart', () => {
  it('of traffic shows columns over an axis, visitors and totals', () => {
    const series = [1, 4, 8, 2].map((value, index) => ({
      time: `2026-01-04T0${index}:00:00Z`,
      requests: value * 100,
      visitors: 10 - value,
    }));
    const totals = {
      requests: 1_500,
      cached_share: 0.4567,
      visitors: 12,
      page_views: 700,
      bytes: 8_114_511_041,
    };
    expect(chartOf({ report: 'traffic', interval: 'hour', ...period, series, totals }).split('\n')).toEqual([
      'example.com: traffic by hour',
      '2026-01-04 09:00 to 2026-01-05 09:10 UTC',
      '',
      'requests',
      '   800 ┤      ███',
      '       │      ███',
      '       │   ▄▄▄███',
      '       │   ██████▂▂▂',
      '       │▅▅▅█████████',
      '     0 ┼────────────',
      '        00:00  03:00',
      ' visit  ███▅▅▅▂▂▂▇▇▇',
      '',
      'In all: 1,500 requests, 45.7 % from the cache, 12 visitors, 700 page views, 8.1',
      'GB sent',
    ]);
  });

  it('of groups shows bars, numbers and shares', () => {
    const groups = [
      { label: 'DE', count: 31_126, share: 0.33 },
      { label: 'Österreich', count: 10_266, share: 0.1088 },
      { label: '日本', count: 1, share: 0 },
    ];
    const lines = chartOf({ report: 'countries', ...period, groups, totals: { requests: 94_315 } }).split(
      '\n',
    );
    expect(lines.slice(3, 6).map((line) => line.replaceAll(/█+/gu, '█').replaceAll(/ +/gu, ' '))).toEqual(
      ['DE █ 31,126 33.0 %', 'Österreich █▍ 10,266 10.9 %', '日本 ▏ 1 0.0 %'].map((line) =>
        expect.stringMatching(new RegExp(`^${line.replace('█▍', '█.?')}$`, 'u')),
      ),
    );
    expect(new Set(lines.slice(3, 6).map(columnsOf)).size).toBe(1);
  });

  it('says how many groups it leaves out', () => {
    const groups = Array.from({ length: 50 }, (_, index) => ({
      label: `${index}`,
      count: 50 - index,
      share: 0.02,
    }));
    expect(chartOf({ report: 'top_paths', ...period, groups, totals: {} })).toContain('… and 33 more');
  });

  const json: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(null, true),
      fc.array(tie('value'), { maxLength: 40 }),
      fc.dictionary(
        fc.constantFrom('label', 'count', 'share', 'time', 'requests', 'events', 'visitors'),
        tie('value'),
      ),
    ),
  })).value;
  const answers = fc.record(
    {
      report: json,
      zone: fc.string({ unit: 'binary', maxLength: 300 }),
      since: json,
      until: json,
      interval: fc.constantFrom('hour', 'day'),
      totals: fc.dictionary(fc.constantFrom('requests', 'bytes', 'visitors', 'cached_share'), json),
      series: fc.array(
        fc.record({ time: fc.string(), requests: fc.double({ noNaN: true }), visitors: fc.nat() }),
        { maxLength: 150 },
      ),
      groups: fc.array(
        fc.record({
          label: fc.string({ unit: 'binary', maxLength: 200 }),
          count: fc.double(),
          share: fc.double(),
        }),
        { maxLength: 120 },
      ),
      notes: fc.array(fc.string({ maxLength: 300 }), { maxLength: 9 }),
    },
    { requiredKeys: [] },
  );

  it('fits into a terminal, whatever it is made of', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const lines = chartOf(JSON.parse(JSON.stringify(answer))).split('\n');
        expect(lines.length).toBeLessThanOrEqual(30);
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(widest);
      }),
      { numRuns: 60 },
    );
  });
});

describe('shapes', () => {
  it('are as wide as they should be, and grow with what they show', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        (one, other, width) => {
          expect(bar(one, width)).toHaveLength(width);
          const filled = (part: number): number => bar(part, width).trimEnd().length;
          if (one <= other) expect(filled(one)).toBeLessThanOrEqual(filled(other));
          if (one > 0) expect(filled(one)).toBeGreaterThan(0);
        },
      ),
    );
    const values = fc.array(fc.nat(1e9), { minLength: 1, maxLength: 66 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 3 }), (all, repeat) => {
        expect(sparkline(all, repeat)).toHaveLength(all.length * repeat);
        for (const line of columnChart(all, 5, repeat)) expect(line).toHaveLength(8 + all.length * repeat);
      }),
    );
  });
});

describe('texts', () => {
  it.each([
    [count(1_234_567), '1,234,567'],
    [short(950), '950'],
    [short(6_423), '6.4k'],
    [short(12_345_678), '12M'],
    [bytes(0), '0 B'],
    [bytes(999_600), '1 MB'],
    [bytes(8_114_511_041), '8.1 GB'],
    [percent(0.4567), '45.7 %'],
    [fitted('日本語', 4), '日… '],
    [fitted('abc', 5), 'abc  '],
    [fitted('e\u0301te\u0301', 3), 'e\u0301te\u0301'],
  ])('%j', (shown, expected) => {
    expect(shown).toBe(expected);
  });

  it('take exactly their columns', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 50 }), (text, width) => {
        expect(columnsOf(fitted(text, width))).toBe(width);
      }),
    );
  });
});
