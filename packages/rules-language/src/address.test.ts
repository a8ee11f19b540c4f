import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, networkOf, parseAddress } from './address.ts';

function canonical(text: string): string | undefined {
  const address = parseAddress(text);
  return address === undefined ? undefined : formatAddress(address);
}

describe('parseAddress and formatAddress', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['0.0.0.0', '0.0.0.0'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::', '::'],
    ['1::', '1::'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['::ffff:192.0.2.128', '::ffff:192.0.2.128'],
    ['::ffff:c000:280', '::ffff:192.0.2.128'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ])('%s is %s', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1.2.3.4 ',
    ':',
    ':::',
    '1:::2',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '12345::',
    'g::',
    '::1.2.3',
    '1.2.3.4::',
    '::1.2.3.4:5',
    'fe80::1%eth0',
    '1:2:3:4:5:6:7:',
  ])('%j is no address', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('reads what the URL standard reads, and writes it alike', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        // The standard writes IPv4-mapped addresses in hexadecimal, RFC 5952 in dotted decimal.
        fc.pre(!/^(?:0*:)*:?ffff:/i.test(text));
        expect(`[${canonical(text)}]`).toBe(new URL(`http://[${text}]/`).hostname);
      }),
    );
  });

  it('reads back what it writes', () => {
    const bits = fc.oneof(
      fc.record({ version: fc.constant(4 as const), bits: fc.bigInt(0n, 2n ** 32n - 1n) }),
      fc.record({ version: fc.constant(6 as const), bits: fc.bigInt(0n, 2n ** 128n - 1n) }),
      fc.record({
        version: fc.constant(6 as const),
        bits: fc.bigInt(0n, 2n ** 64n).map((low) => low << 32n),
      }),
    );
    fc.assert(
      fc.property(bits, (address) => {
        expect(parseAddress(formatAddress(address))).toEqual(address);
      }),
    );
  });

  it.each([
    ['192.0.2.77', 24, '192.0.2.0'],
    ['192.0.2.77', 0, '0.0.0.0'],
    ['192.0.2.77', 32, '192.0.2.77'],
    ['2001:db8:ffff::1', 33, '2001:db8:8000::'],
  ])('the network of %s/%i begins at %s', (text, prefix, expected) => {
    const address = parseAddress(text);
    expect(address && formatAddress(networkOf(address, prefix))).toBe(expected);
  });
});
