import { PassThrough, Writable } from 'node:stream';
import * as fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { CallGate } from '../call/gate.ts';
import { Approvals } from '../change/approve.ts';
import { ExecutorSet } from '../change/executor.ts';
import { Journal } from '../change/journal.ts';
import type { JsonObject } from '../json.ts';
import { Policy, type PolicySettings } from '../policy/policy.ts';
import { definePrompt, Prompts } from '../prompt/define.ts';
import { defineJsonResource, Resources } from '../resource/define.ts';
import { serveCalls } from '../server/calls.ts';
import type { ServerDefinition } from '../server/definition.ts';
import { record } from '../server/record.ts';
import { serveChannel } from '../server/serve.ts';
import { untried } from '../testing/memory-executor.ts';
import { defineRead, defineWrite, Registry } from '../tool/define.ts';
import { ours } from '../tool/marks.ts';
import { LineChannel } from './channel.ts';
import type { Recording } from './recording.ts';
import { StartupResponder } from './responder.ts';

const common = { description: 'Does it.', permissions: [] };
const look = defineRead<object, { word: z.ZodOptional<z.ZodString> }, z.ZodObject>({
  ...common,
  ...untried,
  name: 'look',
  title: 'Look',
  toolset: 'seeing',
  effect: 'read',
  input: { word: z.string().optional() },
  output: z.strictObject({ seen: ours(z.string()) }),
  run: async () => ({ seen: 'it' }),
});
const act = defineWrite<object, Record<string, never>>({
  ...common,
  ...untried,
  name: 'make',
  title: 'Make',
  toolset: 'doing',
  effect: 'create',
  input: {},
  plan: async () => ({ changes: [] }),
});

const help = definePrompt<object, { what: z.ZodOptional<z.ZodString> }>({
  name: 'help',
  title: 'Help',
  description: 'Helps.',
  uses: ['look', 'make'],
  arguments: { what: z.string().optional().describe('With what.') },
  complete: {},
  text: () => ['Look, then make.'],
});
const place = (name: string, toolset: string, uri: string, variables: z.ZodRawShape = {}) =>
  defineJsonResource<object, z.ZodRawShape, z.ZodObject>({
    name,
    title: name,
    description: 'A place.',
    toolset,
    effect: 'read',
    uri,
    variables,
    complete: {},
    ttlMs: 0,
    output: z.strictObject({ seen: ours(z.string()) }),
    read: async () => ({ seen: 'it' }),
  });
const page = {
  uri: 'ui://page',
  name: 'page',
  title: 'Page',
  description: 'A page.',
  page: async () => '<p>',
};

const prompts = new Prompts([help]);
const registry = new Registry([look, act]);
const resources = new Resources([
  place('near', 'seeing', 'test://near'),
  place('far', 'doing', 'test://far'),
  place('any', 'seeing', 'test://any/{name}', { name: z.string() }),
]);
const everything: PolicySettings = { readOnly: false, toolsets: undefined, scopes: undefined };

function definition(settings = everything): ServerDefinition<object> {
  const policy = new Policy(settings);
  const tools = registry.offered(policy);
  return {
    name: 'test-server',
    title: 'Test',
    version: '1',
    websiteUrl: 'https://example.com',
    instructions: 'Look first.',
    tools,
    prompts: prompts.offered(tools),
    resources: resources.offered(policy),
    apps: [page],
    policy,
    approvals: new Approvals('auto'),
    journal: new Journal(),
    gate: new CallGate({ callsPerMinute: 1_000_000, concurrentCalls: 1_000 }),
    log: { error() {}, info() {}, debug() {} },
    open: () => ({
      services: {},
      executors: new ExecutorSet([]),
      account: () => ({ requests: 0, requestIds: [], scopes: [] }),
    }),
  };
}

let recording: Recording;
beforeAll(async () => {
  recording = await record(definition());
});

/** Lets every stream event and every promise that is due happen. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** Lets what was written be read, and nothing that waits for the process to have looked for input. */
const handled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => process.nextTick(resolve));
};

interface Wiring {
  readonly settings?: PolicySettings;
  readonly front?: boolean;
  readonly load?: () => Promise<void>;
  readonly stdout?: Writable;
}

