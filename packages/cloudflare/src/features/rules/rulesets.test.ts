import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { RulesetWrites } from './rulesets.ts';

describe('RulesetWrites', () => {
  it('lets one write of a ruleset end before the next begins, failures included', async () => {
    const writes = new RulesetWrites();
    const events: string[] = [];
    const write = (name: string, fails = false) =>
      writes.inTurn('zone', 'cache', async () => {
        events.push(`${name} begins`);
        await Promise.resolve();
        events.push(`${name} ends`);
        if (fails) throw new Error(name);
      });
    const results = await Promise.allSettled([write('one', true), write('two'), write('three')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(events).toEqual([
      'one begins',
      'one ends',
      'two begins',
      'two ends',
      'three begins',
      'three ends',
    ]);
  });

  it('does not let one ruleset wait for another', async () => {
    const writes = new RulesetWrites();
    const gate = new AbortController();
    const held = writes.inTurn('zone', 'cache', () => once(gate.signal, 'abort'));
    await expect(writes.inTurn('zone', 'config', async () => 'done')).resolves.toBe('done');
    gate.abort();
    await held;
  });

  it('tells versions of its own from those of others', () => {
    const writes = new RulesetWrites();
    writes.noteOwn('ruleset', 2);
    writes.noteOwn('ruleset', 4);
    expect(writes.areOwn('ruleset', 1, 1)).toBe(true);
    expect(writes.areOwn('ruleset', 1, 2)).toBe(true);
    expect(writes.areOwn('ruleset', 1, 3)).toBe(false);
    expect(writes.areOwn('ruleset', 2, 4)).toBe(false);
    expect(writes.areOwn('ruleset', 3, 4)).toBe(true);
    expect(writes.areOwn('other', 1, 2)).toBe(false);
    expect(writes.areOwn('ruleset', 4, 3)).toBe(false);
  });
});
