import { describe, expect, it } from 'vitest';
import { countTests } from '../scripts/stages.mjs';

type Report = Parameters<typeof countTests>[0];

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test, index) => ({ status: test, fullName: `test ${index}` })),
});

const report = (...testResults: unknown[]) => ({ testResults }) as Report;

describe('npm test', () => {
  it.each([
    ['passed tests', report(file('passed', 'passed', 'passed')), 0, [2, 0]],
    ['failed tests', report(file('failed', 'passed', 'failed', 'failed')), 1, [1, 2]],
    [
      'a file that cannot be loaded as one failure',
      report(file('failed'), file('passed', 'passed')),
      1,
      [1, 1],
    ],
    ['a broken hook as one failure', report(file('failed', 'passed', 'skipped')), 1, [1, 1]],
    ['an error outside of tests as one failure', report(file('passed', 'passed')), 1, [1, 1]],
    ['no tests as one failure', report(), 0, [0, 1]],
    ['nothing but skipped tests as one failure', report(file('passed', 'skipped')), 0, [0, 1]],
    ['a run without a report as one failure', report(), 1, [0, 1]],
  ])('counts %s', (_what, results, code, [passed, failed]) => {
    expect(countTests(results, code)).toMatchObject({ passed, failed });
  });

  it('names what did not run', () => {
    const { skipped } = countTests(report(file('passed', 'passed', 'skipped', 'pending', 'todo')), 0);
    expect(skipped).toEqual(['test 1', 'test 2', 'test 3']);
  });
});
