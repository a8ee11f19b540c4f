import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { expectPlainText } from './plain-text.ts';
import { bundlesOfServer, type TestedServer } from './tested-server.ts';

export interface TestedDemo {
  readonly server: TestedServer;
  /** Steps that there are at least. */
  readonly least: number;
  /** What the tour shows, and how that is seen in what it prints. */
  readonly shows: readonly (readonly [what: string, sentence: RegExp])[];
}

/** What the guided tour of a server prints where there is no terminal. */
export function describeDemo({ server, least, shows }: TestedDemo): void {
  const { bundle } = bundlesOfServer(server);
  const tour = promisify(execFile)(process.execPath, [bundle, 'demo'], { timeout: 60_000 });

  describe('the demo', () => {
    it('ends well, with every step done', async () => {
      const { stdout, stderr } = await tour;
      expect(stderr).toBe('');
      const [, passed, all] = /^(\d+) of (\d+) steps did what they should\n$/mu.exec(stdout) ?? [];
      expect(passed).toBe(all);
      expect(Number(all)).toBeGreaterThanOrEqual(least);
      expect(stdout.match(/^✓ /gmu)).toHaveLength(Number(all));
    });

    it.each(shows)('%s', async (_, sentence) => {
      expect((await tour).stdout).toMatch(sentence);
    });

    it('writes plain text of at most 100 columns when it is not on a terminal', async () => {
      expectPlainText((await tour).stdout);
    });
  });
}
