import { describe, expect, it } from 'vitest';
import { createDetector } from './canary-detector.ts';
import { canary, encodings } from './canary-encodings.ts';

const detect = createDetector(canary);

describe('the detector', () => {
  it.each(encodings)('finds the token %s', (_, encode) => {
    for (const around of ['', 'x', '"', 'authorization: ', '\u{1f511}'])
      expect(detect(`${around}${encode(canary)}${around}`)).not.toEqual([]);
    expect(detect(JSON.stringify({ text: JSON.stringify({ value: `a ${encode(canary)} b` }) }))).not.toEqual(
      [],
    );
  });

  it('knows 22 encodings, and finds none of another token or of nothing', () => {
    expect(encodings).toHaveLength(22);
    const other = 'cfut_Zq7mK2xV9pL4tR8wB3nY6dF1sH5gJ0cAeU0iO0a1b2c3d4';
    for (const [, encode] of encodings) expect(detect(encode(other))).toEqual([]);
    expect(detect('[redacted]')).toEqual([]);
  });
});