function connect({ settings = everything, front = true, load, stdout = new PassThrough() }: Wiring = {}) {
  const stdin = new PassThrough();
  const channel = new LineChannel({ stdin, stdout, scrub: (text) => text });
  const loads = vi.fn<() => void>();
  const failed = vi.fn<(error: unknown) => void>();
  const door = new StartupResponder({
    channel,
    recording,
    policy: new Policy(settings),
    onFailure: failed,
    async load() {
      loads();
      await load?.();
      return serveCalls(definition(settings), channel);
    },
  });
  if (front) door.open();
  else serveChannel(definition(settings), channel);
  const written = (): string[] =>
    stdout instanceof PassThrough
      ? String(stdout.read() ?? '')
          .split('\n')
          .filter((line) => line !== '')
      : [];
  return { stdin, channel, loads, failed, written };
}

const text = (message: unknown): string => (typeof message === 'string' ? message : JSON.stringify(message));

async function answersTo(messages: readonly unknown[], wiring: Wiring) {
  const { stdin, written, loads } = connect(wiring);
  stdin.write(`${messages.map(text).join('\n')}\n`);
  await handled();
  const loaded = loads.mock.calls.length;
  await settled();
  // JSON-RPC promises no order, and a refusal of the line reader may overtake an answer of the SDK.
  const answers = written().sort();
  stdin.end();
  await settled();
  return { answers, loaded };
}

/** A call of more than 256 KiB, in which a list has too many names. */
const long = (id: number): JsonObject => {
  const list = Array.from({ length: 40_000 }, (_, index) => ({ [`n${index}`]: 0 }));
  return request(id, 'tools/call', { name: 'look', arguments: { list } });
};

const request = (id: unknown, method: string, params?: unknown): JsonObject =>
  JSON.parse(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
const clientInfo = { name: 'test', version: '1' };
const initialize = (
  id: unknown = 1,
  protocolVersion = '2025-11-25',
  capabilities: unknown = {},
): JsonObject => request(id, 'initialize', { protocolVersion, capabilities, clientInfo });
const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' };
const envelope = (changed: object = {}): object => ({
  _meta: {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': clientInfo,
    'io.modelcontextprotocol/clientCapabilities': {},
    ...changed,
  },
});
const modern = (id: unknown, method: string, changed?: object): JsonObject =>
  request(id, method, envelope(changed));

const ids = fc.constantFrom<unknown>(1, 2, 'a', 1, 2, 'a', 0, -3, '', null, 1.5, 2 ** 53, {}, undefined);
const objects = fc.constantFrom<unknown>(
  {},
  {},
  { a: 1 },
  { a: {} },
  undefined,
  undefined,
  null,
  [],
  true,
  'x',
);
const capabilities = fc.record(
  Object.fromEntries(
    ['experimental', 'extensions', 'sampling', 'elicitation', 'roots', 'tasks', 'odd'].map((name) => [
      name,
      fc.oneof(
        objects,
        fc.dictionary(
          fc.constantFrom(
            'form',
            'url',
            'listChanged',
            'tools',
            'context',
            'requests',
            'list',
            'applyDefaults',
          ),
          fc.oneof(objects, fc.record({ sampling: objects, elicitation: objects, applyDefaults: objects })),
          { maxKeys: 2 },
        ),
      ),
    ]),
  ),
  { requiredKeys: [] },
);
const versions = fc.constantFrom(
  '2025-11-25',
  '2025-06-18',
  '2025-03-26',
  '2024-11-05',
  '2024-10-07',
  '2026-07-28',
  'x',
);
const info = fc.oneof(
  fc.constant(clientInfo),
  fc.record({ name: objects, version: objects, title: objects, icons: objects }, { requiredKeys: [] }),
);
const meta = fc.oneof(
  fc.constant(envelope()),
  fc.constant(envelope()),
  capabilities.map((declared) => envelope({ 'io.modelcontextprotocol/clientCapabilities': declared })),
  info.map((client) => envelope({ 'io.modelcontextprotocol/clientInfo': client })),
  versions.map((version) => envelope({ 'io.modelcontextprotocol/protocolVersion': version })),
  objects.map((progressToken) => envelope({ progressToken })),
  objects.map((level) => envelope({ 'io.modelcontextprotocol/logLevel': level })),
  objects.map((token) => ({ _meta: { progressToken: token } })),
  objects.map((value) => ({ _meta: value })),
  objects.map((cursor) => ({ ...envelope(), cursor })),
);
const parameters = fc.oneof(objects, meta, fc.constant({ cursor: 'x' }), fc.constant({ name: 'look' }));
const methods = fc.constantFrom(
  'tools/list',
  'tools/list',
  'server/discover',
  'ping',
  'tools/call',
  'initialize',
  'no/such',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'subscriptions/listen',
  'notifications/initialized',
  'notifications/cancelled',
  'toString',
);
const usual = fc.constantFrom<unknown>(
  initialize(),
  initialize('first'),
  initialized,
  request(2, 'tools/list'),
  request(3, 'tools/list', {}),
  modern(4, 'server/discover'),
  modern(5, 'tools/list'),
  modern(6, 'tools/list'),
  request(8, 'prompts/list'),
  modern(9, 'resources/list'),
  request(7, 'ping'),
  request(10, 'tools/call', { name: 'look', arguments: { word: 'x' } }),
  request(11, 'tools/call', { name: 'make', _meta: { progressToken: 7 } }),
  request(12, 'tools/call', { ...envelope(), name: 'look', arguments: {} }),
  request(13, 'tools/call', { ...envelope(), name: 'look', arguments: { words: 'x' } }),
  request(14, 'prompts/get', { name: 'help' }),
);
const odd = fc.oneof(
  fc.tuple(ids, methods, parameters).map(([id, method, params]) => request(id, method, params)),
  fc.tuple(ids, versions, capabilities).map(([id, version, declared]) => initialize(id, version, declared)),
  fc.tuple(ids, info, objects).map(([id, client, extra]) =>
    request(id, 'initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: client,
      extra,
    }),
  ),
  fc.constantFrom<unknown>(
    'nonsense',
    '',
    '[]',
    '{}',
    '[{"jsonrpc":"2.0","id":1,"method":"ping"}]',
    '{"jsonrpc":"1.0","id":1,"method":"ping"}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"__proto__":{}}}',

    { jsonrpc: '2.0', id: 1, result: {} },
    { jsonrpc: '2.0', id: 1, method: 'ping', also: 1 },
  ),
);

