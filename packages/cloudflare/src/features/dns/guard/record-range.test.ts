import { describe, expect, it } from 'vitest';
import { covers, rangeOf } from './record.ts';

describe('a range', () => {
  it.each([
    '',
    'a',
    'a/192.0.2.1',
    '192.0.2.1/24x',
    '192.0.2.1/',
    '192.0.2.1/33',
    '192.0.2',
    '::zz',
    '2001:db8::/129',
  ])('%j is none', (text) => {
    expect(rangeOf(text)).toBeUndefined();
  });

  it.each([
    ['2001:db8::1', '2001:db8:0:0:0:0:0:1'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['2001:db8::', '2001:db8:0:0:0:0:0:0'],
    ['::', '::/128'],
    ['::ffff:192.168.20.17', '::ffff:c0a8:1411'],
    ['::ffff:1.2.3.4', '::ffff:102:304'],
    ['192.0.2.1', '192.0.2.1/32'],
  ])('%j is %j', (one, other) => {
    expect(rangeOf(one)).toBe(rangeOf(other));
    expect(rangeOf(one)).toMatch(/^[46]:[01]+$/u);
  });

  it('has the bits of an IPv4 address inside', () => {
    const bits = '11000000101010000001010000010001';
    expect(rangeOf('192.168.20.17')).toBe(`4:${bits}`);
    expect(rangeOf('::ffff:192.168.20.17')).toBe(`6:${'0'.repeat(80)}${'1'.repeat(16)}${bits}`);
  });

  it.each([
    ['ip4:192.0.2.0/24', 'ip4:192.0.2.7', true],
    ['ip4:192.0.2.7', 'ip4:192.0.2.0/24', false],
    ['ip4:192.0.2.0/24', 'mx', false],
    ['mx', 'ip4:192.0.2.0/24', false],
    ['ip4:0.0.0.0/0', 'ip6:::1', false],
    ['xip4::/0', 'ip6:::1', false],
  ])('%j covers %j: %s', (wide, narrow, expected) => {
    expect(covers(wide, narrow)).toBe(expected);
  });
});
