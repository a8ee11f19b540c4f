import { describe, expect, it } from 'vitest';
import { canonicalAddress, isReachable } from './addresses.ts';

describe('isReachable', () => {
  it.each([
    ['A', '9.255.255.255', true],
    ['A', '10.0.0.0', false],
    ['A', '10.255.255.255', false],
    ['A', '11.0.0.0', true],
    ['A', '100.63.255.255', true],
    ['A', '100.127.255.255', false],
    ['A', '127.0.0.1', false],
    ['A', '169.254.169.254', false],
    ['A', '172.15.255.255', true],
    ['A', '172.31.255.255', false],
    ['A', '192.168.0.1', false],
    ['A', '192.169.0.0', true],
    ['A', '192.0.2.1', true],
    ['A', '223.255.255.255', true],
    ['A', '224.0.0.1', false],
    ['A', '255.255.255.255', false],
    ['A', '0.0.0.0', false],
    ['A', '1.1.1.1', false],
    ['A', '1.1.1.2', true],
    ['AAAA', '::', false],
    ['AAAA', '::1', false],
    ['AAAA', '100::', true],
    ['AAAA', '2001:db8::1', true],
    ['AAAA', 'fbff::1', true],
    ['AAAA', 'fdff::1', false],
    ['AAAA', 'fe80::1', false],
    ['AAAA', 'ff02::1', false],
    ['AAAA', '2606:4700:4700::1111', false],
  ] as const)('%s %s: %s', (type, address, expected) => {
    expect(isReachable(type, address)).toBe(expected);
  });
});

describe('canonicalAddress', () => {
  it.each([
    ['AAAA', '2001:0DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['AAAA', '2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['AAAA', '2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['AAAA', '[::1]', undefined],
    ['A', '192.0.2.01', undefined],
    ['A', '0x7f.1', undefined],
    ['A', ' 192.0.2.1', undefined],
  ] as const)('%s %s is %s', (type, text, expected) => {
    expect(canonicalAddress(type, text)).toBe(expected);
  });
});
