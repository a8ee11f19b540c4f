import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { Approvals } from '../change/approve.ts';
import { ExecutorSet } from '../change/executor.ts';
import { Journal } from '../change/journal.ts';
import { NotFoundError, OutcomeUnknownError, RejectedError } from '../errors/errors.ts';
import type { LogFields } from '../log/logger.ts';
import { Policy } from '../policy/policy.ts';
import type { ServerDefinition } from '../server/definition.ts';
import { MemoryExecutor, untried } from '../testing/memory-executor.ts';
import { listChanges } from '../tool/catalog/list-changes.ts';
import { undoChange } from '../tool/catalog/undo-change.ts';
import { defineRead, defineWrite, Registry, type Tool } from '../tool/define.ts';
import { untrusted } from '../tool/marks.ts';
import { call } from './call.ts';
import { CallGate } from './gate.ts';
import { aboutUntrusted, type Presented } from './present.ts';

const scope = { id: 's1', name: 'example.com' };
const never = new AbortController().signal;
const secret = 'a-secret-in-an-unexpected-error';

type Services = { readonly things: MemoryExecutor };

const common = { title: 'A tool', description: 'Does it.', toolset: 'things', permissions: [] };

const getThing = defineRead<Services, { id: z.ZodString }, z.ZodObject>({
  ...common,
  ...untried,
  name: 'get_thing',
  effect: 'read',
  input: { id: z.string() },
  output: z.strictObject({ status: z.string().optional(), name: untrusted(z.string()) }),
  async run({ id }, { services }) {
    const found = services.things.objects(scope).get(id);
    if (found === undefined) throw new NotFoundError('There is no such thing.', { nextStep: 'Look for it.' });
    return { status: found['status'], name: found['name'] };
  },
});

const drawnThing = (chart: () => string): Tool<Services> =>
  defineRead<Services, { id: z.ZodString }, z.ZodObject>({
    ...common,
    ...untried,
    name: 'get_drawing',
    effect: 'read',
    input: { id: z.string() },
    output: z.strictObject({ name: untrusted(z.string()) }),
    chart,
    run: async () => ({ name: 'a' }),
  });

const createThings = defineWrite<Services, { names: z.ZodArray<z.ZodString> }>({
  ...common,
  ...untried,
  name: 'create_things',
  effect: 'create',
  paged: true,
  input: { names: z.array(z.string()) },
  plan: async ({ names }, { services }) => ({
    changes: names.map((name) => services.things.creation(scope, { name })),
    warnings: names.length === 0 ? ['There is nothing to do.'] : [],
  }),
});

const deleteThing = defineWrite<Services, { id: z.ZodString }>({
  ...common,
  ...untried,
  name: 'delete_thing',
  effect: 'delete',
  input: { id: z.string() },
  plan: async ({ id }, { services }) => ({ changes: [services.things.deletion(scope, id)] }),
});

const reportThings = defineWrite<Services, { id: z.ZodOptional<z.ZodString> }>({
  ...common,
  ...untried,
  name: 'report_things',
  effect: 'create',
  reports: true,
  input: { id: z.string().optional() },
  plan: async (_, { services }) => ({
    changes: [services.things.creation(scope, { name: 'one' })],
    report: { about: 'a \u202e thing' },
  }),
});

const tools: readonly Tool<Services>[] = [
  getThing,
  createThings,
  reportThings,
  deleteThing,
  listChanges,
  undoChange,
];

let things: MemoryExecutor;
let lines: { level: string; event: string; fields: LogFields }[];
let server: ServerDefinition<Services>;

beforeEach(() => {
  things = new MemoryExecutor({ batchLimit: 2 });
  lines = [];
  const logAt =
    (level: string) =>
    (event: string, fields: LogFields = {}) =>
      void lines.push({ level, event, fields });
  server = {
    name: 'test-server',
    title: 'Test',
    version: '1',
    websiteUrl: 'https://example.com',
    instructions: '',
    tools: new Registry(tools),
    policy: new Policy({ readOnly: false, toolsets: undefined, scopes: undefined }),
    approvals: new Approvals('auto'),
    journal: new Journal(),
    gate: new CallGate({ callsPerMinute: 1_000, concurrentCalls: 10 }),
    log: { error: logAt('error'), info: logAt('info'), debug: logAt('debug') },
    open: () => ({
      services: { things },
      executors: new ExecutorSet([things]),
      account: () => ({ requests: 3, requestIds: ['ray-1'], scopes: ['example.com'] }),
    }),
  };
});

