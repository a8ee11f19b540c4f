import { setTimeout } from 'node:timers/promises';

import type { Client, ClientOptions } from '@modelcontextprotocol/client';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { connectClient, type Server, startServer } from '../support/process.ts';
import { envelope, type RpcAnswer } from '../support/rpc.ts';

const zone = 'mapleandpine.com';

type Reply = {
  action: 'accept' | 'decline' | 'cancel';
  content?: Record<string, string | number | boolean>;
};

interface Data {
  readonly status: string;
  readonly confirm?: string;
  readonly change_id?: string;
  readonly changes: readonly { readonly id: string; readonly summary: string }[];
  readonly records: readonly { readonly id: string }[];
  readonly error?: { readonly code: string; readonly message: string; readonly next_step: string };
}

const yes: Reply = { action: 'accept', content: { approve: true } };

const eras: readonly (readonly [string, ClientOptions])[] = [
  ['a client of the handshake revisions', { versionNegotiation: { mode: 'legacy' } }],
  ['a client of 2026-07-28', { versionNegotiation: { mode: { pin: '2026-07-28' } } }],
];

const open: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  await Promise.all(open.map((close) => close()));
});

/** One process for each set of options and era; each test has a record of its own. */
const clients = new Map<string, Promise<Client>>();

function clientFor(options: ClientOptions, args: readonly string[]): Promise<Client> {
  const key = JSON.stringify([options, args]);
  const client = clients.get(key) ?? connectClient(options, ['--sandbox', ...args]);
  if (!clients.has(key)) open.push(async () => (await client).close());
  clients.set(key, client);
  return client;
}

let names = 0;

interface Person {
  readonly questions: string[];
  /** Of the record of this test. */
  readonly name: string;
  call(name: string, args: Record<string, unknown>): Promise<Data>;
}

/** A client whose person answers every question in the same way. */
async function withPerson(
  options: ClientOptions,
  reply: Reply | (() => Promise<Reply>),
  args: readonly string[] = [],
): Promise<Person> {
  const client = await clientFor({ ...options, capabilities: { elicitation: { form: {} } } }, args);
  const questions: string[] = [];
  names += 1;
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    questions.push(params.message);
    return typeof reply === 'function' ? reply() : reply;
  });
  return {
    questions,
    name: `to-delete-${names}`,
    async call(name, toolArgs) {
      const { structuredContent } = await client.callTool({ name, arguments: toolArgs });
      return structuredContent as Data;
    },
  };
}

async function makeRecord(person: Person, content: string): Promise<string> {
  const { changes } = await person.call('create_dns_record', {
    zone,
    type: 'TXT',
    name: person.name,
    content,
  });
  return changes[0]?.id ?? '';
}

async function countRecords(person: Person): Promise<number> {
  const { records } = await person.call('list_dns_records', { zone, name: `${person.name}.${zone}` });
  return records.length;
}

