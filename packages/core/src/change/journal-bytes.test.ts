import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { MemoryExecutor } from '../testing/memory-executor.ts';
import { atOnce } from '../tool/breath.ts';
import { shownOf } from '../tool/catalog/list-changes.ts';
import { tooMuchMemory } from './bare.ts';
import { type Change, ChangeList } from './change.ts';
import { type Executor, ExecutorSet, type Subject } from './executor.ts';
import { IssuedPlans } from './issued.ts';
import { Journal, type JournalEntry } from './journal.ts';
import { makePlan } from './plan.ts';
import { planUndo } from './undo.ts';
import { bytesOf } from './weight.ts';

const scope = { id: 'w', name: 'wiki.example.com' };
const kilobyte = 1_024;

function edit(id: string, from: string, to: string, versions: Partial<Change> = {}): Change {
  return {
    action: 'update',
    resource: 'page',
    scope,
    id,
    summary: `edit ${id}`,
    before: { name: id, text: from },
    after: { name: id, text: to },
    ...versions,
  };
}

function record(journal: Journal, ...changes: readonly Change[]): JournalEntry {
  return atOnce(journal.record({ tool: 'edit_page', changes, irreversible: [], undoes: [] }));
}

/** Pages with their history. */
class Wiki extends MemoryExecutor implements Executor {
  readonly history = new Map<string, JsonObject>();

  constructor() {
    super({ resource: 'page' });
  }

  async stateAt({ id }: Subject, version: string): Promise<JsonObject | undefined> {
    return this.history.get(`${id} ${version}`);
  }
}

describe('how much changes take', () => {
  it.each<[string, readonly Change[], number]>([
    [
      'texts in one byte each',
      [edit('a', 'x'.repeat(10 * kilobyte), 'é'.repeat(10 * kilobyte))],
      20 * kilobyte,
    ],
    ['texts in two bytes each', [edit('a', '', 'ی'.repeat(10 * kilobyte))], 20 * kilobyte],
    [
      'texts within lists',
      [{ ...edit('a', '', ''), after: { list: [{ text: 'x'.repeat(10 * kilobyte) }] } }],
      10 * kilobyte,
    ],
    ['many alike', Array.from({ length: 5_000 }, () => edit('a', '', 'x'.repeat(500))), 5_000 * 500],
    ['none', [], 0],
  ])('is about right for %s', (_, changes, bytes) => {
    expect(bytesOf(changes)).toBeGreaterThanOrEqual(bytes);
    expect(bytesOf(changes)).toBeLessThanOrEqual(bytes + 600 * changes.length);
  });

  it('is what is packed of a long list', async () => {
    const list = await ChangeList.create(1_000);
    for (let index = 0; index < 1_000; index += 1) list.add(edit(`p${index}`, '', 'x'.repeat(1_000)));
    expect(bytesOf(list)).toBeGreaterThan(1_000);
    expect(bytesOf(list)).toBeLessThan(200_000);
  });
});

const text = (mark: string): string => mark.repeat(100 * kilobyte);