async function ask(tool: Tool<Services>, args: unknown, signal = never): Promise<Presented> {
  const progress = vi.fn<() => Promise<void>>();
  const end = await call(server, tool, { args, signal, progress, canAsk: false });
  if (end.kind === 'question') throw new Error('asked nobody');
  return end.presented;
}

/** The answer, held against the tool's own output schema and against its text. */
async function answerOf(
  tool: Tool<Services>,
  args: unknown,
  signal = never,
): Promise<Record<string, unknown>> {
  const { structured, text, isError } = await ask(tool, args, signal);
  const told: unknown = JSON.parse(text);
  expect(told).toEqual(structured);
  expect(tool.output.safeParse(told).error).toBeUndefined();
  expect(isError).toBe(structured?.['status'] === 'failed' || structured?.['status'] === 'refused');
  return structured ?? {};
}

const names = (): unknown[] => [...things.objects(scope).values()].map((state) => state['name']);
const audits = (): LogFields[] => lines.filter(({ event }) => event === 'call').map(({ fields }) => fields);

describe('a read', () => {
  it('answers in data and in text, and marks what strangers wrote', async () => {
    things.write(scope, 'x', { name: 'a\u{202e}b' });
    expect(await ask(getThing, { id: 'x' })).toEqual({
      isError: false,
      structured: { name: 'a\\u{202e}b', untrusted: ['name'], about_untrusted: aboutUntrusted },
      text: `{"untrusted":["name"],"about_untrusted":"${aboutUntrusted}","name":"a\\\\u{202e}b"}`,
    });
  });

  it('may have a status of its own', async () => {
    things.write(scope, 'x', { name: 'a', status: 'failed' });
    expect((await ask(getThing, { id: 'x' })).isError).toBe(false);
  });

  it('tells a failure as text, because its schema has no place for one', async () => {
    const { isError, structured, text } = await ask(getThing, { id: 'y' });
    expect([isError, structured]).toEqual([true, undefined]);
    expect(JSON.parse(text)).toEqual({
      error: { code: 'not_found', message: 'There is no such thing.', next_step: 'Look for it.' },
    });
  });

  it('refuses wrong arguments, and shows their names as text', async () => {
    const { isError, text } = await ask(getThing, { id: 'x', 'a\u{1b}b': 1 });
    expect(isError).toBe(true);
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'invalid_input' } });
    expect(text).toContain('a\\\\u{1b}b: there is no such argument');
  });
});

describe('a chart', () => {
  it('stands beside the answer, and shows no hidden character', async () => {
    const { structured, chart } = await ask(
      drawnThing(() => '▇ a\u{202e}\n▂ b'),
      { id: 'x' },
    );
    expect([structured, chart]).toEqual([
      { name: 'a', untrusted: ['name'], about_untrusted: aboutUntrusted },
      '▇ a\\u{202e}\n▂ b',
    ]);
  });

  it('that cannot be drawn is a defect, and the answer is given all the same', async () => {
    const broke = drawnThing(() => {
      throw new Error(secret);
    });
    const { isError, structured, chart } = await ask(broke, { id: 'x' });
    expect([isError, structured, chart]).toEqual([
      false,
      { name: 'a', untrusted: ['name'], about_untrusted: aboutUntrusted },
      undefined,
    ]);
    expect(lines.find(({ event }) => event === 'defect')).toMatchObject({ level: 'error' });
  });
});

