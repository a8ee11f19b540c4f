import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { analyticsSchema } from '../../../test/support/analytics-schema.ts';
import { allDocuments, documentFor } from './api.ts';

describe('every document that is ever sent', () => {
  it.each(allDocuments.map((text, index) => [index, text] as const))('%i is valid', (_index, text) => {
    expect(validate(analyticsSchema, parse(text))).toEqual([]);
  });

  it('is one of few, and holds no value of a caller', () => {
    expect(allDocuments).toHaveLength(17);
    // Whatever stands between quotes, or after a colon as a number, would be one.
    for (const text of allDocuments)
      expect(text.replaceAll(/limit: (?:1|50|1000)\b/gu, '')).not.toMatch(/["']|: ?\d/u);
  });

  it('is not there for traffic of one host', () => {
    expect(() => documentFor('traffic_days', true)).toThrow('not asked for one host');
  });
});
