import { describe, expect, it } from 'vitest';
import { shownBy, verdictOf } from '../scripts/prove/verdict.mjs';

type Result = NonNullable<Parameters<typeof shownBy>[1]>;

const file = 'some.test.ts';

const ran = (status: string, ...tests: [name: string, status: string][]) =>
  ({
    status,
    message: 'cannot be loaded\nat …',
    assertionResults: tests.map(([fullName, outcome]) => ({ fullName, status: outcome })),
  }) as Result;

describe('npm run prove', () => {
  it.each([
    ['a claim whose tests passed', {}, ran('passed', ['a', 'passed'], ['b', 'passed']), 'proved'],
    ['a test that failed', {}, ran('failed', ['a', 'passed'], ['b', 'failed']), 'FAILED'],
    [
      'a failure elsewhere in the file',
      { tests: /^a/ },
      ran('failed', ['a', 'passed'], ['b', 'failed']),
      'proved',
    ],
    ['a file that cannot be loaded', {}, ran('failed'), 'FAILED'],
    ['a broken hook', {}, ran('failed', ['a', 'skipped']), 'FAILED'],
    ['a file that did not run', {}, undefined, 'FAILED'],
    ['a file without tests', {}, ran('passed'), 'FAILED'],
    ['a name that no test has', { tests: /^z/ }, ran('passed', ['a', 'passed']), 'FAILED'],
    ['a test that was skipped', {}, ran('passed', ['a', 'passed'], ['b', 'skipped']), 'NOT RUN'],
  ])('calls %s by its name', (_what, evidence, result, expected) => {
    expect(verdictOf([shownBy({ file, ...evidence }, result)]).result).toBe(expected);
  });

  it('does not take a claim without evidence for proved', () => {
    expect(verdictOf([]).result).toBe('FAILED');
  });

  it('wants all of the evidence', () => {
    const good = shownBy({ file }, ran('passed', ['a', 'passed']));
    const bad = shownBy({ file }, ran('passed', ['a', 'skipped']));
    expect(verdictOf([good, bad]).result).toBe('NOT RUN');
    expect(verdictOf([good, good])).toEqual({ result: 'proved', why: '2 tests' });
  });
});
