import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../scripts/run.mjs';
import { countTests, passedFiles, type Stage, stages, startStages } from '../scripts/stages.mjs';

type Report = Parameters<typeof countTests>[0];

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test, index) => ({ status: test, fullName: `test ${index}` })),
});

/** The tests of a file by its name. */
const at = (name: string, ...tests: string[]) => ({
  ...file(tests.includes('failed') ? 'failed' : 'passed', ...tests),
  name: path.join(root, name),
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

  it('runs lanes side by side, in each one stage after another, and waits for what a stage needs', async () => {
    const ends = new Map<string, () => void>();
    const started: string[] = [];
    const stage = (name: string, lane: Stage['lane'], after?: string): Stage => ({
      name,
      lane,
      ...(after === undefined ? {} : { after }),
      run: async () => {
        started.push(name);
        await new Promise<void>((resolve) => ends.set(name, resolve));
        return { passed: 0, failed: 1, skipped: [], output: name };
      },
    });
    const some = [
      stage('lint', 'sources'),
      stage('build', 'bundles'),
      stage('newer', 'sources', 'build'),
      stage('e2e', 'bundles', 'not run'),
    ];
    const running = startStages(some, { all: false });
    const end = async (name: string): Promise<void> => {
      ends.get(name)?.();
      await new Promise((resolve) => setImmediate(resolve));
    };
    await end('nothing');
    expect(started).toEqual(['lint', 'build']);
    await end('lint');
    expect(started).toEqual(['lint', 'build']);
    await end('build');
    expect(started.slice(2).toSorted()).toEqual(['e2e', 'newer']);
    await Promise.all(['e2e', 'newer'].map(end));
    const outcomes = await Promise.all(running);
    expect(outcomes.map(({ output }) => output)).toEqual(some.map(({ name }) => name));
  });

  it('waits only for stages that come before', () => {
    const names = stages.map(({ name }) => name);
    for (const [index, { after }] of stages.entries())
      if (after !== undefined) expect(names.slice(0, index)).toContain(after);
  });

  it('takes a file for passed when every test of it ran', () => {
    const results = report(
      at('test/a.test.ts', 'passed', 'passed'),
      at('test/b.test.ts', 'passed', 'failed'),
      at('test/c.test.ts', 'passed', 'skipped'),
      { ...at('test/d.test.ts', 'passed'), status: 'failed' },
    );
    expect([...passedFiles(results)]).toEqual([['test/a.test.ts', 2]]);
  });

  it('names what did not run', () => {
    const { skipped } = countTests(report(file('passed', 'passed', 'skipped', 'pending', 'todo')), 0);
    expect(skipped).toEqual(['test 1', 'test 2', 'test 3']);
  });
});
