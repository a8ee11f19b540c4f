import { describe, expect, it } from 'vitest';
import { CancelledError, NotFoundError, OutcomeUnknownError } from '../errors/errors.ts';
import type { JsonObject } from '../json.ts';
import { atOnce } from '../tool/breath.ts';
import type { Change } from './change.ts';
import { type Execution, execute } from './execute.ts';
import { ExecutorSet, type Subject } from './executor.ts';
import { Journal, type JournalEntry } from './journal.ts';
import { ObjectExecutor, type ObjectStore, type StoredObject } from './object-executor.ts';
import { makePlan } from './plan.ts';
import { planUndo } from './undo.ts';

const scope = { id: 's1', name: 'example.com' };
const red = { name: 'one', color: 'red', size: 1 };
const blue = { ...red, color: 'blue' };

type Act = (shelf: Shelf) => void;

/** A service without versions whose answers can be lost, and on which somebody else works. What is deleted goes to a trash. */
class Shelf implements ObjectStore {
  readonly resource = 'thing';
  readonly identity = ['name'];
  readonly rules = [
    {
      id: 'thing.blue',
      asked: 'Blue things.',
      why: 'A test says so.',
      example: 'none',
      text: 'It becomes blue.',
      applies: ({ after }: Change) => after?.['color'] === 'blue',
    },
  ];
  readonly there = new Map<string, JsonObject>();
  readonly trash = new Map<string, JsonObject>();
  readonly sent: string[] = [];
  lose: 'before' | 'after' | undefined;
  /** Done between the last look and the write. */
  meanwhile: Act = () => {};
  /** Done after the write, before anybody looks at what it left. */
  later: Act = () => {};
  /** Called as an object is looked for. */
  looking: () => void = () => {};
  #count = 1;

  /** Sets members as somebody else does. */
  set(id: string, members: JsonObject): void {
    this.there.set(id, { ...this.there.get(id), ...members });
  }

  async find({ id = '' }: Subject): Promise<StoredObject | undefined> {
    this.looking();
    const state = this.there.get(id);
    return state && { id, state };
  }

  create(_: Change, after: JsonObject): Promise<StoredObject> {
    return this.#write('create', () => {
      this.#count += 1;
      return this.#put(String(this.#count), after);
    });
  }

  restore({ replaces = '' }: Change): Promise<StoredObject> {
    return this.#write('restore', () => this.#put(replaces, required(this.trash, replaces)));
  }

  update({ id = '' }: Change, changed: JsonObject): Promise<StoredObject> {
    return this.#write(`update ${Object.keys(changed).join(' ')}`, () =>
      this.#put(id, { ...required(this.there, id), ...changed }),
    );
  }

  remove({ id = '' }: Change): Promise<void> {
    return this.#write('remove', () => {
      this.trash.set(id, required(this.there, id));
      this.there.delete(id);
    });
  }

  async made(_: Change, after: JsonObject): Promise<StoredObject | 'unclear' | undefined> {
    const entry = [...this.there].find(([, { name }]) => name === after['name']);
    if (entry === undefined) return undefined;
    const [id, state] = entry;
    return state['color'] === after['color'] ? { id, state } : 'unclear';
  }

  final({ before }: Change): string | undefined {
    return before?.['color'] === 'gold' ? 'gold does not come back' : undefined;
  }

  summarise(action: Change['action']): string {
    return `${action} a thing`;
  }

  #put(id: string, state: JsonObject): StoredObject {
    this.there.set(id, state);
    this.trash.delete(id);
    return { id, state };
  }

  async #write<Made>(what: string, act: () => Made): Promise<Made> {
    this.sent.push(what);
    this.meanwhile(this);
    if (this.lose === 'before') {
      this.later(this);
      throw new OutcomeUnknownError('The connection broke.');
    }
    const made = act();
    this.later(this);
    if (this.lose === 'after') throw new OutcomeUnknownError('The connection broke.');
    return made;
  }
}

function required(objects: ReadonlyMap<string, JsonObject>, id: string): JsonObject {
  const state = objects.get(id);
  if (state === undefined) throw new NotFoundError('There is no such thing.');
  return state;
}