describe('a journal', () => {
  it('keeps the states of the newest changes, and says why older ones cannot be undone', async () => {
    const journal = new Journal(undefined, 500 * kilobyte);
    const entries = ['a', 'b', 'c', 'd'].map((id) => record(journal, edit(id, text('x'), text('y'))));
    expect(journal.bytes).toBeLessThanOrEqual(500 * kilobyte);
    const [first, , , last] = entries.map(({ id }) => journal.get(id));
    if (first === undefined || last === undefined) throw new Error('they are gone');
    expect(shownOf(first)).toMatchObject({
      undoable: false,
      summaries: ['edit a'],
      not_undoable_because: [tooMuchMemory],
    });
    expect(shownOf(last)).toMatchObject({ undoable: true });
    const pages = new MemoryExecutor({ resource: 'page' });
    pages.write(scope, 'd', { name: 'd', text: text('y') });
    const executors = new ExecutorSet([pages]);
    await expect(planUndo([first], journal, executors)).rejects.toMatchObject({
      code: 'irreversible',
      message: `${first.id} cannot be undone: ${tooMuchMemory}.`,
    });
    expect((await planUndo([last], journal, executors)).changes[0]?.after).toEqual({
      name: 'd',
      text: text('x'),
    });
  });

  it('always keeps the newest change, however large it is', () => {
    const journal = new Journal(undefined, 10);
    const { id } = record(journal, edit('a', text('x'), text('y')));
    expect(journal.get(id).changes.slice(0, 1)[0]?.before).toBeDefined();
  });

  it('undoes an older change all the same where the service keeps history', async () => {
    const journal = new Journal(undefined, 300 * kilobyte);
    const versions = { version: 'r1', versionAfter: 'r2' };
    const { id } = record(journal, edit('a', text('x'), text('y'), versions));
    record(journal, edit('b', text('x'), text('y'), versions));
    const old = journal.get(id);
    expect([...old.changes]).toEqual([
      { action: 'update', resource: 'page', scope, id: 'a', summary: 'edit a', ...versions, isBare: true },
    ]);
    expect(shownOf(old).undoable).toBe(true);
    const wiki = new Wiki();
    wiki.write(scope, 'a', { name: 'a', text: text('y') });
    const executors = new ExecutorSet([wiki]);
    await expect(planUndo([old], journal, executors)).rejects.toThrow('the service does not give it out');
    wiki.history.set('a r1', { name: 'a', text: text('x') });
    wiki.history.set('a r2', { name: 'a', text: text('y') });
    const { changes } = await planUndo([old], journal, executors);
    expect(changes).toMatchObject([{ version: 'r2', after: { text: text('x') } }]);
    wiki.write(scope, 'a', { name: 'a', text: 'theirs' });
    await expect(planUndo([old], journal, executors)).rejects.toMatchObject({ code: 'drift' });
  });

  it('tells how many changes a long entry had, also without their states', () => {
    const journal = new Journal(undefined, 300 * kilobyte);
    const many = Array.from({ length: 300 }, (_, index) => edit(`p${index}`, '', 'x'.repeat(kilobyte)));
    const { id } = record(journal, ...many);
    record(journal, edit('b', text('x'), text('y')));
    const entry = journal.get(id);
    expect([entry.changes.length, shownOf(entry).summaries?.at(-1)]).toEqual([300, 'and 290 more']);
    expect([...entry.changes]).toHaveLength(100);
  });
});

describe('plans that wait for approval', () => {
  it('are bounded by what they take: the oldest are forgotten', async () => {
    const plans = new IssuedPlans({ subject: 'It', nextStep: 'Again.' }, () => 0);
    const executors = new ExecutorSet([new MemoryExecutor({ resource: 'page' })]);
    for (let index = 0; index < 20; index += 1) {
      const change = edit(
        `p${index}`,
        'x'.repeat(kilobyte * kilobyte),
        `y${index}`.repeat(kilobyte * kilobyte),
      );
      const plan = await makePlan('edit_page', { index }, { changes: [change] }, executors);
      plans.add(`key ${index}`, plan, 'digest');
    }
    const kept = Array.from({ length: 20 }, (_, index) => plans.gaveOut(`key ${index}`));
    expect(kept.filter(Boolean).length).toBeLessThan(12);
    expect(kept.filter(Boolean).length).toBeGreaterThan(5);
    expect([kept.at(0), kept.at(-1)]).toEqual([false, true]);
  });
});

describe('what is sent, and what rights do not let undo', () => {
  it('is always asked about, shown whole, and never undoable', async () => {
    const send: Change = {
      action: 'send',
      resource: 'page',
      scope,
      summary: 'reply',
      after: { to: 'a@example.com', text: 'Hello' },
    };
    const plan = await makePlan(
      'reply_to_page',
      {},
      { changes: [send], population: 2 },
      new ExecutorSet([new MemoryExecutor({ resource: 'page' })]),
    );
    expect(plan.guards).toEqual(['It is sent to people.']);
    expect(plan.guarded).toEqual([{ index: 0, reasons: ['It is sent to people.'] }]);
    expect(plan.irreversible).toEqual(['what was sent to people stays with them']);
  });

  it('is asked of the service where a change by itself could be undone', async () => {
    const asked: string[] = [];
    class Strict extends MemoryExecutor implements Executor {
      async undoProblem({ id = '' }: Change): Promise<string | undefined> {
        asked.push(id);
        return id === 'b' ? 'this account may not restore what it deletes' : undefined;
      }
    }
    const executors = new ExecutorSet([new Strict({ resource: 'page' })]);
    const changes = ['a', 'b'].map((id) => edit(id, '1', '2'));
    const plan = await makePlan('edit_page', {}, { changes }, executors);
    expect([asked, plan.irreversible]).toEqual([
      ['a', 'b'],
      ['this account may not restore what it deletes'],
    ]);
  });
});
