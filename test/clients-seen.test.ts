import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { farewell, scripts } from '../scripts/clients/conversation.mjs';
import { answeredIn, observed, snippetSeen, toolsIn } from '../scripts/clients/observe.mjs';
import { formSeen } from '../scripts/clients/terminals.mjs';

/** What the tables of docs/clients.md say of lines as clients wrote them in the lab. */

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'seen-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Lines = readonly object[];
interface Written {
  readonly wire?: Lines;
  readonly model?: Lines;
  readonly form?: string;
}

let clients = 0;
const written = (lines: Lines = []): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
/** A folder of a client in which each scenario left these lines. */
async function client(scenarios: Readonly<Record<string, Written>>, name = 'client'): Promise<string> {
  clients += 1;
  const own = path.join(folder, String(clients), name);
  for (const [scenario, { wire, model, form = '' }] of Object.entries(scenarios)) {
    await mkdir(path.join(own, scenario), { recursive: true });
    await writeFile(path.join(own, scenario, 'wire.jsonl'), written(wire));
    await writeFile(path.join(own, scenario, 'model.jsonl'), written(model));
    await writeFile(path.join(own, scenario, 'form.txt'), form);
  }
  return own;
}

const from = (side: string, message: object): object => ({ from: side, line: JSON.stringify(message) });
const asks = (method: string, id: number, params: object = {}): object =>
  from('client', { jsonrpc: '2.0', id, method, params });
const says = (id: number, result: object): object => from('server', { jsonrpc: '2.0', id, result });
const answer = (result: object): object => from('client', { jsonrpc: '2.0', id: 9, result });
const status = (each: string): object => says(2, { structuredContent: { status: each } });

const end = (how: string): object => ({ from: 'end', how });

const started = { from: 'start', variables: ['HOME', 'LANG', 'PATH', 'TERM'] };
/** Gemini CLI 0.61.0. */
const handshake = [
  started,
  asks('initialize', 0, { protocolVersion: '2025-06-18' }),
  says(0, { protocolVersion: '2025-06-18', capabilities: {} }),
  from('client', { jsonrpc: '2.0', method: 'notifications/initialized' }),
];
/** Claude Code 2.1.332 names the revision in every request. */
const meta = { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } };
const listed = [
  asks('tools/list', 1),
  says(1, { tools: [{ name: 'list_zones' }, { name: 'delete_dns_record' }] }),
];
const call = asks('tools/call', 2, { name: 'list_zones' });
const zones = says(2, { content: [{ type: 'text', text: '{"zones":[{"name":"mapleandpine.com"}]}' }] });

const offers = (...names: readonly string[]): object => ({
  body: { tools: names.map((name) => ({ name })) },
  whole: {},
});
const reads = (content: string, last = ''): object => ({
  body: { messages: [{ content }] },
  whole: { last },
});

async function outcome(wire: Lines, last: string): Promise<string> {
  return observed(await client({ conversation: { wire, model: [reads('', last)] } })).outcome;
}

describe('what the conversation shows', () => {
  it.for([
    ['a handshake', handshake, '2025-06-18', 'initialize'],
    [
      'a revision in each request',
      [started, asks('server/discover', 0, meta), asks('tools/list', 1, meta)],
      '2026-07-28',
      'server/discover, tools/list',
    ],
    ['no request', [started], 'did not connect', ''],
    [
      'requests after the first call',
      [...handshake, call, asks('prompts/list', 3)],
      '2025-06-18',
      'initialize',
    ],
  ] as const)('of the revision and the first requests: %s', async ([, wire, revision, first]) => {
    expect(observed(await client({ conversation: { wire } }))).toMatchObject({
      revision,
      first,
      passed: '4',
    });
  });

  it.for([
    [
      'mcp__cloudflare__list_zones',
      ['mcp__cloudflare__list_zones', 'mcp__cloudflare__delete_dns_record'],
      '2 of 2',
    ],
    ['cloudflare-list_zones', ['cloudflare-list_zones', 'shell'], '1 of 2'],
    ['list_zones', ['list_zones', 'undelete_dns_record'], '1 of 2'],
    ['none', ['tool_search'], '0 of 2'],
  ] as const)('of the names of tools: %s', async ([tool, names, upFront]) => {
    const seen = { wire: [...handshake, ...listed], model: [offers(...names)] };
    expect(observed(await client({ conversation: seen }))).toMatchObject({ tool, upFront });
  });

  it.for([
    ['{"zones":[{"name":"a"}]}', 'the data as JSON'],
    ['{"structuredContent":{"zones":[{"name":"a"}]}}', 'the whole result'],
    ['{"zones":[{"name":"a"}]} {"zones":[{"name":"a"}]}', 'the data, 2 times'],
  ])('of what a model gets: %s', async ([content = '', form]) => {
    const seen = { wire: [...handshake, call, zones], model: [reads(content)] };
    expect(observed(await client({ conversation: seen }))).toMatchObject({ form });
  });

  it.for([
    [60, 'whole'],
    [59, 'cut'],
  ] as const)('of the longest answer: its last %i characters came, so it is %s', async ([length, state]) => {
    const text = `${'x'.repeat(28_900)}${'0123456789'.repeat(10)}`;
    const wire = [...handshake, call, says(2, { content: [{ type: 'text', text }] })];
    const seen = { wire, model: [reads(`… ${text.slice(-length)}`)] };
    expect(observed(await client({ conversation: seen })).longest).toBe(`29 kB ${state}`);
  });

  it.for([
    ['cannot ask', []],
    [
      'answers decline by itself',
      [
        from('server', { id: 9, method: 'elicitation/create' }),
        from('client', { id: 9, result: { action: 'decline' } }),
      ],
    ],
    ['answers nothing by itself', [from('server', { id: 9, method: 'elicitation/create' })]],
    [
      'answers cancel by itself',
      [
        says(2, { inputRequests: { approval: { method: 'elicitation/create' } } }),
        asks('tools/call', 3, { inputResponses: { approval: { action: 'cancel' } } }),
      ],
    ],
  ] as const)('of a question: %s', async ([question, more]) => {
    expect(observed(await client({ conversation: { wire: [...handshake, call, ...more] } }))).toMatchObject({
      question,
    });
  });

  it('of the end: all steps, or how many calls', async () => {
    const steps = (scripts['conversation'] ?? []).filter((step) => step.from === undefined).length;
    const calls = Array.from({ length: steps }, (_, index) => asks('tools/call', index + 2));
    expect(await outcome(calls, farewell)).toBe(`all, in ${steps} calls`);
    expect(await outcome(calls.slice(1), farewell)).toBe(`ended after ${steps - 1} calls`);
    expect(await outcome(calls, 'I give up.')).toBe(`ended after ${steps} calls`);
  });
});

