import { describe, expect, it } from 'vitest';
import { NotFoundError } from '../errors/errors.ts';
import { atOnce } from '../tool/breath.ts';
import type { AppliedChange } from './change.ts';
import { Journal, type JournalEntry } from './journal.ts';

const scope = { id: 's1', name: 'example.com' };

function created(id: string | undefined, replaces?: string, where = scope): AppliedChange {
  return {
    action: 'create',
    resource: 'thing',
    scope: where,
    summary: 'create',
    after: {},
    ...(id === undefined ? {} : { id }),
    ...(replaces === undefined ? {} : { replaces }),
  };
}

function record(journal: Journal, entry: Partial<JournalEntry> = {}): JournalEntry {
  return atOnce(
    journal.record({ tool: 'create_thing', changes: [], irreversible: [], undoes: [], ...entry }),
  );
}

describe('entries', () => {
  it('are kept oldest first, with their time and an id of their own', () => {
    const days = [new Date('2026-01-01'), new Date('2026-01-02')].values();
    const journal = new Journal(() => days.next().value ?? new Date(Number.NaN));
    const [first, second] = [record(journal), record(journal, { tool: 'delete_thing' })];
    expect(journal.entries()).toEqual([first, second]);
    expect(first).toMatchObject({ tool: 'create_thing', at: new Date('2026-01-01'), undoneBy: undefined });
    expect(second.at).toEqual(new Date('2026-01-02'));
    expect(first.id).toMatch(/^chg_[0-9a-f]{8}$/u);
    expect(second.id).not.toBe(first.id);
    expect(journal.get(second.id)).toBe(second);
  });

  it.each(['chg_00000000', '', '__proto__', 'constructor'])('%j is not among them', (id) => {
    const journal = new Journal();
    record(journal);
    expect(() => journal.get(id)).toThrow(NotFoundError);
  });

  it('know what took them back, and keep their place', () => {
    const journal = new Journal();
    const [first, second] = [record(journal), record(journal)];
    const undo = record(journal, { undoes: [first.id, 'chg_00000000'] });
    expect(journal.get(first.id).undoneBy).toBe(undo.id);
    expect(journal.get(second.id).undoneBy).toBeUndefined();
    expect(journal.entries().map(({ id }) => id)).toEqual([first.id, second.id, undo.id]);
  });

  it('are a thousand at most, the newest', () => {
    const journal = new Journal();
    const ids = Array.from({ length: 1_002 }, () => record(journal).id);
    expect(journal.entries().map(({ id }) => id)).toEqual(ids.slice(2));
    expect(() => journal.get(ids[1] ?? '')).toThrow(NotFoundError);
  });
});

describe('the id of an object today', () => {
  const journal = new Journal();
  record(journal, { changes: [created('b', 'a'), created('x')] });
  record(journal, { changes: [created('c', 'b')] });
  record(journal, { changes: [created('same', 'same'), created(undefined, 'lost')] });

  it.each([
    ['a', 'c'],
    ['b', 'c'],
    ['c', 'c'],
    ['x', 'x'],
    ['never seen', 'never seen'],
    ['same', 'same'],
    ['lost', 'lost'],
    [undefined, undefined],
  ])('of %s is %s', (before, now) => {
    expect(journal.atCurrentId(created(before)).id).toBe(now);
  });

  it('is another matter in another scope and of another kind', () => {
    const elsewhere = created('a', undefined, { id: 's2', name: 'example.org' });
    expect(journal.atCurrentId(elsewhere)).toBe(elsewhere);
    expect(journal.atCurrentId({ ...created('a'), resource: 'other' }).id).toBe('a');
  });

  it('changes nothing else', () => {
    expect(journal.atCurrentId(created('a'))).toEqual(created('c'));
  });
});
