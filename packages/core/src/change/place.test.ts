import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { atOnce } from '../tool/breath.ts';
import type { Change, Position } from './change.ts';
import { execute } from './execute.ts';
import { type Executor, ExecutorSet, type Outcome, type Subject } from './executor.ts';
import type { GuardJudge } from './guard.ts';
import { Journal, type JournalEntry } from './journal.ts';
import { planFingerprint } from './plan.ts';
import { planUndo } from './undo.ts';

const scope = { id: 's1', name: 'example.com' };

interface Item {
  readonly id: string;
  readonly state: JsonObject;
}

/** A service that holds its objects in an order, as rules are held. */
class ListExecutor implements Executor {
  readonly resource = 'rule';
  readonly identity = ['name'];
  readonly guards = [];
  items: readonly Item[];
  #made = 0;

  constructor(ids: string) {
    this.items = ids.split('').map((id) => ({ id, state: { text: id } }));
  }

  get order(): string {
    return this.items.map(({ state: { text } }) => (typeof text === 'string' ? text : '?')).join('');
  }

  placeOf(id: string): Position {
    const index = this.items.findIndex((item) => item.id === id);
    return {
      index: index + 1,
      after: this.items[index - 1]?.id ?? null,
      before: this.items[index + 1]?.id ?? null,
    };
  }

  deletion(id: string): Change {
    const before = this.items.find((item) => item.id === id)?.state ?? {};
    return { ...this.#change('delete', id), before, place: { before: this.placeOf(id) } };
  }

  move(id: string, index: number): Change {
    const state = this.items.find((item) => item.id === id)?.state ?? {};
    const others = this.items.filter((item) => item.id !== id);
    const after: Position = {
      index: index + 1,
      after: others[index - 1]?.id ?? null,
      before: others[index]?.id ?? null,
    };
    return {
      ...this.#change('reorder', id),
      before: state,
      after: state,
      place: { before: this.placeOf(id), after },
    };
  }

  async read({ id }: Subject): Promise<JsonObject | undefined> {
    return this.items.find((item) => item.id === id)?.state;
  }

  async batchLimit(): Promise<number> {
    return 1;
  }

  async apply([change]: readonly Change[]): Promise<readonly Outcome[]> {
    if (change === undefined) return [];
    const { action, after, place } = change;
    const id = change.id ?? this.#newId();
    const others = this.items.filter((item) => item.id !== id);
    if (action === 'delete' || after === undefined) {
      this.items = others;
      return [{ id }];
    }
    const stays = this.items.findIndex((item) => item.id === id);
    const index = place?.after === undefined ? stays : this.#indexFor(place.after, others);
    this.items = others.toSpliced(index, 0, { id, state: after });
    return [{ id, observed: after }];
  }

  async reconcile(): Promise<{ verdict: 'unknown' }> {
    return { verdict: 'unknown' };
  }

  judge(): GuardJudge {
    return () => [];
  }

  irreversibleReason(): undefined {
    return undefined;
  }

  summarise(action: Change['action']): string {
    return action;
  }

  #indexFor({ index, after, before }: Position, others: readonly Item[]): number {
    if (after === null) return 0;
    const behind = others.findIndex((item) => item.id === after);
    if (behind !== -1) return behind + 1;
    const inFront = others.findIndex((item) => item.id === before);
    return inFront === -1 ? index - 1 : inFront;
  }

  #newId(): string {
    this.#made += 1;
    return `n${this.#made}`;
  }

  #change(action: Change['action'], id: string): Omit<Change, 'place'> {
    return { action, resource: this.resource, scope, id, summary: action };
  }
}

function worldOf(ids: string) {
  const list = new ListExecutor(ids);
  const executors = new ExecutorSet([list]);
  const journal = new Journal();
  const apply = async (changes: readonly Change[], undoes: readonly string[] = []): Promise<JournalEntry> => {
    const { signal } = new AbortController();
    const { applied } = await execute(changes, { executors, signal, afterwards: () => executors });
    return atOnce(journal.record({ tool: 'a_tool', changes: applied, irreversible: [], undoes }));
  };
  const undo = async (...entries: readonly JournalEntry[]): Promise<JournalEntry> =>
    apply(
      (await planUndo(entries, journal, executors)).changes,
      entries.map(({ id }) => id),
    );
  return {
    list,
    apply,
    undo,
    plan: async (...of: readonly JournalEntry[]) => (await planUndo(of, journal, executors)).changes,
  };
}

describe('an object in an order', () => {
  it('comes back to its old place when its deletion is undone', async () => {
    const { list, apply, undo } = worldOf('abcd');
    const entry = await apply([list.deletion('b')]);
    expect(list.order).toBe('acd');
    await undo(entry);
    expect(list.order).toBe('abcd');
  });

  it('comes back behind its neighbour when others came in front meanwhile', async () => {
    const { list, apply, undo } = worldOf('abcd');
    const entry = await apply([list.deletion('c')]);
    list.items = [{ id: 'x', state: { text: 'x' } }, ...list.items];
    await undo(entry);
    expect(list.order).toBe('xabcd');
  });

  it('comes back beside neighbours that have new ids', async () => {
    const { list, apply, undo } = worldOf('abc');
    const c = await apply([list.deletion('c')]);
    const b = await apply([list.deletion('b')]);
    await undo(b);
    await undo(c);
    expect(list.order).toBe('abc');
  });

  it('is moved back by one change, which is a reorder', async () => {
    const { list, apply, plan, undo } = worldOf('abcd');
    const entry = await apply([list.move('d', 0)]);
    expect(list.order).toBe('dabc');
    expect(await plan(entry)).toMatchObject([
      { action: 'reorder', id: 'd', place: { before: { index: 1 }, after: { index: 4, after: 'c' } } },
    ]);
    await undo(entry);
    expect(list.order).toBe('abcd');
  });

  it('is moved again when the undo is undone', async () => {
    const { list, apply, undo } = worldOf('abcd');
    const undone = await undo(await apply([list.move('d', 0)]));
    await undo(undone);
    expect(list.order).toBe('dabc');
  });

  it('has its place in what is approved', () => {
    const { list } = worldOf('abc');
    const [first, second] = [list.move('c', 0), list.move('c', 1)].map((change) =>
      planFingerprint({ tool: 't', args: {}, changes: [change] }),
    );
    expect(first).not.toEqual(second);
  });

  it('is back with all others when many were taken out in one call', async () => {
    const ids = fc.subarray('abcdefgh'.split(''), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(ids, async (gone) => {
        const { list, apply, undo } = worldOf('abcdefgh');
        const entry = await apply(gone.map((id) => list.deletion(id)));
        await undo(entry);
        expect(list.order).toBe('abcdefgh');
      }),
    );
  });

  const edits = fc.array(
    fc.record({ kind: fc.constantFrom('delete', 'move'), which: fc.nat(), to: fc.nat() }),
    { maxLength: 8 },
  );
  it('is back after any history that is taken back step by step', async () => {
    await fc.assert(
      fc.asyncProperty(edits, async (history) => {
        const { list, apply, undo } = worldOf('abcdef');
        const entries: [string, JournalEntry][] = [];
        for (const { kind, which, to } of history) {
          const item = list.items[which % Math.max(list.items.length, 1)];
          if (item === undefined) break;
          const change =
            kind === 'delete' ? list.deletion(item.id) : list.move(item.id, to % list.items.length);
          entries.push([list.order, await apply([change])]);
        }
        for (const [order, entry] of entries.toReversed()) {
          await undo(entry);
          expect(list.order).toBe(order);
        }
      }),
    );
  });
});