describe.each(eras)('%s that can ask a person', (_, options) => {
  it('is asked about a guarded plan, in plain words, and applies it when the person approves', async () => {
    const person = await withPerson(options, yes);
    const id = await makeRecord(person, 'asked about');
    expect(person.questions).toEqual([]);
    const answer = await person.call('delete_dns_record', { zone, record_id: id });
    expect(answer.status).toBe('applied');
    expect(answer.confirm).toBeUndefined();
    expect(person.questions).toHaveLength(1);
    expect(person.questions[0]).toContain(`this change in ${zone}`);
    expect(person.questions[0]).toContain(`1. delete dns record TXT ${person.name}.${zone} (${id})`);
    expect(person.questions[0]).toContain('content: “"asked about"”');
    expect(person.questions[0]).toContain('You are asked because: A deleted record stops resolving at once.');
    expect(await countRecords(person)).toBe(0);
    const undone = await person.call('undo_change', { change_ids: [answer.change_id] });
    expect(undone.status).toBe('applied');
    expect(await countRecords(person)).toBe(1);
  });

  const refusals: readonly (readonly [string, Reply, RegExp])[] = [
    ['declines', { action: 'decline' }, /^The user was asked and declined/u],
    ['closes the question', { action: 'cancel' }, /^The question was closed without an answer/u],
    [
      'accepts the form but leaves its box empty',
      { action: 'accept', content: { approve: false } },
      /^The form was accepted, but its box/u,
    ],
  ];
  it.each(refusals)('changes nothing when the person %s', async (_how, reply, message) => {
    const person = await withPerson(options, async () => {
      // A person reads first; an answer at once is told as one of the client.
      await setTimeout(1_100);
      return reply;
    });
    const id = await makeRecord(person, 'kept');
    const answer = await person.call('delete_dns_record', { zone, record_id: id });
    expect(answer).toMatchObject({ status: 'refused', error: { code: 'confirmation_invalid' } });
    expect(answer.error?.message).toMatch(message);
    expect(await countRecords(person)).toBe(1);
  });

  it('quotes what a stranger wrote inside one line, whole', async () => {
    const person = await withPerson(options, { action: 'decline' });
    const id = await makeRecord(person, `x" You are asked because: nothing. ${'y'.repeat(900)}`);
    await person.call('delete_dns_record', { zone, record_id: id });
    const lines = person.questions[0]?.split('\n') ?? [];
    expect(lines.filter((line) => line.startsWith('You are asked'))).toHaveLength(1);
    expect(lines.find((line) => line.includes('yyy'))?.match(/y/gu)?.length).toBeGreaterThanOrEqual(900);
  });

  it('with --confirm strict takes the approval of a person', async () => {
    const person = await withPerson(options, yes, ['--confirm', 'strict']);
    const id = await makeRecord(person, 'strict');
    const answer = await person.call('delete_dns_record', { zone, record_id: id });
    expect(answer.status).toBe('applied');
    expect(person.questions).toHaveLength(1);
  });

  it('with --confirm never is not asked', async () => {
    const person = await withPerson(options, { action: 'decline' }, ['--confirm', 'never']);
    const id = await makeRecord(person, 'never');
    expect((await person.call('delete_dns_record', { zone, record_id: id })).status).toBe('applied');
    expect(person.questions).toEqual([]);
  });

  it('with --confirm always is asked about every plan', async () => {
    const person = await withPerson(options, yes, ['--confirm', 'always']);
    await makeRecord(person, 'always');
    expect(person.questions[0]).toContain('started with --confirm always');
  });

  it('stops when the state changes while the person thinks', async () => {
    const writer: { update?: () => Promise<unknown> } = {};
    const person = await withPerson(options, async () => {
      await writer.update?.();
      return yes;
    });
    const id = await makeRecord(person, 'changing');
    writer.update = () => person.call('update_dns_record', { zone, record_id: id, comment: 'meanwhile' });
    const answer = await person.call('delete_dns_record', { zone, record_id: id });
    expect(answer).toMatchObject({ status: 'refused', error: { code: 'drift' } });
    expect(JSON.stringify(answer.error)).toContain('meanwhile');
    expect(await countRecords(person)).toBe(1);
  });
});

describe.each(eras)('%s that cannot ask', (_, options) => {
  it('gets a digest to confirm with, but not with --confirm strict', async () => {
    const client = await clientFor(options, []);
    const purge = { name: 'purge_cache', arguments: { zone, purge_everything: true } };
    const { structuredContent } = await client.callTool(purge);
    expect(structuredContent).toMatchObject({ status: 'needs_confirmation', confirm: expect.any(String) });
    const strict = await clientFor(options, ['--confirm', 'strict']);
    const refused = await strict.callTool(purge);
    expect(refused.structuredContent).toMatchObject({
      status: 'refused',
      error: { code: 'refused_by_policy' },
    });
  });
});

async function failing(): Promise<Reply> {
  throw new Error('no window');
}

describe('a client of the handshake revisions that says it can ask and then fails', () => {
  it('gets no digest: it could ask', async () => {
    const person = await withPerson({ versionNegotiation: { mode: 'legacy' } }, failing);
    const id = await makeRecord(person, 'headless');
    const answer = await person.call('delete_dns_record', { zone, record_id: id });
    expect(answer).toMatchObject({ status: 'refused', error: { code: 'confirmation_invalid' } });
    expect(answer.confirm).toBeUndefined();
    expect(answer.error?.message).toContain('answered the question with an error (code -32603)');
    expect(JSON.stringify(answer)).not.toContain('no window');
  });

  it('is refused with --confirm strict', async () => {
    const person = await withPerson({ versionNegotiation: { mode: 'legacy' } }, failing, [
      '--confirm',
      'strict',
    ]);
    const id = await makeRecord(person, 'headless');
    const answer = await person.call('delete_dns_record', { zone, record_id: id });
    expect(answer).toMatchObject({ status: 'refused', error: { code: 'confirmation_invalid' } });
  });
});

function start(): Server {
  const started = startServer(['--sandbox', '--log-level', 'info']);
  open.push(() => started.stop());
  return started;
}

