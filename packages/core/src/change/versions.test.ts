import { describe, expect, it } from 'vitest';
import { executionResult } from '../call/result.ts';
import { ConflictError, RejectedError } from '../errors/errors.ts';
import type { JsonObject } from '../json.ts';
import { MemoryExecutor, type MemoryExecutorOptions } from '../testing/memory-executor.ts';
import { atOnce } from '../tool/breath.ts';
import type { Change } from './change.ts';
import { subjectText } from './change-lines.ts';
import { type Execution, execute } from './execute.ts';
import { ExecutorSet } from './executor.ts';
import { Journal, type JournalEntry } from './journal.ts';
import { makePlan, planFingerprint } from './plan.ts';
import { planUndo } from './undo.ts';

const scope = { id: 'w', name: 'wiki.example.com' };
const first = { name: 'a', text: '1' };

function service(options: MemoryExecutorOptions = {}): MemoryExecutor {
  const things = new MemoryExecutor({ hasVersions: true, batchLimit: 1, ...options });
  things.write(scope, 't1', first);
  return things;
}

async function run(things: MemoryExecutor, ...changes: readonly Change[]): Promise<Execution> {
  const executors = new ExecutorSet([things]);
  return execute(changes, {
    executors,
    signal: new AbortController().signal,
    afterwards: () => executors,
    sleep: async () => {},
  });
}

function recorded(journal: Journal, { applied }: Execution): JournalEntry {
  return atOnce(journal.record({ tool: 'edit', changes: applied, irreversible: [], undoes: [] }));
}

describe('a change with a version', () => {
  it('tells it, is another plan with another one, and the service takes it as a condition', async () => {
    const things = service();
    const change = things.update(scope, 't1', { ...first, text: '2' });
    expect(change.version).toBe('v1');
    expect(subjectText(change, ['name'], false)).toBe('update thing a (t1) at version v1');
    const fingerprint = async (planned: Change): Promise<string> =>
      planFingerprint(await makePlan('edit', {}, { changes: [planned] }, new ExecutorSet([things])));
    expect(await fingerprint(change)).not.toBe(await fingerprint({ ...change, version: 'v2' }));
    const { applied, error } = await run(things, change);
    expect(error).toBeUndefined();
    expect([...applied]).toEqual([{ ...change, versionAfter: 'v2' }]);
  });

  it('is not written over another version, and the error says what is there now', async () => {
    const things = service();
    const change = things.update(scope, 't1', { ...first, text: '2' });
    things.write(scope, 't1', { ...first, text: 'theirs' });
    const { applied, notApplied, error } = await run(things, change);
    expect([applied.length, notApplied.length]).toEqual([0, 1]);
    expect(error).toBeInstanceOf(ConflictError);
    expect(error).toMatchObject({ quotes: true, message: expect.stringMatching(/Nothing was changed\.$/u) });
    expect(error?.details).toEqual({
      status: 412,
      objects: [
        {
          id: 't1',
          planned_version: 'v1',
          version_now: 'v2',
          planned_from: first,
          found: { ...first, text: 'theirs' },
        },
      ],
    });
    expect((await things.read({ scope, id: 't1' }))?.['text']).toBe('theirs');
  });

  it('has an object gone by then told as gone', async () => {
    const things = service();
    const change = things.update(scope, 't1', { ...first, text: '2' });
    things.write(scope, 't1', undefined);
    const { error } = await run(things, change);
    expect(error?.details?.['objects']).toEqual([
      expect.objectContaining({ found: null, version_now: 'v2' }),
    ]);
  });

  it('leaves a conflict as it is where nothing can be read', async () => {
    const things = service();
    const change = things.update(scope, 't1', { ...first, text: '2' });
    things.write(scope, 't1', { name: 'other' });
    things.read = async () => {
      throw new RejectedError('no');
    };
    expect((await run(things, change)).error?.message).toBe('The service has another version.');
  });

  it('is taken back on the condition that the object has the version that it made', async () => {
    const things = service();
    const journal = new Journal();
    const entry = recorded(journal, await run(things, things.update(scope, 't1', { ...first, text: '2' })));
    const { changes } = await planUndo([entry], journal, new ExecutorSet([things]));
    expect(changes).toMatchObject([{ version: 'v2', before: { text: '2' }, after: { text: '1' } }]);
    things.write(scope, 't1', { ...first, text: 'theirs' });
    expect((await run(things, ...changes)).error).toBeInstanceOf(ConflictError);
  });

  it('is taken back from the version that is there, where others wrote and took it back', async () => {
    const things = service();
    const journal = new Journal();
    const entry = recorded(journal, await run(things, things.update(scope, 't1', { ...first, text: '2' })));
    things.write(scope, 't1', { ...first, text: 'theirs' });
    things.write(scope, 't1', { ...first, text: '2' });
    const { changes } = await planUndo([entry], journal, new ExecutorSet([things]));
    expect(changes[0]?.version).toBe('v4');
    expect((await run(things, ...changes)).error).toBeUndefined();
    expect(await things.read({ scope, id: 't1' })).toEqual(first);
  });

  it('has its version read before its state: what is written in between is never lost', async () => {
    const things = service();
    const journal = new Journal();
    const entry = recorded(journal, await run(things, things.update(scope, 't1', { ...first, text: '2' })));
    const read = things.readAll.bind(things);
    things.readAll = async (subjects) => {
      const found = await read(subjects);
      things.write(scope, 't1', { ...first, text: 'theirs' });
      return found;
    };
    const { changes } = await planUndo([entry], journal, new ExecutorSet([things]));
    expect((await run(things, ...changes)).error).toBeInstanceOf(ConflictError);
  });
});

