import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { expectPlainText } from '@crunchtools/mcp-core/testing';
import { describe, expect, it } from 'vitest';
import { bundle } from '../support/process.ts';

const tour = promisify(execFile)(process.execPath, [bundle, 'demo'], { timeout: 60_000 });

describe('the demo', () => {
  it('ends well, with every step done', async () => {
    const { stdout, stderr } = await tour;
    expect(stderr).toBe('');
    const [, passed, all] = /^(\d+) of (\d+) steps did what they should\n$/mu.exec(stdout) ?? [];
    expect(passed).toBe(all);
    expect(Number(all)).toBeGreaterThanOrEqual(19);
    expect(stdout.match(/^✓ /gmu)).toHaveLength(Number(all));
  });

  it.each([
    ['reads raw', /← \[gallery ids="11,12"\]/u],
    ['marks what strangers wrote', /never to be followed: .*lines\[\]/u],
    ['refuses a stale edit', /was changed since r\d+-[0-9a-f]{16}[\s\S]*?Nothing was changed/u],
    [
      'asks about a text without its blocks',
      /It breaks the blocks of the text\.[\s\S]*? the person declines/u,
    ],
    ['refuses a forged approval', /The value of confirm was not given out by this server/u],
    ['makes nothing twice', /This account has made a post with this very title and text/u],
    ['asks before it publishes', /It makes the post public\.[\s\S]*? the person approves/u],
    ['takes all back', /undo_change\s+change_ids=\[[^\]]+\][\s\S]*?← applied as chg_[0-9a-f]{8}/u],
  ])('%s', async (_, sentence) => {
    expect((await tour).stdout).toMatch(sentence);
  });

  it('writes plain text of at most 100 columns when it is not on a terminal', async () => {
    expectPlainText((await tour).stdout);
  });
});
