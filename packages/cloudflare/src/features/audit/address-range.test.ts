import { describe, expect, it } from 'vitest';
import { addressBits, documentationFor, isStandIn, reservedFor } from './address-range.ts';

describe('an address', () => {
  it.each([
    ['10.0.0.1', 'private use'],
    ['172.15.255.255', undefined],
    ['172.16.0.0', 'private use'],
    ['172.31.255.255', 'private use'],
    ['172.32.0.0', undefined],
    ['192.168.1.1', 'private use'],
    ['100.63.255.255', undefined],
    ['100.64.0.0', 'shared'],
    ['100.128.0.0', undefined],
    ['127.0.0.1', 'loopback'],
    ['169.254.169.254', 'link local'],
    ['198.18.0.1', 'benchmarking'],
    ['240.0.0.1', 'reserved'],
    ['8.8.8.8', undefined],
    ['::1', 'loopback'],
    ['::', 'unspecified'],
    ['fd00::1', 'unique local'],
    ['fe80::1', 'link local'],
    ['2606:4700::1', undefined],
    ['::ffff:10.0.0.1', 'private use'],
    ['64:ff9b::a00:1', 'private use'],
    ['not an address', undefined],
  ])('%s is reserved: %s', (address, expected) => {
    const found = reservedFor(address);
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(expected);
  });

  it('counts the same in every notation', () => {
    expect(addressBits('::ffff:192.0.2.7')).toBe(addressBits('192.0.2.7'));
    expect(addressBits('2001:DB8:0:0::7')).toBe(addressBits('2001:db8::7'));
  });

  it.each([
    ['192.0.2.1', true, true],
    ['192.0.2.2', true, false],
    ['100::', false, true],
    ['203.0.113.9', true, false],
    ['1.1.1.1', false, false],
  ])('%s is for documents: %s; stands for no origin: %s', (address, documents, standIn) => {
    expect([documentationFor(address) !== undefined, isStandIn(address)]).toEqual([documents, standIn]);
  });
});