describe('a write', () => {
  it('that needs no approval is applied and journalled', async () => {
    const answer = await answerOf(createThings, { names: ['a', 'b', 'c'] });
    expect(answer).toMatchObject({
      status: 'applied',
      changes: [
        { action: 'create', id: 'thing-1', scope: 'example.com', after: { name: 'a' } },
        { id: 'thing-2' },
        { id: 'thing-3' },
      ],
      untrusted: ['changes[].summary', 'changes[].after'],
    });
    expect(server.journal.entries()).toMatchObject([{ id: answer['change_id'], tool: 'create_things' }]);
    expect(names()).toEqual(['a', 'b', 'c']);
  });

  it('shows a long plan by its counts and first changes, and page by page under dry_run', async () => {
    const many = Array.from({ length: 230 }, (_, index) => `n${index}`);
    const planned = await answerOf(createThings, { names: many, dry_run: true });
    expect(planned).toMatchObject({ status: 'planned', counts: { create: 230 }, pages: 3 });
    expect(planned['changes']).toHaveLength(20);
    const last = await answerOf(createThings, { names: many, dry_run: true, page: 3 });
    expect(last).toMatchObject({ pages: 3, changes: { length: 30 } });
    expect(JSON.stringify(last)).toContain('n229');
  });

  it('takes a page only where plans can be long', async () => {
    const answer = await answerOf(deleteThing, { id: 'x', dry_run: true, page: 1 });
    expect(answer).toMatchObject({ status: 'refused', error: { code: 'invalid_input' } });
  });

  it('tells all of a long change through list_changes', async () => {
    const many = Array.from({ length: 130 }, (_, index) => `n${index}`);
    const asked = await answerOf(createThings, { names: many });
    const applied = await answerOf(createThings, { names: many, confirm: asked['confirm'] });
    expect(applied).toMatchObject({ status: 'applied', counts: { create: 130 }, changes: { length: 20 } });
    const id = applied['change_id'];
    const pages = [1, 2].map((page) => answerOf(listChanges, { change_id: id, page }));
    expect(await Promise.all(pages)).toMatchObject([
      { total: 1, pages: 2, details: { length: 100 } },
      { total: 1, pages: 2, details: { length: 30 } },
    ]);
  });

  it('stops after the plan under dry_run', async () => {
    const answer = await answerOf(createThings, { names: ['a'], dry_run: true });
    expect(answer).toMatchObject({
      status: 'planned',
      changes: [{ action: 'create', after: { name: 'a' } }],
    });
    expect(answer).not.toHaveProperty('change_id');
    expect([things.sent, server.journal.entries()]).toEqual([[], []]);
  });

  it('goes round by confirm, once', async () => {
    things.write(scope, 'x', { name: 'a' });
    const asked = await answerOf(deleteThing, { id: 'x' });
    const { confirm } = asked;
    expect(asked).toMatchObject({
      status: 'needs_confirmation',
      reasons: ['It deletes.'],
      next_step: expect.stringContaining(`confirm: "${String(confirm)}"`),
      changes: [{ before: { name: 'a' } }],
    });
    expect(things.sent).toEqual([]);
    expect(await answerOf(deleteThing, { id: 'x', confirm })).toMatchObject({ status: 'applied' });
    expect(names()).toEqual([]);
    things.write(scope, 'x', { name: 'a' });
    expect(await answerOf(deleteThing, { id: 'x', confirm })).toMatchObject({
      status: 'refused',
      error: { code: 'confirmation_invalid' },
    });
    expect(names()).toEqual(['a']);
  });

  it('that repeats a used confirm hears that, and not that the object is gone', async () => {
    things.write(scope, 'x', { name: 'a' });
    const { confirm } = await answerOf(deleteThing, { id: 'x' });
    await answerOf(deleteThing, { id: 'x', confirm });
    expect(await answerOf(deleteThing, { id: 'x', confirm })).toMatchObject({
      status: 'refused',
      error: { code: 'confirmation_invalid', message: expect.stringContaining('was used before') },
    });
    expect(await answerOf(deleteThing, { id: 'x' })).toMatchObject({ error: { code: 'not_found' } });
  });

  it('is refused after drift, and both states are shown and marked', async () => {
    things.write(scope, 'x', { name: 'a' });
    const { confirm } = await answerOf(deleteThing, { id: 'x' });
    things.write(scope, 'x', { name: 'b' });
    expect(await answerOf(deleteThing, { id: 'x', confirm })).toMatchObject({
      status: 'refused',
      error: {
        code: 'drift',
        details: { approved: [{ before: { name: 'a' } }], now: [{ before: { name: 'b' } }] },
      },
      untrusted: ['error.message', 'error.details'],
    });
    expect(names()).toEqual(['b']);
  });

  it('with nothing to do says so, and journals nothing', async () => {
    const answer = await answerOf(createThings, { names: [] });
    expect(answer).toMatchObject({ status: 'applied', changes: [], warnings: ['There is nothing to do.'] });
    expect(server.journal.entries()).toEqual([]);
  });

  it('shows its report with the plan and with what came of it, as text of strangers', async () => {
    const planned = await answerOf(reportThings, { dry_run: true });
    const applied = await answerOf(reportThings, {});
    for (const answer of [planned, applied]) {
      expect(answer['report']).toEqual({ about: 'a \\u{202e} thing' });
      expect(answer['untrusted']).toContain('report');
    }
  });

  it('that fails half-way tells exactly what was done, and that can be undone', async () => {
    things.fail({ error: new RejectedError('No.'), point: 'before_commit' }, 1);
    const answer = await answerOf(createThings, { names: ['a', 'b', 'c'] });
    expect(answer).toMatchObject({
      status: 'failed',
      error: { code: 'rejected', message: 'No.' },
      changes: [
        { outcome: 'applied' },
        { outcome: 'applied' },
        { outcome: 'not_applied', after: { name: 'c' } },
      ],
    });
    const undo = { change_ids: [answer['change_id']] };
    const { confirm } = await answerOf(undoChange, undo);
    expect(await answerOf(undoChange, { ...undo, confirm })).toMatchObject({ status: 'applied' });
    expect(names()).toEqual([]);
    expect(await answerOf(undoChange, undo)).toMatchObject({
      status: 'refused',
      error: { code: 'invalid_input' },
    });
  });

  it('that undoes and fails half-way can be made again', async () => {
    const { change_id: id } = await answerOf(createThings, { names: ['a', 'b', 'c'] });
    const undo = { change_ids: [id] };
    const first = await answerOf(undoChange, undo);
    things.fail({ error: new RejectedError('No.'), point: 'before_commit' }, 1);
    expect(await answerOf(undoChange, { ...undo, confirm: first['confirm'] })).toMatchObject({
      status: 'failed',
    });
    expect(names()).toEqual(['a']);
    const second = await answerOf(undoChange, undo);
    expect(second).toMatchObject({ changes: [{ action: 'delete', before: { name: 'a' } }] });
    const last = await answerOf(undoChange, { ...undo, confirm: second['confirm'] });
    expect(last).toMatchObject({ status: 'applied' });
    expect(names()).toEqual([]);
    expect(server.journal.get(String(id)).undoneBy).toBe(last['change_id']);
  });

  it('whose outcome nobody knows says so, in the answer and in the audit', async () => {
    things = new MemoryExecutor({ reconcile: async () => ({ verdict: 'unknown' }) });
    things.fail({ error: new OutcomeUnknownError('No answer.'), point: 'after_commit' });
    expect(await answerOf(createThings, { names: ['a'] })).toMatchObject({
      status: 'failed',
      changes: [{ outcome: 'unknown' }],
      error: { code: 'outcome_unknown' },
    });
    expect(audits()).toMatchObject([{ outcome: 'outcome_unknown', changes: ['create thing'] }]);
    expect(server.journal.entries()).toEqual([]);
  });

  it('that is cancelled before it is sent is not sent', async () => {
    const answer = await answerOf(createThings, { names: ['a'] }, AbortSignal.abort());
    expect(answer).toMatchObject({
      status: 'failed',
      error: { code: 'cancelled' },
    });
    expect(things.sent).toEqual([]);
  });
});

