import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../scripts/run.mjs';
import { servers } from '../scripts/servers.mjs';

/** Nothing is measured: that would take minutes, and write a document. */
describe('a bench that cannot be', () => {
  it.each([
    ['start --server nobody', `There is no server nobody; there are ${servers.join(', ')}.`],
    ['calls --server wordpress', 'Of wordpress only these are measured: start, growth.'],
  ])('is refused: %s', (given, problem) => {
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      [path.join(root, 'scripts/bench.mjs'), ...given.split(' ')],
      { encoding: 'utf8' },
    );
    expect({ status, stdout, first: stderr.split('\n')[0] }).toEqual({
      status: 2,
      stdout: '',
      first: problem,
    });
  });
});
