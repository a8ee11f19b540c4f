import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyse, describeRequest, evaluate, type RequestDescription } from './index.ts';

/**
 * What Cloudflare's open engine answered to expressions that were written for this table: cloudflare/wirefilter 0.7.0,
 * built from its sources at af1a1e9, with the fields of this package, `nil != value` false, and the documented functions
 * `lower`, `upper`, `starts_with`, `ends_with`, `len`, `has_key` written for it. `refused`, or a `t` or `f` for each request.
 * Not covered, because the engine does not know: functions that only Cloudflare has, lists, phases, plans, and `true`,
 * which it does not read at all.
 */
interface Recorded {
  readonly requests: Readonly<Record<string, RequestDescription>>;
  readonly answers: readonly (readonly [expression: string, answer: string])[];
}

function isRecorded(value: unknown): value is Recorded {
  return typeof value === 'object' && value !== null && 'requests' in value && 'answers' in value;
}

const recorded: unknown = JSON.parse(
  readFileSync(new URL('../test/engine-answers.json', import.meta.url), 'utf8'),
);
if (!isRecorded(recorded)) throw new Error('test/engine-answers.json holds no answers');
const { requests, answers } = recorded;
const facts = Object.values(requests).map((description) => describeRequest(description));

function answerOf(source: string): string {
  const analysis = analyse(source, { use: 'filter' });
  if (!analysis.ok) return 'refused';
  return facts
    .map((request) => {
      const result = evaluate(analysis.expression, request);
      if (result.kind === 'unknown') return '?';
      return result.value ? 't' : 'f';
    })
    .join('');
}

describe('answers of the engine', () => {
  it('are many: a case is an expression that is refused, or one with a request', () => {
    const cases = answers.map(([, answer]) => (answer === 'refused' ? 1 : answer.length));
    expect(cases.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(1_400);
  });

  it.each(answers)('%j: %s', (source, answer) => {
    expect(answerOf(source)).toBe(answer);
  });
});
