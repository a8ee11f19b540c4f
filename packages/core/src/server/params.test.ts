import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { paramsProblem } from './params.ts';

function message(params: string): JsonObject {
  return JSON.parse(`{"params": ${params}}`) as JsonObject;
}

describe('paramsProblem', () => {
  it.each([
    '{}',
    '[]',
    '1',
    '{"a": [{"b": null}]}',
    '{"constructor": 1}',
    `${'['.repeat(32)}${']'.repeat(32)}`,
  ])('lets %s pass', (params) => {
    expect(paramsProblem(message(params))).toBeUndefined();
  });

  it.each([
    ['{"__proto__": {}}', '__proto__'],
    ['{"a": [{"\\u005f_proto__": 1}]}', '__proto__'],
    [`${'['.repeat(40)}${']'.repeat(40)}`, 'deeper'],
  ])('refuses %s', (params, reason) => {
    expect(paramsProblem(message(params))).toContain(reason);
  });

  it('does not overflow', () => {
    expect(paramsProblem(message(`${'['.repeat(5_000)}${']'.repeat(5_000)}`))).toContain('deeper');
  });
});