const object = { resource: 'thing', scope, summary: 'a thing' } as const;
const changes = {
  create: { ...object, action: 'create', after: { name: 'new', color: 'red', size: 1 } },
  update: { ...object, action: 'update', id: '1', before: red, after: blue },
  delete: { ...object, action: 'delete', id: '1', before: red },
  restore: { ...object, action: 'create', replaces: '1', after: red },
} as const satisfies Record<string, Change>;

function shelfFor(name: keyof typeof changes): Shelf {
  const shelf = new Shelf();
  (name === 'restore' ? shelf.trash : shelf.there).set('1', red);
  return shelf;
}

function executorsOf(store: ObjectStore): ExecutorSet {
  return new ExecutorSet([new ObjectExecutor(store)]);
}

async function run(
  shelf: Shelf,
  change: Change,
  signal = new AbortController().signal,
  afterwards = shelf,
): Promise<Execution> {
  return execute([change], {
    executors: executorsOf(shelf),
    signal,
    afterwards: () => executorsOf(afterwards),
    sleep: async () => {},
  });
}

/** In one word: what the caller is told. */
function told({ applied, unknown, error }: Execution): string {
  if (error === undefined) return `applied ${applied.length}`;
  return unknown.length > 0 ? 'unknown' : error.code;
}

const anothersSize: Act = (shelf) => shelf.set('1', { size: 9 });
const anothersColor: Act = (shelf) => shelf.set('1', { color: 'green' });
const takesAway: Act = (shelf) => void shelf.there.delete('1');

interface Case {
  readonly lose?: 'before' | 'after';
  /** What somebody else does between the plan and the last look, between that and the write, and after it. */
  readonly planned?: Act;
  readonly meanwhile?: Act;
  readonly later?: Act;
  readonly told: string;
  readonly there: readonly JsonObject[];
  readonly warnings?: readonly string[];
  readonly isSent?: false;
}

const nothingChanged = 'upstream_unavailable';
const made = { name: 'new', color: 'red', size: 1 };
const other = { name: 'new', color: 'green', size: 9 };

