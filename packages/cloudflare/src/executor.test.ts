import type { Change, JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { reconcileStates } from './executor.ts';

const change = (id: string): Change => ({
  action: 'update',
  resource: 'zone_setting',
  scope: { id: '0'.repeat(32), name: 'example.com' },
  id,
  summary: `${id}: off → on`,
  before: { [id]: 'off' },
  after: { [id]: 'on' },
});

const changes = ['a', 'b', 'c'].map(change);

/** Reconciles the three changes, when these are the values now; says which objects were read. */
async function reconciled(values: readonly string[]) {
  const read: string[] = [];
  const verdict = await reconcileStates(changes, async ({ id = '' }) => {
    read.push(id);
    const observed: JsonObject = { [id]: values[read.length - 1] ?? '' };
    return { id, observed };
  });
  return { verdict, read: read.join('') };
}

describe('reconcileStates', () => {
  it('counts as applied what is as it was to be, and says how it is now', async () => {
    const outcomes = ['a', 'b', 'c'].map((id) => ({ id, observed: { [id]: 'on' } }));
    expect(await reconciled(['on', 'on', 'on'])).toEqual({
      verdict: { verdict: 'applied', outcomes },
      read: 'abc',
    });
  });

  it.each([
    [['off', 'on', 'on'], 'not_applied', 'a'],
    [['auto', 'on', 'on'], 'unknown', 'a'],
    [['on', 'off', 'on'], 'not_applied', 'ab'],
    [['on', 'on', 'auto'], 'unknown', 'abc'],
  ])('of %j says %s, and reads no further than it has to', async (values, verdict, read) => {
    expect(await reconciled(values)).toEqual({ verdict: { verdict }, read });
  });

  it('knows an object that is not there for a third state', async () => {
    expect(await reconcileStates(changes, async () => ({}))).toEqual({ verdict: 'unknown' });
  });
});