describe('what the other scenarios show', () => {
  const read = asks('resources/read', 5);
  const mentioned = { wire: [read], model: [reads('northfork-labs.dev')] };
  it.for([
    ['a tool of the client', { conversation: { wire: [read] } }],
    ['a mention with @', { mention: mentioned }],
    ['a tool of the client, a mention with @', { conversation: { wire: [read] }, mention: mentioned }],
    ['none: the client reads none', { mention: { wire: [read], model: [reads('nothing')] } }],
  ] as const)('of a resource: %s', async ([resource, scenarios]) => {
    expect(observed(await client(scenarios))).toMatchObject({ resource });
  });

  it.for([
    [
      'as a command',
      { prompt: { wire: [asks('prompts/get', 5)], model: [reads('Audit the zone mapleandpine.com.')] } },
    ],
    [
      'none: listed, and only for a person',
      { conversation: { wire: [asks('prompts/list', 5)] }, prompt: { wire: [asks('prompts/get', 5)] } },
    ],
    ['none: the client asks for none', {}],
  ] as const)('of a prompt: %s', async ([prompt, scenarios]) => {
    expect(observed(await client(scenarios))).toMatchObject({ prompt });
  });

  const cancelled = from('client', { method: 'notifications/cancelled' });
  const exit = { from: 'exit', how: '0' };
  it.for([
    ['SIGINT arrives', [end('SIGINT arrives'), end('stdin closes'), exit]],
    [
      'cancels the call, SIGTERM arrives, stdin closes',
      [cancelled, end('stdin closes'), end('SIGTERM arrives'), end('SIGTERM arrives'), exit],
    ],
    ['stdin closes, **leaves the server running**', [end('stdin closes')]],
  ] as const)('of an interrupted call: %s', async ([interrupted, wire]) => {
    expect(observed(await client({ interrupt: { wire } }))).toMatchObject({ interrupted });
  });

  it.for([
    ['connects', 'Cloudflare: The host name of the service could not be resolved. Nothing was sent.'],
    ['connects without the token', '{"error":{"code":"not_configured"}}'],
    ['fails', 'There is no tool list_zones among shell'],
  ])('of a snippet: %s', async ([state, content = '']) => {
    const own = await client({ 'snippet-0': { model: [reads(content)] } });
    expect(snippetSeen(path.join(own, 'snippet-0'))).toBe(state);
  });

  it('of the tools that the server lists', async () => {
    const own = await client({ conversation: { wire: [...handshake, ...listed] } });
    expect(toolsIn(path.join(own, 'conversation/wire.jsonl'))).toHaveLength(2);
    expect(toolsIn(path.join(own, 'nothing'))).toEqual([]);
  });
});

describe('what a person at a terminal sees', () => {
  const head =
    ' Cloudflare (crunchtools) is about to make this change in mapleandpine.com (plan 31119b0a9977a1a4):';
  const whole = `${head}\n    settings.flatten_cname: true\n`;
  it.for([
    [
      'claude',
      `${head}\n  Apply these changes: ☐`,
      'the first lines of the plan, more on demand; a box, off',
    ],
    [
      'codex',
      `${whole}    1. True\n  › 2. False`,
      'the whole plan; True or False, False chosen; Escape cancels',
    ],
    ['copilot', `${whole}   Yes\n ❯ No`, 'the whole plan; Yes or No, No chosen; Ctrl-D declines'],
    ['copilot', `${whole} ❯ Yes\n   No`, 'the whole plan; **another choice**'],
    ['codex', '› Run the script.', '**no form**'],
    ['codex', '', '**no form**'],
  ])('in %s: %s', ([name = '', screen = '', seen]) => {
    expect(formSeen(name, screen)).toBe(seen);
  });

  const approves = [answer({ action: 'accept', content: { approve: true } }), status('applied')];
  it.for([
    [
      'accept {"approve":true}: applied',
      'decline: refused',
      approves,
      [answer({ action: 'decline' }), status('refused')],
    ],
    [
      'accept {"approve":true}: applied',
      'accept {"approve":false}: refused',
      [
        asks('tools/call', 3, { inputResponses: { a: { action: 'accept', content: { approve: true } } } }),
        status('applied'),
      ],
      [answer({ action: 'accept', content: { approve: false } }), status('refused')],
    ],
    ['**nothing: no answer**', '**accept {"approve":true}: applied**', [], approves],
  ] as const)('and answers: %s, %s', async ([approved, declined, approve, decline]) => {
    const own = await client(
      { approve: { wire: approve, form: whole }, decline: { wire: decline } },
      'codex',
    );
    expect(answeredIn(own)).toEqual({ form: 'the whole plan; **another choice**', approved, declined });
  });
});
