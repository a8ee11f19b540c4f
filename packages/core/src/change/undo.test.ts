import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DriftError, InputError, IrreversibleError, RejectedError } from '../errors/errors.ts';
import { canonicalJson, type JsonObject } from '../json.ts';
import { MemoryExecutor, type MemoryExecutorOptions } from '../testing/memory-executor.ts';
import { atOnce } from '../tool/breath.ts';
import type { Change } from './change.ts';
import { execute } from './execute.ts';
import { ExecutorSet } from './executor.ts';
import { Journal, type JournalEntry } from './journal.ts';
import { makePlan } from './plan.ts';
import { planUndo, type UndoPlan } from './undo.ts';

const scope = { id: 's1', name: 'example.com' };
const never = new AbortController().signal;

/** A service and the history of what was done to it, as a server keeps it. */
class World {
  readonly service: MemoryExecutor;
  readonly journal = new Journal();
  readonly #executors: ExecutorSet;

  constructor(options: MemoryExecutorOptions = {}) {
    this.service = new MemoryExecutor(options);
    this.#executors = new ExecutorSet([this.service]);
  }

  async apply(changes: readonly Change[], undoes: readonly string[] = []): Promise<JournalEntry> {
    const { irreversible } = await makePlan('a_tool', {}, { changes }, this.#executors);
    const { applied, error } = await execute(changes, {
      executors: this.#executors,
      signal: never,
      afterwards: () => this.#executors,
    });
    const entry = {
      tool: 'a_tool',
      changes: applied,
      irreversible,
      undoes: error === undefined ? undoes : [],
    };
    return atOnce(this.journal.record(entry));
  }

  async planUndo(...entries: readonly JournalEntry[]): Promise<readonly Change[]> {
    return (await this.planWhole(...entries)).changes;
  }

  planWhole(...entries: readonly JournalEntry[]): Promise<UndoPlan> {
    const ids = new Set(entries.map(({ id }) => id));
    const current = this.journal.entries().filter(({ id }) => ids.has(id));
    return planUndo(current, this.journal, this.#executors);
  }

  async undo(...entries: readonly JournalEntry[]): Promise<JournalEntry> {
    return this.apply(
      await this.planUndo(...entries),
      entries.map(({ id }) => id),
    );
  }

  async create(state: JsonObject): Promise<JournalEntry> {
    return this.apply([this.service.creation(scope, state)]);
  }

  async update(id: string, state: JsonObject): Promise<JournalEntry> {
    return this.apply([this.service.update(scope, id, state)]);
  }

  async delete(id: string): Promise<JournalEntry> {
    return this.apply([this.service.deletion(scope, id)]);
  }

  /** Ids apart: an object that is brought back has another one. */
  get states(): readonly string[] {
    return [...this.service.objects(scope).values()].map((state) => canonicalJson(state)).sort();
  }

  get byId(): Record<string, JsonObject> {
    return Object.fromEntries(this.service.objects(scope));
  }
}

const idOf = (entry: JournalEntry): string => entry.changes.slice(0, 1)[0]?.id ?? '';

describe('undo of one entry', () => {
  it('of a creation deletes', async () => {
    const world = new World();
    const entry = await world.create({ a: 1 });
    expect(await world.planUndo(entry)).toEqual([
      {
        action: 'delete',
        resource: 'thing',
        scope,
        id: 'thing-1',
        summary: 'delete {"a":1}',
        before: { a: 1 },
      },
    ]);
    await world.undo(entry);
    expect(world.byId).toEqual({});
  });

  it('of an update writes the state before', async () => {
    const world = new World();
    world.service.write(scope, 'x', { a: 1, b: 1 });
    const entry = await world.update('x', { a: 2 });
    expect(await world.planUndo(entry)).toEqual([
      {
        action: 'update',
        resource: 'thing',
        scope,
        id: 'x',
        summary: 'update {"a":1,"b":1}',
        before: { a: 2 },
        after: { a: 1, b: 1 },
      },
    ]);
    await world.undo(entry);
    expect(world.byId).toEqual({ x: { a: 1, b: 1 } });
  });

  it('of a deletion creates anew', async () => {
    const world = new World();
    world.service.write(scope, 'x', { a: 1 });
    const entry = await world.delete('x');
    expect(await world.planUndo(entry)).toEqual([
      {
        action: 'create',
        resource: 'thing',
        scope,
        replaces: 'x',
        summary: 'create {"a":1}',
        after: { a: 1 },
      },
    ]);
    await world.undo(entry);
    expect(world.byId).toEqual({ 'thing-1': { a: 1 } });
  });

  it('goes from what the service stored, not from what was asked for', async () => {
    const world = new World({ store: (state) => ({ ...state, ttl: 300 }) });
    const entry = await world.create({ a: 1 });
    expect(await world.planUndo(entry)).toMatchObject([{ action: 'delete', before: { a: 1, ttl: 300 } }]);
  });

  it('takes back its changes in the opposite order', async () => {
    const world = new World();
    world.service.write(scope, 'x', { type: 'A' });
    const { service } = world;
    const entry = await world.apply([
      service.deletion(scope, 'x'),
      service.creation(scope, { type: 'AAAA' }),
    ]);
    expect((await world.planUndo(entry)).map(({ summary }) => summary)).toEqual([
      'delete {"type":"AAAA"}',
      'create {"type":"A"}',
    ]);
    await world.undo(entry);
    expect(world.states).toEqual(['{"type":"A"}']);
  });
});

describe('undo of several entries', () => {
  it('makes one change of several to one object', async () => {
    const world = new World();
    world.service.write(scope, 'x', { a: 0 });
    const entries = [await world.update('x', { a: 1 }), await world.update('x', { a: 2 })];
    expect(await world.planUndo(...entries)).toMatchObject([
      { action: 'update', before: { a: 2 }, after: { a: 0 } },
    ]);
  });

  it('has nothing to do for what came and went', async () => {
    const world = new World();
    const entries = [await world.create({ a: 1 }), await world.delete('thing-1')];
    expect(await world.planUndo(...entries)).toEqual([]);
  });

  it('brings an object back as it was before all of them', async () => {
    const world = new World();
    world.service.write(scope, 'x', { a: 0 });
    const entries = [await world.update('x', { a: 1 }), await world.delete('x')];
    await world.undo(...entries);
    expect(world.states).toEqual(['{"a":0}']);
  });

  it('refuses to leave out one in the middle', async () => {
    const world = new World();
    world.service.write(scope, 'x', { a: 0 });
    const first = await world.update('x', { a: 1 });
    await world.update('x', { a: 2 });
    const third = await world.update('x', { a: 3 });
    await expect(world.planUndo(first, third)).rejects.toMatchObject({
      details: { left_as: { a: 1 }, found: { a: 2 } },
    });
  });
});

describe('undo of what the service keeps by now', () => {
  const keeping = {
    isKept: (state: JsonObject) => state['keeper'] !== undefined,
    excludes: (kept: JsonObject, wanted: JsonObject) => kept['place'] === wanted['place'],
    notes: (kept: readonly JsonObject[], excluded: readonly JsonObject[]) => [
      `${kept.length} kept, ${excluded.length} not brought back`,
    ],
  };

  it('leaves it, undoes the rest, and can be undone again when it is free', async () => {
    const world = new World({ keeping });
    const { service } = world;
    const entry = await world.apply([
      service.creation(scope, { a: 1 }),
      service.creation(scope, { a: 2 }),
      service.creation(scope, { a: 3 }),
    ]);
    service.write(scope, 'thing-2', { a: 2, keeper: 'a service' });
    const plan = await world.planWhole(entry);
    expect(plan).toMatchObject({
      changes: [{ id: 'thing-3' }, { id: 'thing-1' }],
      warnings: ['1 kept, 0 not brought back'],
      undoes: [],
    });
    await world.apply(plan.changes, plan.undoes);
    expect(world.byId).toEqual({ 'thing-2': { a: 2, keeper: 'a service' } });
    service.write(scope, 'thing-2', { a: 2 });
    const again = await world.planWhole(entry);
    expect(again).toMatchObject({ changes: [{ id: 'thing-2' }], warnings: [], undoes: [entry.id] });
  });

  it('does not bring back what cannot stand beside it', async () => {
    const world = new World({ keeping });
    const { service } = world;
    service.write(scope, 'x', { place: 1, a: 1 });
    service.write(scope, 'y', { place: 2, a: 1 });
    const entry = await world.apply([
      service.deletion(scope, 'x'),
      service.deletion(scope, 'y'),
      service.creation(scope, { place: 1, a: 2 }),
    ]);
    service.write(scope, 'thing-1', { place: 1, keeper: 'a service' });
    expect(await world.planWhole(entry)).toMatchObject({
      changes: [{ action: 'create', after: { place: 2 } }],
      warnings: ['1 kept, 1 not brought back'],
      undoes: [],
    });
  });

  it('marks the other entries as undone', async () => {
    const world = new World({ keeping });
    const entries = [await world.create({ a: 1 }), await world.create({ a: 2 })];
    world.service.write(scope, 'thing-1', { keeper: 'a service' });
    expect(await world.planWhole(...entries)).toMatchObject({
      changes: [{ id: 'thing-2' }],
      undoes: [entries[1]?.id],
    });
  });
});

describe('undo of an undo', () => {
  it('does again what was undone', async () => {
    const world = new World();
    world.service.write(scope, 'x', { a: 0 });
    const undo = await world.undo(await world.update('x', { a: 1 }));
    await world.undo(undo);
    expect(world.byId).toEqual({ x: { a: 1 } });
  });

  it('follows an object through every id it was given', async () => {
    const world = new World();
    world.service.write(scope, 'x', { a: 0 });
    const update = await world.update('x', { a: 1 });
    const deletion = await world.delete('x');
    const back = await world.undo(deletion);
    const gone = await world.undo(back);
    const again = await world.undo(gone);
    expect(idOf(again)).not.toBe(idOf(back));
    expect(world.byId).toEqual({ [idOf(again)]: { a: 1 } });
    await world.undo(update);
    expect(world.byId).toEqual({ [idOf(again)]: { a: 0 } });
  });

  it('may be taken back together with what it undid', async () => {
    const world = new World();
    const creation = await world.create({ a: 1 });
    const deletion = await world.delete('thing-1');
    const undo = await world.undo(deletion);
    await world.undo(creation, deletion, undo);
    expect(world.byId).toEqual({});
  });
});

describe('undo is refused', () => {
  it('for what was undone, and the undo is named', async () => {
    const world = new World();
    const entry = await world.create({ a: 1 });
    const undo = await world.undo(entry);
    const refused = world.planUndo(entry);
    await expect(refused).rejects.toBeInstanceOf(InputError);
    await expect(refused).rejects.toMatchObject({ message: `${entry.id} was already undone by ${undo.id}.` });
  });

  it('for what cannot be taken back, and for all that is asked with it', async () => {
    const world = new World({
      irreversibleReason: ({ action }) => (action === 'purge' ? 'copies are gone' : undefined),
    });
    const creation = await world.create({ a: 1 });
    const purge = await world.apply([
      { action: 'purge', resource: 'thing', scope, summary: 'purge', after: {} },
    ]);
    const refused = world.planUndo(creation, purge);
    await expect(refused).rejects.toBeInstanceOf(IrreversibleError);
    await expect(refused).rejects.toThrow(`${purge.id} cannot be undone: copies are gone.`);
    expect(await world.planUndo(creation)).toHaveLength(1);
  });

  const edits: readonly [string, JsonObject | undefined][] = [
    ['was edited', { a: 3 }],
    ['got one member more', { a: 2, b: 1 }],
    ['was deleted', undefined],
  ];
  it.each(edits)('when the object %s since, and both states are shown', async (_, state) => {
    const world = new World();
    world.service.write(scope, 'x', { a: 1 });
    const entry = await world.update('x', { a: 2 });
    world.service.write(scope, 'x', state);
    const refused = world.planUndo(entry);
    await expect(refused).rejects.toBeInstanceOf(DriftError);
    await expect(refused).rejects.toMatchObject({
      quotes: true,
      details: { left_as: { a: 2 }, found: state ?? null },
    });
  });

  it('when somebody made the deleted object again in another way', async () => {
    const world = new World();
    world.service.write(scope, 'x', { a: 1 });
    const entry = await world.delete('x');
    world.service.write(scope, 'x', { a: 9 });
    await expect(world.planUndo(entry)).rejects.toMatchObject({
      details: { left_as: null, found: { a: 9 } },
    });
  });

  it('when the service never told the id of what was made', async () => {
    const world = new World();
    const { id: _, ...made } = world.service.creation(scope, { a: 1 });
    const entry = atOnce(
      world.journal.record({ tool: 'a_tool', changes: [made], irreversible: [], undoes: [] }),
    );
    await expect(world.planUndo(entry)).rejects.toBeInstanceOf(DriftError);
  });
});

describe('an undo that is not needed', () => {
  it('is empty when somebody has taken the change back already', async () => {
    const world = new World();
    world.service.write(scope, 'x', { a: 1 });
    const entry = await world.update('x', { a: 2 });
    world.service.write(scope, 'x', { a: 1 });
    expect(await world.planUndo(entry)).toEqual([]);
  });

  it('is only the rest when an earlier one failed half-way', async () => {
    const world = new World({ batchLimit: 1 });
    const { service } = world;
    service.write(scope, 'x', { a: 1 });
    service.write(scope, 'y', { b: 1 });
    const entry = await world.apply([service.update(scope, 'x', { a: 2 }), service.deletion(scope, 'y')]);
    service.fail({ error: new RejectedError('No.'), point: 'before_commit' }, 1);
    await world.undo(entry);
    expect(world.states).toEqual(['{"a":2}', '{"b":1}']);
    expect((await world.planUndo(entry)).map(({ summary }) => summary)).toEqual(['update {"a":1}']);
    await world.undo(entry);
    expect(world.states).toEqual(['{"a":1}', '{"b":1}']);
  });
});

function changesOf(world: World, parts: readonly (readonly [string, number, number])[]): Change[] {
  const ids = [...world.service.objects(scope).keys()];
  return parts.map(([action, pick, value]) => {
    const [id] = action === 'create' ? [] : ids.splice(pick % Math.max(ids.length, 1), 1);
    if (id === undefined) return world.service.creation(scope, { value });
    return action === 'update'
      ? world.service.update(scope, id, { value })
      : world.service.deletion(scope, id);
  });
}

describe('any history', () => {
  /** One entry: up to three changes to different objects, picked by number, or an undo of an earlier entry. */
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.array(
        fc.tuple(fc.constantFrom('create', 'update', 'delete'), fc.nat(), fc.nat({ max: 4 })),
        { minLength: 1, maxLength: 3 },
      ),
    },
    { weight: 1, arbitrary: fc.nat() },
  );

  async function take(
    world: World,
    parts: typeof step extends fc.Arbitrary<infer Step> ? Step : never,
  ): Promise<void> {
    if (typeof parts !== 'number') {
      await world.apply(changesOf(world, parts));
      return;
    }
    const open = world.journal.entries().filter(({ undoneBy }) => undoneBy === undefined);
    const entry = open[parts % Math.max(open.length, 1)];
    if (entry === undefined) return;
    // An undo that is refused changes nothing, so the history goes on without it.
    await world.undo(entry).catch((error: unknown) => expect(error).toBeInstanceOf(DriftError));
  }

  it('is taken back, all of it or its end, to the state it began with', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(),
        async (steps, batchLimit, cut) => {
          const world = new World({ batchLimit });
          world.service.write(scope, 'x', { value: 0 });
          world.service.write(scope, 'y', { value: 1 });
          const states = [world.states];
          for (const parts of steps) {
            const before = world.journal.entries().length;
            await take(world, parts);
            if (world.journal.entries().length > before) states.push(world.states);
          }
          const end = world.journal.entries();
          expect(states).toHaveLength(end.length + 1);
          const start = cut % states.length;
          const undo = await world.undo(...end.slice(start));
          expect(world.states).toEqual(states[start]);
          await world.undo(undo);
          expect(world.states).toEqual(states.at(-1));
          await world.undo(...world.journal.entries());
          expect(world.states).toEqual(states[0]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** An object whose name another kind of change sets. */
function named(): World {
  const world = new World({ setElsewhere: ['name'] });
  world.service.write(scope, 'x', { name: 'old', text: '1' });
  return world;
}

describe('undo of an object whose name another kind of change sets', () => {
  it('leaves the name as it is now', async () => {
    const moved = named();
    const entry = await moved.update('x', { name: 'old', text: '2' });
    moved.service.write(scope, 'x', { name: 'new', text: '2' });
    expect(await moved.planUndo(entry)).toMatchObject([
      { action: 'update', before: { name: 'new', text: '2' }, after: { name: 'new', text: '1' } },
    ]);
    await moved.undo(entry);
    expect(moved.byId).toEqual({ x: { name: 'new', text: '1' } });
  });

  it('joins changes before and after it', async () => {
    const moved = named();
    const first = await moved.update('x', { name: 'old', text: '2' });
    moved.service.write(scope, 'x', { name: 'new', text: '2' });
    const second = await moved.update('x', { name: 'new', text: '3' });
    await moved.undo(first, second);
    expect(moved.byId).toEqual({ x: { name: 'new', text: '1' } });
  });

  it('joins changes of which only the first has one', async () => {
    const moved = named();
    const first = await moved.update('x', { name: 'old', text: '2' });
    moved.service.write(scope, 'x', { text: '2' });
    const second = await moved.update('x', { text: '3' });
    await moved.undo(first, second);
    expect(moved.byId).toEqual({ x: { name: 'old', text: '1' } });
  });

  it('has nothing to do where somebody brought the rest back', async () => {
    const moved = named();
    const entry = await moved.update('x', { name: 'old', text: '2' });
    moved.service.write(scope, 'x', { text: '1' });
    expect(await moved.planUndo(entry)).toEqual([]);
  });

  it('still refuses where the rest is not as it was left', async () => {
    const moved = named();
    const entry = await moved.update('x', { name: 'old', text: '2' });
    moved.service.write(scope, 'x', { name: 'new', text: 'theirs' });
    await expect(moved.planUndo(entry)).rejects.toBeInstanceOf(DriftError);
  });

  it('is not stopped between batches by a name that the same plan gives back', async () => {
    const moved = new World({ setElsewhere: ['name'], batchLimit: 1 });
    for (const id of ['x', 'y']) moved.service.write(scope, id, { name: id, text: '1' });
    const changes = ['x', 'y'].map((id) => moved.service.update(scope, id, { name: id, text: '2' }));
    moved.service.write(scope, 'y', { name: 'renamed', text: '1' });
    const { changes: applied } = await moved.apply(changes);
    expect(applied.length).toBe(2);
  });
});