const cases: readonly [keyof typeof changes, string, Case][] = [
  ['create', 'that is answered', { told: 'applied 1', there: [red, made] }],
  ['create', 'that is lost', { lose: 'before', told: nothingChanged, there: [red] }],
  ['create', 'whose answer is lost', { lose: 'after', told: 'applied 1', there: [red, made] }],
  [
    'create',
    'that is lost, while somebody makes one like it',
    { lose: 'before', later: (shelf) => shelf.set('7', other), told: 'unknown', there: [red, other] },
  ],
  ['update', 'that is answered', { told: 'applied 1', there: [blue] }],
  ['update', 'that is lost', { lose: 'before', told: nothingChanged, there: [red] }],
  ['update', 'whose answer is lost', { lose: 'after', told: 'applied 1', there: [blue] }],
  [
    'update',
    'of what has another size since the plan',
    { planned: anothersSize, told: 'conflict', there: [{ ...red, size: 9 }], isSent: false },
  ],
  [
    'update',
    'of what has another color since the plan',
    { planned: anothersColor, told: 'conflict', there: [{ ...red, color: 'green' }], isSent: false },
  ],
  ['update', 'of what is gone since', { planned: takesAway, told: 'conflict', there: [], isSent: false }],
  [
    'update',
    'of what gets another size right before it: that stays, and is told',
    {
      meanwhile: anothersSize,
      told: 'applied 1',
      there: [{ ...blue, size: 9 }],
      warnings: ['size was stored as 9, not as 1'],
    },
  ],
  [
    'update',
    'of what gets another color right before it: not covered',
    { meanwhile: anothersColor, told: 'applied 1', there: [blue] },
  ],
  ['update', 'of what goes right before it', { meanwhile: takesAway, told: 'not_found', there: [] }],
  [
    'update',
    'that is lost, before another size',
    { lose: 'before', later: anothersSize, told: 'unknown', there: [{ ...red, size: 9 }] },
  ],
  [
    'update',
    'whose answer is lost, before another size',
    {
      lose: 'after',
      later: anothersSize,
      told: 'applied 1',
      there: [{ ...blue, size: 9 }],
      warnings: ['size was stored as 9, not as 1'],
    },
  ],
  [
    'update',
    'whose answer is lost, before another color',
    { lose: 'after', later: anothersColor, told: 'unknown', there: [{ ...red, color: 'green' }] },
  ],
  [
    'update',
    'whose answer is lost, before it goes',
    { lose: 'after', later: takesAway, told: 'unknown', there: [] },
  ],
  [
    'update',
    'whose answer is lost, before somebody takes it back: nothing is left of it',
    { lose: 'after', later: (shelf) => shelf.set('1', red), told: nothingChanged, there: [red] },
  ],
  ['delete', 'that is answered', { told: 'applied 1', there: [] }],
  ['delete', 'that is lost', { lose: 'before', told: nothingChanged, there: [red] }],
  ['delete', 'whose answer is lost', { lose: 'after', told: 'applied 1', there: [] }],
  [
    'delete',
    'of what was changed since the plan',
    { planned: anothersSize, told: 'conflict', there: [{ ...red, size: 9 }], isSent: false },
  ],
  ['delete', 'of what is gone since', { planned: takesAway, told: 'conflict', there: [], isSent: false }],
  ['delete', 'of what goes right before it', { meanwhile: takesAway, told: 'not_found', there: [] }],
  [
    'delete',
    'that is lost, before somebody else does it',
    { lose: 'before', later: takesAway, told: 'applied 1', there: [] },
  ],
  [
    'delete',
    'whose answer is lost, before somebody brings it back',
    { lose: 'after', later: (shelf) => shelf.set('1', red), told: nothingChanged, there: [red] },
  ],
  [
    'delete',
    'whose answer is lost, before somebody brings it back with another color',
    {
      lose: 'after',
      later: (shelf) => shelf.set('1', blue),
      told: 'unknown',
      there: [blue],
    },
  ],
  ['restore', 'that is answered', { told: 'applied 1', there: [red] }],
  ['restore', 'that is lost', { lose: 'before', told: nothingChanged, there: [] }],
  ['restore', 'whose answer is lost', { lose: 'after', told: 'applied 1', there: [red] }],
  [
    'restore',
    'of what is there again, and was changed: that stays',
    { planned: (shelf) => shelf.set('1', blue), told: 'conflict', there: [blue], isSent: false },
  ],
  [
    'restore',
    'of what goes for good right before it',
    { meanwhile: (shelf) => void shelf.trash.delete('1'), told: 'not_found', there: [] },
  ],
  [
    'restore',
    'whose answer is lost, before another color',
    { lose: 'after', later: anothersColor, told: 'unknown', there: [{ ...red, color: 'green' }] },
  ],
];

describe('one change of an object without versions', () => {
  it.each(cases)('%s %s', async (name, _, expected) => {
    const shelf = shelfFor(name);
    expected.planned?.(shelf);
    shelf.lose = expected.lose;
    shelf.meanwhile = expected.meanwhile ?? shelf.meanwhile;
    shelf.later = expected.later ?? shelf.later;
    const execution = await run(shelf, changes[name]);
    expect(told(execution)).toBe(expected.told);
    expect([...shelf.there.values()]).toEqual(expected.there);
    expect(execution.warnings).toEqual(expected.warnings ?? []);
    expect(shelf.sent).toHaveLength(expected.isSent === false ? 0 : 1);
  });

  it('sends what changes, and nothing else', async () => {
    const shelf = shelfFor('update');
    await run(shelf, changes.update);
    expect(shelf.sent).toEqual(['update color']);
  });

  it('says how a thing is that is not as planned', async () => {
    const shelf = shelfFor('update');
    anothersSize(shelf);
    const { error } = await run(shelf, changes.update);
    expect(error).toMatchObject({ details: { objects: [{ id: '1', found: { size: 9 } }] } });
  });
});