describe('policy', () => {
  const settings = { readOnly: false, toolsets: undefined, scopes: undefined };

  it.each([
    ['a write of a read-only server', { ...settings, readOnly: true }, createThings],
    ['a tool of another toolset', { ...settings, toolsets: new Set(['others']) }, getThing],
  ])('refuses %s before anything is read, even if it was offered', async (_, given, tool) => {
    server = {
      ...server,
      policy: new Policy(given),
      open: broken,
    };
    const { isError, text } = await ask(tool, { id: 'x', names: [] });
    expect(isError).toBe(true);
    expect(text).toContain('"refused_by_policy"');
  });

  it('refuses a plan that leaves the scopes, also under dry_run', async () => {
    server = { ...server, policy: new Policy({ ...settings, scopes: new Set(['example.org']) }) };
    for (const also of [{}, { dry_run: true }]) {
      expect(await answerOf(createThings, { names: ['a'], ...also })).toMatchObject({
        status: 'refused',
        changes: [],
        error: { code: 'refused_by_policy' },
      });
    }
    expect(things.sent).toEqual([]);
  });
});

/** Services that fail as a defect would, with a text that must not get out. */
function broken() {
  const services = {
    get things(): MemoryExecutor {
      throw new TypeError(secret);
    },
  };
  return {
    services,
    executors: new ExecutorSet([things]),
    account: () => ({ requests: 0, requestIds: [], scopes: [] }),
  };
}

