import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KnownSecrets } from './known.ts';
import { Secret } from './secret.ts';

const password = 'p4q8w0e1r5t9y3u7i2o6a0s4d8f1g5h9';
const cookie = (number: number): string =>
  createHash('sha256').update(String(number)).digest('hex').slice(0, 20);

describe('secrets that become known while a process runs', () => {
  it('are filtered from then on, in every form, beside those from the start', () => {
    const { scrub, keep } = new KnownSecrets([new Secret(password)]);
    const text = `${password} ${cookie(1)} ${Buffer.from(cookie(1)).toString('base64')}`;
    expect(scrub(text)).toContain(cookie(1));
    keep(cookie(1));
    expect(scrub(text)).toBe('[redacted] [redacted] [redacted]I=');
  });

  it('are left out where they are too short to tell from words', () => {
    const { scrub, keep } = new KnownSecrets([]);
    for (const value of ['', '1', '+\\', 'deleted', 'elevenchars']) keep(value);
    expect(scrub('elevenchars were deleted + \\ 1')).toBe('elevenchars were deleted + \\ 1');
  });

  it('are bounded: the oldest of them go first, those from the start never', () => {
    const { scrub, keep } = new KnownSecrets([new Secret(password)]);
    for (let number = 0; number < 64; number += 1) keep(cookie(number));
    // Used again, so no longer the oldest.
    keep(cookie(0));
    keep(password);
    keep(cookie(64));
    expect(scrub(cookie(1))).toBe(cookie(1));
    for (const number of [0, 2, 64]) expect(scrub(cookie(number))).toBe('[redacted]');
    expect(scrub(password)).toBe('[redacted]');
  });
});
