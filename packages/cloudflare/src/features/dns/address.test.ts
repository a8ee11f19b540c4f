import { isIPv4, isIPv6 } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passed } from '../../../test/support/records.ts';
import { Issue } from '../../problem.ts';
import { parseIPv4, parseIPv6, unreachable } from './address.ts';

// Node's own parsers serve as a second opinion on what is an address, and its URL parser on the canonical form.
const quads = fc.array(fc.constantFrom('0', '1', '01', '255', '256', '', 'a', '1e1'), {
  minLength: 3,
  maxLength: 5,
});
const groups = fc.array(
  fc.constantFrom('0', '1', 'ffff', '0db8', 'FE80', '', '12345', 'g', '1.2.3.4', '1.2.3.256'),
  {
    minLength: 1,
    maxLength: 9,
  },
);

describe('parseIPv4', () => {
  it('agrees with Node', () => {
    const text = fc.oneof(
      fc.ipV4(),
      fc.ipV4Extended(),
      quads.map((parts) => parts.join('.')),
    );
    fc.assert(
      fc.property(text, (input) => {
        expect(parseIPv4(input)).toSatisfy((outcome) =>
          isIPv4(input) ? outcome === input : outcome instanceof Issue,
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe('parseIPv6', () => {
  it('agrees with Node', () => {
    const text = fc.oneof(
      fc.ipV6(),
      groups.map((parts) => parts.join(':')),
    );
    fc.assert(
      fc.property(text, (input) => {
        expect(parseIPv6(input) instanceof Issue).toBe(!isIPv6(input));
      }),
      { numRuns: 5000 },
    );
  });

  it('writes the canonical form', () => {
    fc.assert(
      fc.property(fc.ipV6(), (input) => {
        const canonical = passed(parseIPv6(input));
        const byUrl = new URL(`http://[${input}]/`).hostname.slice(1, -1);
        if (!canonical.startsWith('::ffff:')) expect(canonical).toBe(byUrl);
      }),
    );
  });

  it.each([
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::FFFF:192.0.2.1', '::ffff:192.0.2.1'],
    ['::ffff:c000:201', '::ffff:192.0.2.1'],
    ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
    ['0:0:0:0:0:0:0:0', '::'],
  ])('%s is %s', (input, expected) => {
    expect(parseIPv6(input)).toBe(expected);
  });
});

describe('unreachable', () => {
  it.each([
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.2.1',
    '223.255.255.255',
    '2001:db8::1',
    '100::',
    'fec0::1',
    '::2',
  ])('%s can be proxied', (address) => {
    expect(unreachable(address)).toBeUndefined();
  });

  it.each([
    ['0.0.0.0', false],
    ['10.255.255.255', true],
    ['100.64.0.0', true],
    ['127.0.0.1', false],
    ['169.254.1.1', false],
    ['172.16.0.0', true],
    ['192.168.255.255', true],
    ['224.0.0.1', false],
    ['240.0.0.0', false],
    ['fdff::1', true],
    ['febf::1', false],
    ['ff02::1', false],
    ['::ffff:10.0.0.1', true],
  ])('%s cannot, a tunnel leads there: %s', (address, routable) => {
    expect(unreachable(address)).toHaveProperty('routable', routable);
  });
});
