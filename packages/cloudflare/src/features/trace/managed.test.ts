import { describe, expect, it } from 'vitest';
import { rule, traced } from '../../../test/support/traced.ts';
import type { TracedRule } from './configuration.ts';
import type { TraceReport } from './report.ts';

const url = 'https://www.example.com/';
const managed = 'efb7b8c949ac4650a09736fc376e9aee';

const run = (id: string, ruleset = managed): TracedRule => rule('waf_managed', id, 'true', { id: ruleset });
const skip = (id: string, parameters: object, expression = 'true'): TracedRule =>
  rule('waf_managed', id, expression, { ...parameters }, { action: 'skip' });

function told({ rules }: TraceReport): readonly string[] {
  return rules.map(({ id, outcome, does = '' }) => `${id} ${outcome} ${does}`.trim());
}

// developers.cloudflare.com/ruleset-engine/managed-rulesets/create-exception.
describe('managed rulesets', () => {
  it('stay unknown, and the request is followed', () => {
    const found = traced(url, [run('a'), run('b', '0'.repeat(32))]);
    expect(told(found)).toEqual([
      'a match execute Cloudflare Managed Ruleset: unknown until Cloudflare runs it',
      `b match execute ${'0'.repeat(32)}: unknown until Cloudflare runs it`,
    ]);
    expect(found.endings).toMatchObject([{ answer: 'origin', certain: true }]);
  });

  it('are not run behind a skip of the rest', () => {
    const rules = [run('a'), skip('b', { ruleset: 'current' }), run('c')];
    expect(told(traced(url, rules)).slice(1)).toEqual([
      'b match skip the managed rulesets after it',
      'c skipped',
    ]);
    const [, , perhaps] = traced(url, [
      run('a'),
      skip('b', { ruleset: 'current' }, 'cf.bot_management.score lt 30'),
      run('c'),
    ]).rules;
    expect(perhaps).toMatchObject({ outcome: 'unknown', because: ['cf.bot_management.score'] });
  });

  it('tell what is skipped of them', () => {
    const rules = [
      skip('a', { rulesets: [managed] }),
      skip('b', { rules: { [managed]: ['1', '2'] } }),
      run('c'),
    ];
    expect(told(traced(url, rules))).toEqual([
      'a match skip Cloudflare Managed Ruleset',
      'b match skip 2 rules of Cloudflare Managed Ruleset',
      'c match execute Cloudflare Managed Ruleset: unknown until Cloudflare runs it',
    ]);
  });
});

const page = { content: 'Sorry', content_type: 'text/plain', status_code: 503 };
const serve = (id: string, expression: string): TracedRule => rule('custom_errors', id, expression, page);
const answered = (status: number | undefined, rules: readonly TracedRule[]): TraceReport =>
  traced({ url, ...(status === undefined ? {} : { response: { status } }) }, rules);

// developers.cloudflare.com/rules/custom-errors/create-rules: the first that matches, for 400 and above.
describe('custom error rules', () => {
  it('answer errors in the place of the origin, the first that matches', () => {
    const rules = [serve('a', 'http.response.code eq 404'), serve('b', 'true'), serve('c', 'true')];
    const found = answered(500, rules);
    expect(told(found)).toEqual([
      'a no_match',
      'b match content: Sorry, content_type: text/plain, status_code: 503',
      'c skipped',
    ]);
    expect(found.onward?.settings).toContainEqual(
      expect.objectContaining({ area: 'error', name: 'status_code', value: 503, by: 'b', certain: true }),
    );
  });

  it('leave what is no error', () => {
    expect(told(answered(200, [serve('a', 'true')]))).toEqual(['a no_match']);
  });

  it('stay unknown where the response is not given', () => {
    expect(answered(undefined, [serve('a', 'true')]).rules).toMatchObject([
      { outcome: 'unknown', because: ['http.response.code'] },
    ]);
  });

  it('leave open what later rules see of the response', () => {
    const header = rule('response_headers', 'h', 'http.response.code eq 500', {
      headers: { 'x-a': { operation: 'set', value: '1' } },
    });
    expect(answered(500, [header]).rules).toMatchObject([{ outcome: 'match' }]);
    expect(answered(500, [serve('a', 'true'), header]).rules.at(-1)).toMatchObject({
      outcome: 'unknown',
      because: [expect.stringContaining('custom error rule')],
    });
  });
});
