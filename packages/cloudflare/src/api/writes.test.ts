import { describe, expect, it } from 'vitest';
import { ZoneWrites, zoneOfPath } from './writes.ts';

describe('ZoneWrites', () => {
  it('has another stamp after every write, and none while one is under way', () => {
    const writes = new ZoneWrites(() => 0);
    expect(writes.stamp('a')).toBe(0);
    const [first, second] = [writes.begin('a'), writes.begin('a')];
    expect(writes.stamp('a')).toBeUndefined();
    first('known');
    expect(writes.stamp('a')).toBeUndefined();
    second('known');
    expect(writes.stamp('a')).toBe(2);
    expect(writes.stamp('b')).toBe(0);
  });

  it('has none for two minutes after a write that may still arrive', () => {
    let now = 0;
    const writes = new ZoneWrites(() => now);
    writes.begin('a')('unknown');
    now = 119_999;
    writes.begin('a')('known');
    expect(writes.stamp('a')).toBeUndefined();
    now = 120_000;
    expect(writes.stamp('a')).toBe(2);
  });
});

describe('zoneOfPath', () => {
  it.each([
    ['/zones/0123/rulesets', '0123'],
    ['/zones/0123/dns_records/4567', '0123'],
    ['/zones', 'zones'],
    ['/zones/0123', 'zones'],
    ['/accounts/4567/rules/lists', '4567'],
    ['/accounts/4567/rulesets', '4567'],
  ])('finds the zone or the account of %s', (path, expected) => {
    expect(zoneOfPath(path)).toBe(expected);
  });

  it.each(['/zones/', '/accounts/0123', '/user/zones'])('refuses %s: every zone may change', (path) => {
    expect(() => zoneOfPath(path)).toThrow('a write is about no zone');
  });
});
