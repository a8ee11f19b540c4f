import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { urlDecode } from './url-decode.ts';

describe('urlDecode', () => {
  it.each([
    ['John%20Doe', '', 'John Doe'],
    ['John+Doe', '', 'John Doe'],
    ['%2520', '', '%20'],
    ['%2520', 'r', ' '],
    ['%252520', 'r', ' '],
    ['%252B', 'r', ' '],
    ['%2B', '', '+'],
    ['%E4%BD', '', '\xe4\xbd'],
    ['%u2601', '', '%u2601'],
    ['%u2601', 'u', '\xe2\x98\x81'],
    ['%U0041', 'u', 'A'],
    ['%25u2601', 'ur', '\xe2\x98\x81'],
    ['%25u2601', 'u', '%u2601'],
    ['%', '', '%'],
    ['%4', '', '%4'],
    ['%zz%41', '', '%zzA'],
    ['%%34%31', 'r', 'A'],
    ['%2%35', 'r', '%'],
    ['%%350', 'r', 'P'],
    ['%ud83d', 'u', undefined],
    ['%25ud83d', 'ur', undefined],
  ])('%j with %j is %j', (octets, options, expected) => {
    const given = { recursive: options.includes('r'), unicode: options.includes('u') };
    expect(urlDecode(octets, given)).toBe(expected);
  });

  it('recursive: as often as it takes until nothing changes', () => {
    const text = fc.string({
      unit: fc.constantFrom('%', '2', '5', '4', '1', 'B', 'u', '+', '0'),
      maxLength: 16,
    });
    fc.assert(
      fc.property(text, fc.boolean(), (octets, unicode) => {
        let expected: string | undefined = octets;
        for (let before: string | undefined; expected !== undefined && expected !== before; ) {
          before = expected;
          expected = urlDecode(expected, { unicode });
        }
        expect(urlDecode(octets, { recursive: true, unicode })).toBe(expected);
      }),
      { numRuns: 5000 },
    );
  });

  it('reads a long chain once', () => {
    expect(urlDecode(`%${'25'.repeat(100_000)}41`, { recursive: true })).toBe('A');
  });
});