describe('a defect', () => {
  it.each([
    ['a read', getThing, { id: 'x' }],
    ['a plan', createThings, { names: ['a'] }],
  ])('of %s shows a fixed text, and is logged for its maker', async (_, tool, args) => {
    server = { ...server, open: broken };
    const { isError, text, structured } = await ask(tool, args);
    expect(isError).toBe(true);
    expect(text).toContain('Something went wrong inside this server.');
    expect(text + JSON.stringify(structured)).not.toMatch(/a-secret|TypeError|\.ts|stack|cause/u);
    expect(lines).toMatchObject([
      { level: 'error', event: 'defect', fields: { tool: tool.name, error: { message: secret } } },
      { level: 'info', event: 'call', fields: { outcome: 'internal' } },
    ]);
  });

  it('of an executor tells what was applied before it, and is logged too', async () => {
    things.fail({ error: new TypeError(secret), point: 'before_commit' }, 1);
    const answer = await answerOf(createThings, { names: ['a', 'b', 'c'] });
    expect(answer).toMatchObject({
      status: 'failed',
      error: { code: 'internal' },
      change_id: expect.any(String),
    });
    expect(JSON.stringify(answer)).not.toContain(secret);
    expect(lines[0]).toMatchObject({ level: 'error', fields: { error: { message: secret } } });
  });

  it('of an answer that is no JSON is one too', async () => {
    const deep: Record<string, unknown> = {};
    let inner = deep;
    for (let depth = 0; depth < 100_000; depth += 1) inner = inner['a'] = {};
    const tool: typeof getThing = {
      ...getThing,
      *prepare() {
        yield;
        return { kind: 'read', args: {}, run: async () => deep };
      },
    };
    const { isError, text } = await ask(tool, {});
    expect([isError, JSON.parse(text)]).toMatchObject([true, { error: { code: 'internal' } }]);
  });
});

describe('the audit line', () => {
  it('says what was done, and holds no argument and no content', async () => {
    await ask(createThings, { names: ['private name', 'other'] });
    expect(audits()).toEqual([
      {
        tool: 'create_things',
        effect: 'create',
        outcome: 'applied',
        scopes: ['example.com'],
        changes: ['create thing thing-1', 'create thing thing-2'],
        requests: 3,
        request_ids: ['ray-1'],
        ms: expect.any(Number),
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain('private name');
  });

  it.each([
    ['a read', getThing, { id: 'x' }, 'ok'],
    ['a failed read', getThing, { id: 'y' }, 'not_found'],
    ['wrong arguments', getThing, {}, 'invalid_input'],
    ['a plan', deleteThing, { id: 'x', dry_run: true }, 'planned'],
    ['a question', deleteThing, { id: 'x' }, 'needs_confirmation'],
    ['a wrong confirm', deleteThing, { id: 'x', confirm: '0123456789abcdef' }, 'confirmation_invalid'],
  ])('is written once for %s', async (_, tool, args, outcome) => {
    things.write(scope, 'x', { name: 'a' });
    await ask(tool, args);
    expect(audits()).toMatchObject([{ tool: tool.name, outcome, scopes: ['example.com'], changes: [] }]);
  });
});
