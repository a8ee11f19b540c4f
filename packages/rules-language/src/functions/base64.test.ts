import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from './base64.ts';

const octets = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1'));

describe('base64', () => {
  it('agrees with Node', () => {
    fc.assert(
      fc.property(octets, (text) => {
        const theirs = Buffer.from(text, 'latin1');
        expect(encodeBase64(text, { padding: true })).toBe(theirs.toString('base64'));
        expect(encodeBase64(text, { urlSafe: true })).toBe(theirs.toString('base64url'));
        expect(decodeBase64(encodeBase64(text))).toBe(text);
        expect(decodeBase64(encodeBase64(text, { padding: true }))).toBe(text);
      }),
    );
  });

  it.each(['A', 'AA=', 'AAA==', 'AA===', 'A A', 'AB', 'AAB', '-_', '=', 'AAAA=', 'é'])(
    '%j is none',
    (text) => {
      expect(decodeBase64(text)).toBeUndefined();
    },
  );
});