const theirs = `${'their line\n'.repeat(9)}last`;
const refusal = { error: new ConflictError('Taken. Nothing was changed.'), point: 'before_commit' } as const;

describe('a conflict without versions', () => {
  it('says what is there now, and how texts of many lines differ', async () => {
    const things = service({ hasVersions: false });
    const change = things.update(scope, 't1', { ...first, text: '2' });
    things.write(scope, 't1', { ...first, text: theirs });
    things.fail(refusal);
    const { error } = await run(things, change);
    expect(error?.message).toContain('Somebody else has changed this');
    expect(error?.details?.['objects']).toEqual([
      {
        id: 't1',
        planned_from: first,
        found: { ...first, text: theirs },
        difference: expect.arrayContaining(['+“their line”', '-“1” (no line end)']),
      },
    ]);
  });

  it('is left as it is where the object is as it was', async () => {
    const things = service({ hasVersions: false });
    things.fail(refusal);
    const { error } = await run(things, things.update(scope, 't1', { ...first, text: '2' }));
    expect(error).toBe(refusal.error);
  });

  it('of a creation says what is in the way, where the service can tell', async () => {
    const things = service({ hasVersions: false, inTheWay: async () => ({ name: 'a', text: theirs }) });
    things.fail(refusal);
    const { error } = await run(things, things.creation(scope, { name: 'a', text: 'mine' }));
    expect(error).toBeInstanceOf(ConflictError);
    expect(error).toMatchObject({ message: refusal.error.message, quotes: true });
    expect(error?.details?.['objects']).toEqual([
      expect.objectContaining({ planned: { name: 'a', text: 'mine' }, found: { name: 'a', text: theirs } }),
    ]);
    const silent = service({ hasVersions: false });
    silent.fail(refusal);
    expect((await run(silent, silent.creation(scope, { name: 'b' }))).error).toBe(refusal.error);
  });
});

describe('a change of which the service does a part', () => {
  const wanted: JsonObject = { name: 'b', text: '2' };
  const part = { name: 'a', text: '2' };
  const refusePart: MemoryExecutorOptions['refusePart'] = ({ id }) =>
    id === 't1' ? { refused: 'name: Permission Denied', state: part } : undefined;

  it('is told as partial, with what is there now and what was refused, and ends the plan', async () => {
    const things = service({ refusePart });
    things.write(scope, 't2', first);
    const changes = [things.update(scope, 't1', wanted), things.update(scope, 't2', wanted)];
    const execution = await run(things, ...changes);
    expect(execution.error).toMatchObject({
      code: 'partly_applied',
      quotes: true,
      details: { refused: ['name: Permission Denied'] },
    });
    const plan = await makePlan('edit', {}, { changes }, new ExecutorSet([things]));
    const answer = atOnce(executionResult(plan, execution, 'chg_00000001'));
    expect(answer).toMatchObject({
      status: 'failed',
      change_id: 'chg_00000001',
      changes: [
        { outcome: 'partial', before: first, after: part },
        { outcome: 'not_applied', after: wanted },
      ],
    });
    expect(answer.warnings).toEqual(['name was stored as "a", not as "b"']);
  });

  it('is journalled as it is, and taken back from there', async () => {
    const things = service({ refusePart });
    const journal = new Journal();
    const entry = recorded(journal, await run(things, things.update(scope, 't1', wanted)));
    const { changes } = await planUndo([entry], journal, new ExecutorSet([things]));
    expect(changes).toMatchObject([{ before: part, after: first }]);
  });

  it('is refused, and not journalled, where nothing of it was done', async () => {
    const things = service({ refusePart: () => ({ refused: 'all of it', state: first }) });
    const { applied, error } = await run(things, things.update(scope, 't1', wanted));
    expect(applied.length).toBe(0);
    expect(error).toMatchObject({
      code: 'rejected',
      message: expect.stringContaining('Nothing was changed'),
    });
  });
});
