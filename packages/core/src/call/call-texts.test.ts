import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Approvals } from '../change/approve.ts';
import { ExecutorSet } from '../change/executor.ts';
import { Journal } from '../change/journal.ts';
import { Policy } from '../policy/policy.ts';
import type { ServerDefinition } from '../server/definition.ts';
import { MemoryExecutor, untried } from '../testing/memory-executor.ts';
import { listChanges } from '../tool/catalog/list-changes.ts';
import { undoChange } from '../tool/catalog/undo-change.ts';
import { defineWrite, Registry } from '../tool/define.ts';
import { type CallEnd, call } from './call.ts';
import { CallGate } from './gate.ts';

type Services = { readonly pages: MemoryExecutor };

const scope = { id: 'w', name: 'wiki.example.com' };
const lines = Array.from(
  { length: 20_000 },
  (_, index) => `Line ${index + 1} of a long page about nothing much.`,
);
/** A megabyte. */
const long = `${lines.join('\n')}\n`;
const changed = long.replace('Line 12000 of', 'Line twelve thousand of');

const write = defineWrite<Services, { id: z.ZodString; text: z.ZodString }>({
  ...untried,
  name: 'edit_page',
  title: 'Edit',
  description: 'Edits.',
  toolset: 'pages',
  permissions: [],
  effect: 'update',
  input: { id: z.string(), text: z.string() },
  plan: async ({ id, text }, { services }) => ({
    changes: [{ ...services.pages.update(scope, id, { name: 'Page', text }), summary: 'edit Page' }],
  }),
});
const tools = new Registry<Services>([write, listChanges, undoChange]);

describe('an edit of a long text', () => {
  let pages: MemoryExecutor;
  let server: ServerDefinition<Services>;

  function withGuard(guardReason?: () => string): void {
    pages = new MemoryExecutor({
      resource: 'page',
      store: ({ text, ...others }) => ({
        ...others,
        text: typeof text === 'string' ? text.replace(/[ \n]+$/u, '\n') : '',
      }),
      ...(guardReason === undefined ? {} : { guardReason }),
    });
    pages.write(scope, 'p1', { name: 'Page', text: long });
  }

  beforeEach(() => {
    withGuard();
    const policy = new Policy({ readOnly: false, toolsets: undefined, scopes: undefined });
    server = {
      name: 'test',
      title: 'Test',
      version: '1',
      websiteUrl: 'https://example.com',
      instructions: '',
      tools,
      policy,
      approvals: new Approvals('auto'),
      journal: new Journal(),
      log: { info: () => {}, error: () => {}, debug: () => {} },
      gate: new CallGate({ callsPerMinute: 100, concurrentCalls: 10 }),
      open: () => ({
        services: { pages },
        executors: new ExecutorSet([pages]),
        account: () => ({ requests: 0, requestIds: [], scopes: [] }),
      }),
    };
  });

  async function end(name: string, args: object, canAsk = false): Promise<CallEnd> {
    const tool = tools.tools().find((each) => each.name === name);
    if (tool === undefined) throw new Error(name);
    const signal = new AbortController().signal;
    return call(server, tool, { args, signal, progress: async () => {}, canAsk });
  }

  async function answer(name: string, args: object): Promise<{ readonly text: string; readonly data: Json }> {
    const ended = await end(name, args);
    if (ended.kind !== 'answer') throw new Error('a question');
    const data: Json = JSON.parse(ended.presented.text);
    return { text: ended.presented.text, data };
  }

  interface Json {
    readonly status?: string;
    readonly change_id?: string;
    readonly changes?: readonly {
      readonly difference?: readonly string[];
      readonly before?: { readonly text: string };
    }[];
    readonly details?: readonly { readonly difference?: readonly string[] }[];
    readonly warnings?: readonly string[];
    readonly error?: {
      readonly code: string;
      readonly message: string;
      readonly details: { readonly difference: readonly string[] };
    };
  }

  const shownLine = '+“Line twelve thousand of a long page about nothing much.”';

  it('is planned, applied and listed in small answers that show what changes', async () => {
    const planned = await answer('edit_page', { id: 'p1', text: changed, dry_run: true });
    expect(planned.data.changes?.[0]?.difference).toContain(shownLine);
    expect(planned.data.changes?.[0]?.before?.text).toMatch(/^Line 1 of[^…]*…\[\+\d+ characters\]$/u);
    const applied = await answer('edit_page', { id: 'p1', text: changed });
    expect(applied.data.status).toBe('applied');
    const listed = await answer('list_changes', { change_id: applied.data.change_id });
    expect(listed.data.details?.[0]?.difference).toContain(shownLine);
    for (const { text } of [planned, applied, listed]) expect(text.length).toBeLessThan(3_000);
  });

  it('is refused by what it shows of the text: nothing is lost by writing it back', async () => {
    const planned = await answer('edit_page', { id: 'p1', text: changed, dry_run: true });
    const shown = planned.data.changes?.[0]?.before?.text;
    const error = (await answer('edit_page', { id: 'p1', text: shown })).data.error;
    expect(error?.message).toContain('text is not whole');
  });

  it('is asked about by its lines, all of them', async () => {
    withGuard(() => 'A test asks.');
    const ended = await end('edit_page', { id: 'p1', text: changed }, true);
    expect(ended.kind === 'question' && ended.question.message).toContain(`   ${shownLine}\n`);
  });

  it('is refused where it has to be asked about and is too long to be shown', async () => {
    withGuard(() => 'A test asks.');
    const other = long.replaceAll('nothing', 'something');
    for (const canAsk of [true, false]) {
      const ended = await end('edit_page', { id: 'p1', text: other }, canAsk);
      const text = ended.kind === 'answer' ? ended.presented.text : '';
      expect(text).toContain('too long to be shown to a person whole');
    }
    expect(pages.sent).toEqual([]);
  });

  it('of all of it is planned in an answer of bounded size, with a mark of what is left out', async () => {
    const { text, data } = await answer('edit_page', {
      id: 'p1',
      text: long.replaceAll('nothing', 'more'),
      dry_run: true,
    });
    expect(text.length).toBeLessThan(60_000);
    expect(data.changes?.[0]?.difference?.at(-1)).toMatch(/^…\[\+\d+ lines\]$/u);
  });

  it('that somebody else changed meanwhile is not undone, and the answer shows what differs', async () => {
    const { data } = await answer('edit_page', { id: 'p1', text: changed });
    pages.write(scope, 'p1', { name: 'Page', text: changed.replace('Line 5 of', 'Line five\u202e of') });
    const undone = await answer('undo_change', { change_ids: [data.change_id] });
    expect(undone.data.error?.code).toBe('drift');
    expect(undone.data.error?.details.difference).toContain(
      '+“Line five\\u{202e} of a long page about nothing much.”',
    );
    expect(undone.text.length).toBeLessThan(4_000);
  });

  it('that the service stores otherwise is told in a line', async () => {
    const { data } = await answer('edit_page', { id: 'p1', text: `${changed}\n\n` });
    expect(data.warnings).toEqual(['text was not stored as it was sent: in a text of 20002 lines, -2 lines']);
  });
});