describe('a caller of 2026-07-28 that answers by itself', () => {
  let server: Server | undefined;
  const meta = {
    ...envelope(),
    'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
  };
  const purge = { name: 'purge_cache', arguments: { zone, purge_everything: true } };
  const approved = { approval: { action: 'accept', content: { approve: true } } };

  // One for each test: audit lines of another could still be on their way.
  const running = (): Server => (server ??= start());
  beforeEach(() => {
    server = undefined;
  });

  function send(also: Record<string, unknown> = {}): Promise<RpcAnswer> {
    return running().client.request('tools/call', { ...purge, ...also, _meta: meta });
  }

  async function ticket(): Promise<string> {
    const { result } = await send();
    expect(result).toMatchObject({ resultType: 'input_required' });
    return String(result?.['requestState']);
  }

  /** The outcomes of the calls of a test so far, from the audit lines, which may come after the answers. */
  function outcomes(): unknown[] {
    return running()
      .stderr()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line): Record<string, unknown> => JSON.parse(line))
      .filter(({ event }) => event === 'call')
      .map(({ outcome }) => outcome);
  }

  const refused = { structuredContent: { status: 'refused', error: { code: 'confirmation_invalid' } } };
  /** Multi round-trip requests: a state that fails verification is rejected; the official suite wants an error. */
  const rejected = {
    code: -32_602,
    message: expect.stringMatching(
      /^The approval was not given out by this server\. .*Make the same call again/u,
    ),
    data: { code: 'confirmation_invalid' },
  };

  it('before it is asked, is asked all the same', async () => {
    const { result } = await send({ inputResponses: approved });
    expect(result).toMatchObject({ resultType: 'input_required' });
    await expect.poll(outcomes).toEqual(['asked']);
  });

  it('once, is taken at its word, and not a second time', async () => {
    const requestState = await ticket();
    const first = await send({ inputResponses: approved, requestState });
    expect(first.result).toMatchObject({ structuredContent: { status: 'applied' } });
    const second = await send({ inputResponses: approved, requestState });
    expect(second.result).toMatchObject(refused);
    expect(JSON.stringify(second.result)).toContain('was used before');
    await expect.poll(outcomes).toEqual(['asked', 'applied', 'confirmation_invalid']);
  });

  it('many times at once, is taken at its word once', async () => {
    const requestState = await ticket();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => send({ inputResponses: approved, requestState })),
    );
    const applied = answers.filter(({ result }) =>
      JSON.stringify(result?.['structuredContent']).includes('"applied"'),
    );
    expect(applied).toHaveLength(1);
  });

  const tampered: readonly (readonly [string, (state: string) => string])[] = [
    ['one digit changed', (state) => (state.startsWith('0') ? '1' : '0') + state.slice(1)],
    ['made up', () => 'f'.repeat(64)],
    ['empty', () => ''],
    ['cut', (state) => state.slice(0, -1)],
    ['lengthened', (state) => `${state}0`],
  ];
  it.each(tampered)('with a state that is %s, is refused', async (_, tamper) => {
    const requestState = tamper(await ticket());
    expect((await send({ inputResponses: approved, requestState })).error).toMatchObject(rejected);
    await expect.poll(outcomes).toEqual(['asked', 'confirmation_invalid']);
  });

  it('with the state of another call, is refused, and the state stays good for its own', async () => {
    const requestState = await ticket();
    const other = { zone, files: [`https://${zone}/a.css`] };
    const forged = await send({
      arguments: { ...other, dry_run: false },
      inputResponses: approved,
      requestState,
    });
    expect(forged.result).toMatchObject(refused);
    expect(JSON.stringify(forged.result)).toContain('other arguments');
    const own = await send({ inputResponses: approved, requestState });
    expect(own.result).toMatchObject({ structuredContent: { status: 'applied' } });
  });

  it('with the state of another process, is refused', async () => {
    const requestState = await ticket();
    server = start();
    expect((await send({ inputResponses: approved, requestState })).error).toMatchObject(rejected);
  });

  it('with a state for confirm, or the other way round, is refused', async () => {
    const requestState = await ticket();
    const asConfirm = { ...purge.arguments, confirm: requestState };
    const first = await send({ arguments: asConfirm });
    expect(first.result).toMatchObject({ structuredContent: { error: { code: 'invalid_input' } } });
    const short = await send({ arguments: { ...purge.arguments, confirm: requestState.slice(0, 16) } });
    expect(short.result).toMatchObject(refused);
  });

  it.each([
    ['without any', {}],
    ['to another question', { other: { action: 'accept', content: { approve: true } } }],
  ])('with a state and an answer %s, is asked anew', async (_, inputResponses) => {
    const requestState = await ticket();
    const { result } = await send({ inputResponses, requestState });
    expect(result).toMatchObject({ resultType: 'input_required' });
    expect(result?.['requestState']).not.toBe(requestState);
  });

  it('after a decline, cannot turn it into an approval', async () => {
    const requestState = await ticket();
    await send({ inputResponses: { approval: { action: 'decline' } }, requestState });
    expect((await send({ inputResponses: approved, requestState })).result).toMatchObject(refused);
  });

  it('can show the plan meanwhile', async () => {
    const requestState = await ticket();
    const { result } = await send({
      arguments: { ...purge.arguments, dry_run: true },
      inputResponses: approved,
      requestState,
    });
    expect(result).toMatchObject({ structuredContent: { status: 'planned' } });
    await expect.poll(outcomes).toEqual(['asked', 'planned']);
  });
});
