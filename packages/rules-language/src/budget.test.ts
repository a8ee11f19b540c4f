import { describe, expect, it } from 'vitest';
import { expressionOf, plain } from '../test/support/evaluation.ts';
import {
  Budget,
  describeRequest,
  evaluate,
  evaluateValue,
  stepsOfOneEvaluation,
  tooMuchWork,
} from './index.ts';
import type { Use } from './use.ts';

describe('a budget', () => {
  it('is spent once for all when something costs more than is left', () => {
    const budget = new Budget(10);
    expect([budget.spend(4), budget.spend(6), budget.isSpent]).toEqual([true, true, false]);
    expect([budget.spend(1), budget.isSpent, budget.spend(0)]).toEqual([false, true, false]);
    const other = new Budget(10);
    expect([other.spend(11), other.spend(1), other.isSpent]).toEqual([false, false, true]);
  });

  it('may be part of another one, and takes from both', () => {
    const whole = new Budget(10);
    const [first, second, third] = [new Budget(6, whole), new Budget(6, whole), new Budget(6, whole)];
    // More than the part has: nothing is taken from the whole.
    expect([third.spend(7), third.isSpent, whole.isSpent]).toEqual([false, true, false]);
    expect([first.spend(6), first.spend(0), whole.isSpent]).toEqual([true, true, false]);
    expect([second.spend(4), second.spend(1)]).toEqual([true, false]);
    expect([second.isSpent, whole.isSpent, first.spend(0)]).toEqual([true, true, false]);
  });
});

/** Costs much wherever it is applied: no way through it is ever the same. */
const costly = (salt: number) => `http.user_agent matches r"(?u)(?:.?){1000}${salt}$"`;
const request = describeRequest({
  url: 'https://www.example.com/a',
  headers: {
    'user-agent': 'x'.repeat(8_000),
    'x-many': Array.from({ length: 100 }, (_, index) => `v${index}`),
  },
  body: `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`,
  lists: { hosts: Array.from({ length: 10_000 }, (_, index) => `h${index}.example.com`) },
});

/** What an evaluation spends, by halving what it is given. */
function spent(source: string, use: Use = 'filter'): number {
  const expression = expressionOf(source, use);
  let [less, enough] = [0, 2 ** 40];
  while (enough - less > 1) {
    const steps = Math.floor((less + enough) / 2);
    const budget = new Budget(steps);
    evaluateValue(expression, request, budget);
    if (budget.isSpent) less = steps;
    else enough = steps;
  }
  return enough;
}

describe('evaluations', () => {
  it('share what they are given, and are unknown when it is spent', () => {
    const budget = new Budget(1_000_000);
    const results = Array.from({ length: 78 }, (_, salt) =>
      plain(evaluate(expressionOf(costly(salt)), request, budget)),
    );
    expect(results.slice(1)).toEqual(results.slice(1).map(() => ({ unknown: [tooMuchWork] })));
    expect(budget.isSpent).toBe(true);
    expect(plain(evaluate(expressionOf('ssl'), request, budget))).toEqual({ unknown: [tooMuchWork] });
    expect(plain(evaluate(expressionOf('ssl'), request))).toBe(true);
  });

  it('leave something to the others', () => {
    const budget = new Budget(2 * stepsOfOneEvaluation);
    expect(plain(evaluate(expressionOf(costly(1)), request, budget))).toEqual({ unknown: [tooMuchWork] });
    expect(budget.isSpent).toBe(false);
    expect(plain(evaluate(expressionOf('ssl'), request, budget))).toBe(true);
  });

  it('have a budget of their own when none is given', () => {
    const conditions = Array.from({ length: 78 }, (_, salt) => `(${costly(salt)})`);
    expect(plain(evaluate(expressionOf(conditions.slice(0, 60).join(' or ')), request))).toEqual({
      unknown: [tooMuchWork],
    });
  });

  it('decide what can be decided without what costs too much', () => {
    const little = 10_000;
    expect(plain(evaluate(expressionOf(`ssl or ${costly(1)}`), request, new Budget(little)))).toBe(true);
    expect(plain(evaluate(expressionOf(`not ssl and ${costly(1)}`), request, new Budget(little)))).toBe(
      false,
    );
    expect(plain(evaluate(expressionOf(`ssl and ${costly(1)}`), request, new Budget(little)))).toEqual({
      unknown: [tooMuchWork],
    });
  });

  it.each<[string, number, Use?]>([
    ['ssl', 1],
    ['http.user_agent contains "y"', 100],
    ['http.user_agent matches "y"', 500],
    ['any(http.request.headers["x-many"][*] eq "v")', 100],
    ['http.host in $hosts', 100_000],
    ['lookup_json_integer(http.request.body.raw, "b") eq 1', 1_000],
    ['url_decode(http.user_agent) eq "y"', 60_000],
    ['sha256(http.user_agent)', 60_000, 'header_value'],
    ['regex_replace(http.user_agent, "y+$", "z")', 8_000, 'header_value'],
  ])('pay for the work of %s', (source, least, use) => {
    const steps = spent(source, use);
    expect(steps).toBeGreaterThanOrEqual(least);
    expect(steps).toBeLessThan(20 * least + 20);
  });
});
