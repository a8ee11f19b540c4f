import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../support/process.ts';

interface Compared {
  readonly id: string;
  readonly verdict: string;
  readonly shape?: string;
}

async function compared(...args: readonly string[]): Promise<readonly Compared[]> {
  const { code, stdout, stderr } = await run([
    'doctor',
    '--sandbox',
    '--compare',
    '--yes',
    '--json',
    ...args,
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

const unproved = readFileSync(new URL('../../../../docs/unproved.md', import.meta.url), 'utf8');

describe('doctor --compare', () => {
  it('finds everything that docs/unproved.md lists, and in the sandbox nothing else', async () => {
    const facts = await compared();
    const listed = [...unproved.matchAll(/^\| `([\w-]+)` \|/gmu)].map(([, id]) => id);
    expect(facts.map(({ id }) => id)).toEqual(listed);
    expect(facts.filter(({ verdict }) => verdict === 'differs')).toEqual([]);
    expect(facts.filter(({ verdict }) => verdict === 'holds').length).toBeGreaterThan(10);
  });

  it('answers --json with a list of what was believed, what became of it, and the shapes seen', async () => {
    for (const fact of await compared()) {
      expect(Object.keys(fact).filter((member) => member !== 'shape')).toEqual(['id', 'believed', 'verdict']);
      expect(fact).toMatchObject({
        id: expect.stringMatching(/^[a-z]+(?:-[a-z]+)*$/u),
        believed: expect.stringMatching(/^\S.{10,}$/u),
        verdict: expect.stringMatching(/^(?:holds|differs|not_seen|not_read)$/u),
      });
      if (fact.shape !== undefined) expect(fact.shape).toMatch(/^\S/u);
    }
  });

  it('prints shapes, and no name, id or value of the account', async () => {
    const { stdout } = await run(['doctor', '--sandbox', '--compare', '--yes']);
    expect(stdout).toContain('holds    zone-shape: ');
    expect(stdout).not.toMatch(
      /mapleandpine|northfork|[0-9a-f]{32}|\b\d+\.\d+\.\d+\.\d+\b|203\.0\.113|SYSTEM|attacker/u,
    );
  });

  it.each([[[]], [['--json']]])(
    'asks first, and without a person at a terminal reads nothing: %j',
    async (args) => {
      const { code, stdout, stderr } = await run(['doctor', '--sandbox', '--compare', ...args]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('add --yes');
    },
  );

  it('looks at no other zone than those of --zones', async () => {
    expect((await compared('--zones', 'mapleandpine.net')).length).toBeGreaterThan(10);
    const nowhere = await run(['doctor', '--sandbox', '--compare', '--yes', '--zones', 'nowhere.example']);
    expect(nowhere.code).toBe(1);
  });

  it.each([[['--compare']], [['tools', '--compare']], [['doctor', '--yes']]])('refuses %j', async (args) => {
    expect((await run([...args, '--sandbox'])).code).toBe(2);
  });
});