describe('a cancelled call', () => {
  it('sends nothing when it ends during the last look', async () => {
    const shelf = shelfFor('update');
    const canceller = new AbortController();
    shelf.looking = () => {
      canceller.abort();
      throw new CancelledError('The request was cancelled.');
    };
    expect(told(await run(shelf, changes.update, canceller.signal))).toBe('cancelled');
    expect(shelf.sent).toEqual([]);
  });

  it.each([
    ['before', nothingChanged],
    ['after', 'applied 1'],
  ] as const)('learns what became of a write that it left %s it was done', async (lose, expected) => {
    const shelf = shelfFor('update');
    const canceller = new AbortController();
    shelf.lose = lose;
    shelf.meanwhile = () => canceller.abort();
    expect(told(await run(shelf, changes.update, canceller.signal))).toBe(expected);
  });
});

it.each(['create', 'update', 'delete', 'restore'] as const)(
  'does not believe that nothing was done where nothing can be read: %s',
  async (name) => {
    const shelf = shelfFor(name);
    shelf.lose = 'after';
    const blind = new Shelf();
    blind.find = () => Promise.reject(new NotFoundError('Down.'));
    blind.made = () => Promise.reject(new NotFoundError('Down.'));
    expect(told(await run(shelf, changes[name], undefined, blind))).toBe('unknown');
  },
);

async function done(shelf: Shelf, journal: Journal, all: readonly Change[]): Promise<JournalEntry> {
  const { irreversible } = await makePlan('a_tool', {}, { changes: all }, executorsOf(shelf));
  const [change] = all;
  if (change === undefined) throw new Error('there is nothing to do');
  const { applied } = await run(shelf, change);
  return atOnce(journal.record({ tool: 'a_tool', changes: applied, irreversible, undoes: [] }));
}

describe('an undo', () => {
  it.each(['create', 'update', 'delete'] as const)('takes it back, and that again: %s', async (name) => {
    const shelf = shelfFor(name);
    const journal = new Journal();
    const first = await done(shelf, journal, [changes[name]]);
    const after = new Map(shelf.there);
    const undo = await planUndo([first], journal, executorsOf(shelf));
    const second = await done(shelf, journal, undo.changes);
    expect([...shelf.there.values()]).toEqual([red]);
    const redo = await planUndo([second], journal, executorsOf(shelf));
    await done(shelf, journal, redo.changes);
    expect(shelf.there).toEqual(after);
  });

  it('is refused when somebody changed it since, and when it cannot be', async () => {
    const shelf = shelfFor('update');
    const journal = new Journal();
    const first = await done(shelf, journal, [changes.update]);
    anothersSize(shelf);
    await expect(planUndo([first], journal, executorsOf(shelf))).rejects.toThrow(
      'not as this change left it',
    );
    const gold = { ...red, color: 'gold' };
    shelf.set('1', gold);
    const second = await done(shelf, journal, [{ ...changes.delete, before: gold }]);
    await expect(planUndo([second], journal, executorsOf(shelf))).rejects.toThrow('gold does not come back');
  });
});

it('asks about what a rule applies to, and about nothing else', () => {
  const executor = new ObjectExecutor(new Shelf());
  const judge = executor.judge();
  expect(judge(changes.update)).toEqual([{ guard: 'thing.blue', text: 'It becomes blue.', kind: 'value' }]);
  expect(judge(changes.delete)).toEqual([]);
  expect(executor.guards.map(({ id }) => id)).toEqual(['thing.blue']);
});

it('believes that nothing was deleted where nothing comes back, whatever else changed', async () => {
  const shelf = new Shelf();
  shelf.set('1', blue);
  const { resource, identity, rules } = shelf;
  const find = (subject: Subject) => shelf.find(subject);
  const store = { resource, identity, rules, find, summarise: () => '' };
  expect(await new ObjectExecutor(store).reconcile([changes.delete])).toEqual({ verdict: 'not_applied' });
});

it.each([
  ['a creation', changes.create],
  ['a restoration', changes.restore],
  ['an update', changes.update],
  ['a deletion', changes.delete],
] as const)('is a defect where %s is asked for and there is none', async (_, change) => {
  const shelf = shelfFor('update');
  const { resource, identity, rules } = shelf;
  const bare: ObjectStore = {
    resource,
    identity,
    rules,
    find: async (subject) =>
      subject.id === '1' && change.action !== 'create' ? shelf.find(subject) : undefined,
    summarise: () => '',
  };
  await expect(new ObjectExecutor(bare).apply([change])).rejects.toThrow(
    /can be created so|cannot be changed by/u,
  );
});
