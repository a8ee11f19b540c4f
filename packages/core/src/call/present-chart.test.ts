import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HIDDEN_CODE_POINTS, neutralise, revealed } from '../untrusted/neutralise.ts';
import { chartLimits, drawn } from './present.ts';

const hidden = new RegExp(
  `[${HIDDEN_CODE_POINTS.map(([first, last]) => `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`).join('')}]`,
  'u',
);

describe('a chart, whatever its tool draws,', () => {
  it('has no hidden characters, and neither too many lines nor too long ones', () => {
    const text = fc.array(fc.string({ unit: 'binary', maxLength: 130 }), { maxLength: 40 });
    fc.assert(
      fc.property(text, (parts) => {
        const lines = drawn(() => parts.join('\n'), {}).split('\n');
        expect(lines.length).toBeLessThanOrEqual(chartLimits.lines);
        for (const line of lines) {
          expect(Array.from(line).length).toBeLessThanOrEqual(chartLimits.columns);
          expect(hidden.test(line)).toBe(false);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('keeps the escapes that the answer has already', () => {
    const label = neutralise('a\u{202e}b\\u{41}');
    expect(drawn(({ label: shown }) => `${JSON.stringify(shown)} ▇`, { label })).toBe(
      `${JSON.stringify(label)} ▇`,
    );
  });
});

describe('revealed', () => {
  it('changes nothing of what was neutralised', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(revealed(neutralise(text))).toBe(neutralise(text));
      }),
    );
  });
});