/** Messages that are answered at the door, with everything they may have; and what has to be said before each. */
const able = {
  experimental: { a: {} },
  extensions: { b: { c: 1 } },
  sampling: { context: {}, tools: {} },
  elicitation: { form: { applyDefaults: true }, url: {} },
  roots: { listChanged: true },
  tasks: { list: {}, cancel: {}, requests: { sampling: { createMessage: {} }, elicitation: { create: {} } } },
};
const known = { name: 'a', version: 'b', title: 'c', websiteUrl: 'd', description: 'e' };
const token = { _meta: { progressToken: 7 } };
const rich = envelope({
  progressToken: 'x',
  'io.modelcontextprotocol/clientInfo': known,
  'io.modelcontextprotocol/clientCapabilities': able,
});
const complete: readonly (readonly [before: unknown[], message: JsonObject])[] = [
  [[], request(1, 'initialize', { protocolVersion: 'x', capabilities: able, clientInfo: known, ...token })],
  [[initialize()], { ...initialized, params: {} }],
  [[initialize()], request(2, 'ping', token)],
  [[initialize()], request('a', 'tools/list', token)],
  [[], request(1, 'server/discover', rich)],
  [[], request(1, 'tools/list', rich)],
  [[modern(1, 'tools/list')], request(2, 'tools/list', rich)],
  [[initialize()], request('b', 'prompts/list', token)],
  [[modern(1, 'prompts/list')], request(2, 'resources/templates/list', rich)],
];
const oddities = [null, true, -1, 1.5, 2 ** 53, 'x', [], {}, { a: 1 }];

