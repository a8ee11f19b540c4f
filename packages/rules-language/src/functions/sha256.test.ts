import { createHash, createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hmacSha256, sha256 } from './sha256.ts';

const octets = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1'));

function hex(digest: string): string {
  return Buffer.from(digest, 'latin1').toString('hex');
}

describe('sha256', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ])('of %j', (text, digest) => {
    expect(hex(sha256(text))).toBe(digest);
  });

  it('agrees with Node', () => {
    fc.assert(
      fc.property(octets, (text) => {
        expect(hex(sha256(text))).toBe(createHash('sha256').update(text, 'latin1').digest('hex'));
      }),
    );
  });
});

describe('padding', () => {
  it('fits messages of every length', () => {
    for (let length = 0; length <= 130; length += 1) {
      const text = 'a'.repeat(length);
      expect(hex(sha256(text))).toBe(createHash('sha256').update(text).digest('hex'));
    }
  });
});

describe('hmacSha256', () => {
  it('agrees with Node', () => {
    fc.assert(
      fc.property(octets, octets, (key, text) => {
        const theirs = createHmac('sha256', Buffer.from(key, 'latin1')).update(text, 'latin1').digest('hex');
        expect(hex(hmacSha256(key, text))).toBe(theirs);
      }),
    );
  });
});