/** Every message with one of its members replaced by each oddity, left out, or joined by another. */
function spoiled(message: JsonObject): JsonObject[] {
  const made: JsonObject[] = [];
  const visit = (path: readonly string[], value: unknown): void => {
    const replace = (make: (parent: Record<string, unknown>, name: string) => unknown): void => {
      const copy = structuredClone(message) as Record<string, unknown>;
      let parent = copy;
      for (const name of path.slice(0, -1)) parent = parent[name] as Record<string, unknown>;
      make(parent, path.at(-1) ?? '');
      made.push(copy as JsonObject);
    };
    if (path.length > 0) {
      for (const oddity of oddities) replace((parent, name) => Reflect.set(parent, name, oddity));
      replace((parent, name) => Reflect.deleteProperty(parent, name));
      replace((parent, name) => Reflect.set(parent, `${name}s`, oddities));
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value)) visit([...path, name], member);
  };
  visit([], message);
  return made;
}

describe('the startup responder', () => {
  it('answers what the SDK would, byte for byte, whatever is said in whatever order', async () => {
    const said = fc.array(fc.oneof({ weight: 3, arbitrary: usual }, { weight: 1, arbitrary: odd }), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(said, async (messages) => {
        const [front, sdk] = await Promise.all([
          answersTo(messages, {}),
          answersTo(messages, { front: false }),
        ]);
        expect(front.answers).toEqual(sdk.answers);
      }),
      { numRuns: 200 },
    );
  });

  it('is open for messages that hold everything there is, and for one with an oddity does what the SDK does', async () => {
    for (const [before, message] of complete) {
      expect((await answersTo([...before, message], {})).loaded).toBe(0);
      const lines = spoiled(message);
      expect(lines.length).toBeGreaterThan(10);
      const differences: unknown[] = [];
      await Promise.all(
        lines.map(async (line) => {
          const messages = [...before, line];
          const front = await answersTo(messages, {});
          const sdk = await answersTo(messages, { front: false });
          if (front.answers.join() !== sdk.answers.join()) differences.push([line, front, sdk]);
        }),
      );
      expect(differences).toEqual([]);
    }
  });

  it.each<[string, unknown[], JsonObject]>([
    [
      'a handshake',
      [initialize()],
      request(2, 'tools/call', { name: 'look', arguments: { word: 'x' }, ...token }),
    ],
    [
      'the later era',
      [modern(1, 'tools/list')],
      request(2, 'tools/call', { name: 'make', arguments: {}, ...rich }),
    ],
  ])(
    'serves a call of %s, and one with an oddity as the SDK does',
    async (_name, before, message) => {
      const differences: unknown[] = [];
      await Promise.all(
        [message, ...spoiled(message)].map(async (line) => {
          const messages = [...before, line];
          const front = await answersTo(messages, {});
          const sdk = await answersTo(messages, { front: false });
          if (front.answers.join() !== sdk.answers.join()) differences.push([line, front, sdk]);
        }),
      );
      expect(differences).toEqual([]);
    },
    120_000,
  );

  it.each<[string, string, boolean]>([
    ['text alone before structured content', '2024-11-05', false],
    ['data beside it later', '2025-06-18', true],
  ])('answers a call with %s', async (_name, revision, structured) => {
    const messages = [initialize(1, revision), request(2, 'tools/call', { name: 'look' })];
    const { answers } = await answersTo(messages, {});
    expect(answers).toEqual((await answersTo(messages, { front: false })).answers);
    const result = answers.map((line) => JSON.parse(line)).find(({ id }) => id === 2)?.result;
    expect(result?.structuredContent !== undefined).toBe(structured);
  });

  it.each<[string, unknown[]]>([
    ['a handshake', [initialize(), initialized, request('two', 'tools/list'), request(3, 'ping')]],
    [
      'a handshake with a revision from the future',
      [initialize(1, '2099-01-01'), request(2, 'tools/list', {})],
    ],
    [
      'what a client can do',
      [
        initialize(1, '2025-06-18', {
          roots: { listChanged: true },
          elicitation: {},
          tasks: { list: {} },
          odd: 1,
        }),
      ],
    ],
    ['a probe', [modern(1, 'server/discover'), modern(2, 'server/discover')]],
    ['the later era', [modern(1, 'tools/list'), modern(2, 'server/discover'), modern(3, 'tools/list')]],
    // As Gemini CLI 0.61.0, Continue 1.5.47 and Qwen Code 0.24.4 ask.
    [
      'the lists of a handshake',
      [
        initialize(),
        initialized,
        request(2, 'prompts/list'),
        request(3, 'resources/list'),
        request(4, 'resources/templates/list'),
        request(5, 'tools/list'),
      ],
    ],
    // As Claude Code 2.1.332 asks: all at once.
    [
      'the lists of the later era',
      [
        modern(1, 'server/discover'),
        modern(2, 'prompts/list'),
        modern(3, 'resources/list'),
        modern(4, 'tools/list'),
        modern(5, 'resources/templates/list'),
      ],
    ],
    ['progress tokens', [initialize(), request(2, 'tools/list', { _meta: { progressToken: 7 } })]],
    [
      'a line that is too long',
      [initialize(), long(2), `"${'x'.repeat(4 * 1024 * 1024)}"`, request(3, 'ping')],
    ],
    ['a list that is too long', [modern(1, 'tools/list'), long(2), modern(3, 'tools/list')]],
  ])('does so without the server: %s', async (_name, messages) => {
    const { answers, loaded } = await answersTo(messages, {});
    expect(loaded).toBe(0);
    expect(answers).toEqual((await answersTo(messages, { front: false })).answers);
    expect(answers.length).toBeGreaterThan(0);
  });

  it.each<[string, unknown[]]>([
    ['a call', [initialize(), initialized, request(2, 'tools/call', { name: 'look' })]],
    [
      'a long call',
      [
        initialize(),
        initialized,
        request(2, 'tools/call', { name: 'look', arguments: { x: 'x'.repeat(300_000) } }),
      ],
    ],
    ['a call in the later era', [modern(1, 'tools/list'), modern(2, 'tools/call'), modern(3, 'tools/list')]],
    ['another era than before', [modern(1, 'tools/list'), initialize(2), modern(3, 'tools/list')]],
    [
      'the earlier era after a probe',
      [modern(1, 'server/discover'), initialize(2), request(3, 'tools/list')],
    ],
    ['a cursor', [initialize(), request(2, 'tools/list', { cursor: 'x' })]],
    ['a second handshake', [initialize(), initialize(2, '2024-11-05')]],
    ['a list before any handshake', [request(1, 'tools/list'), initialize(2)]],
    ['one id for two requests', [initialize(7), request(7, 'no/such'), request(7, 'ping')]],
  ])('loads the server once for %s', async (_name, messages) => {
    const { answers, loaded } = await answersTo(messages, {});
    expect(loaded).toBe(1);
    expect(answers).toEqual((await answersTo(messages, { front: false })).answers);
  });

  it.each<[string, PolicySettings, string[]]>([
    ['everything', everything, ['look', 'make']],
    ['only what reads', { ...everything, readOnly: true }, ['look']],
    ['a toolset', { ...everything, toolsets: new Set(['doing']) }, ['make']],
  ])('lists %s as policy has it', async (_name, settings, names) => {
    const lists = ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list'];
    const messages = [initialize(), ...lists.map((method, index) => request(index + 2, method))];
    const { answers, loaded } = await answersTo(messages, { settings });
    expect(answers).toEqual((await answersTo(messages, { settings, front: false })).answers);
    const results = answers.map((line) => JSON.parse(line).result);
    const namesOf = (member: string): string[] =>
      (results.find((result) => result[member])?.[member] ?? []).map(({ name }: { name: string }) => name);
    expect(namesOf('tools')).toEqual(names);
    expect(namesOf('prompts')).toEqual(names.length === 2 ? ['help'] : []);
    const near = names.includes('look') ? ['near'] : [];
    const far = settings.toolsets === undefined || names.includes('make') ? ['far'] : [];
    expect(namesOf('resources')).toEqual([...near, ...far, 'page']);
    expect(namesOf('resourceTemplates')).toEqual(near.length === 0 ? [] : ['any']);
    expect(loaded).toBe(0);
  });
});

describe('loading the server', () => {
  afterEach(() => void vi.useRealTimers());

  it('happens by itself once the tools were listed', async () => {
    const { stdin, loads, written } = connect();
    stdin.write(`${text(initialize())}\n`);
    await settled();
    expect(loads).not.toHaveBeenCalled();
    stdin.write(`${text(request(2, 'tools/list'))}\n`);
    await handled();
    expect(written()).toHaveLength(2);
    expect(loads).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(loads).toHaveBeenCalledTimes(1));
    stdin.write(`${text(request(4, 'tools/list'))}\n`);
    await settled();
    expect(JSON.parse(written()[0] ?? '{}')).toMatchObject({ id: 4, result: { tools: [{}, {}] } });
    expect(loads).toHaveBeenCalledTimes(1);
  });

  it('happens by itself a while after another list', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { stdin, loads } = connect();
    for (const id of [1, 2]) {
      stdin.write(`${text(id === 1 ? initialize() : request(id, 'prompts/list'))}\n`);
      await settled();
    }
    vi.advanceTimersByTime(99);
    expect(loads).not.toHaveBeenCalled();
    stdin.write(`${text(request(3, 'prompts/list'))}\n`);
    await settled();
    vi.advanceTimersByTime(99);
    expect(loads).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    await settled();
    expect(loads).toHaveBeenCalledTimes(1);
  });

  it('keeps what arrives meanwhile, in order', async () => {
    const open: (() => void)[] = [];
    const { stdin, written } = connect({ load: () => new Promise((resolve) => open.push(resolve)) });
    const calls = [2, 3, 4].map((id) => request(id, 'tools/call', { name: 'look' }));
    stdin.write(`${[initialize(), ...calls].map(text).join('\n')}\n`);
    await settled();
    stdin.write(`${text({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 4 } })}\n`);
    stdin.write(`${text(request(5, 'no/such'))}\n`);
    await settled();
    expect(written().map((line) => JSON.parse(line).id)).toEqual([1]);
    open[0]?.();
    await settled();
    const after = written().map((line) => JSON.parse(line));
    expect(new Set(after.map(({ id }) => id))).toEqual(new Set([2, 3, 5]));
  });

  it('that fails is told to whoever waits, and to whoever asks later', async () => {
    const { stdin, written, failed } = connect({ load: () => Promise.reject(new Error('broken')) });
    const call = request(2, 'tools/call', { name: 'look' });
    const lines = [initialize(), call, initialized, 'nonsense', request('three', 'ping')].map(text);
    stdin.write(`${lines.join('\n')}\n`);
    await settled();
    const error = { code: -32_603, message: 'The server could not be loaded.' };
    expect(written().map((line) => JSON.parse(line))).toMatchObject([
      { id: 1, result: {} },
      { id: 2, error },
      { id: 'three', error },
    ]);
    stdin.write(`${text(request(4, 'tools/list'))}\n`);
    await settled();
    expect(written().map((line) => JSON.parse(line))).toMatchObject([{ id: 4, error }]);
    expect(failed).toHaveBeenCalledTimes(1);
  });

  it('goes on when stdin ends meanwhile, and what was asked is answered', async () => {
    const open: (() => void)[] = [];
    const { stdin, channel, written, failed } = connect({
      load: () => new Promise((resolve) => open.push(resolve)),
    });
    stdin.write(`${text(request(1, 'tools/call', { name: 'look' }))}\n`);
    await settled();
    stdin.end();
    await settled();
    expect(written()).toEqual([]);
    open[0]?.();
    await channel.ended;
    expect(written().map((line) => JSON.parse(line))).toMatchObject([{ id: 1 }]);
    expect(failed.mock.calls).toEqual([]);
  });

  it('does not happen for a client that has gone', async () => {
    const { stdin, channel, loads } = connect();
    stdin.end(`${[initialize(), request(2, 'tools/list')].map(text).join('\n')}\n`);
    await channel.ended;
    await settled();
    expect(loads).not.toHaveBeenCalled();
  });

  it('is not needed to notice that the reader has gone', async () => {
    const broken = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    const { stdin, channel, loads } = connect({
      stdout: new Writable({ write: (_chunk, _encoding, done) => done(broken) }),
    });
    stdin.write(`${text(initialize())}\n`);
    await channel.ended;
    stdin.write(`${text(request(2, 'tools/call'))}\n`);
    await settled();
    expect(loads).not.toHaveBeenCalled();
  });
});
