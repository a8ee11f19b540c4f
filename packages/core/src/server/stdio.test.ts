import { PassThrough, Writable } from 'node:stream';
import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { LineChannel } from '../app/channel.ts';
import { inputLimits } from '../app/lines.ts';
import { HardenedStdio } from './stdio.ts';

const ping = { jsonrpc: '2.0', id: 1, method: 'ping' } as const;
const answer = (id: number): JSONRPCMessage => ({ jsonrpc: '2.0', id, result: {} });

/** Lets every stream event that is due happen. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

interface Wiring {
  readonly stdout?: Writable;
  readonly scrub?: (text: string) => string;
  readonly idle?: () => Promise<void>;
}

async function connect({
  stdout = new PassThrough(),
  scrub = (text) => text,
  idle = () => Promise.resolve(),
}: Wiring = {}) {
  const stdin = new PassThrough();
  const troubles: string[] = [];
  const received: JSONRPCMessage[] = [];
  const transport = new HardenedStdio({
    channel: new LineChannel({ stdin, stdout, scrub }),
    onTrouble: (what) => troubles.push(what),
    idle,
  });
  const closed = vi.fn<() => void>();
  transport.onclose = closed;
  transport.onmessage = (message) => received.push(message);
  await transport.start();
  const written = (): unknown[] => {
    const text = stdout instanceof PassThrough ? String(stdout.read() ?? '') : '';
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
  };
  const say = async (text: string): Promise<void> => {
    stdin.write(text);
    await settled();
  };
  return { stdin, stdout, transport, troubles, received, closed, written, say };
}

describe('reading', () => {
  it('hands on one message a line, also out of one chunk', async () => {
    const { say, received, written } = await connect();
    const line = `${JSON.stringify(ping)}\n`;
    await say(line + line + line.slice(0, 10));
    expect(received).toEqual([ping, ping]);
    await say(line.slice(10));
    expect(received).toEqual([ping, ping, ping]);
    expect(written()).toEqual([]);
  });

  it('answers a line over the limit, and serves the next', async () => {
    const { say, received, written } = await connect();
    await say(`"${'x'.repeat(inputLimits.lineBytes)}"\n${JSON.stringify(ping)}\n`);
    expect(written()).toEqual([
      {
        jsonrpc: '2.0',
        id: null,
        error: { code: -32_600, message: 'The message is longer than 24 MiB and was skipped.' },
      },
    ]);
    expect(received).toEqual([ping]);
  });

  it('tells whoever asked that the answer was more than is read', async () => {
    const { transport, received, say } = await connect();
    await transport.send({ jsonrpc: '2.0', id: 10, method: 'elicitation/create' });
    const members = Array.from({ length: 150_000 }, (_, index) => `"m${index}":0`).join(',');
    await say(`{"jsonrpc":"2.0","id":10,"result":{${members}}}\n`);
    await say(`{"jsonrpc":"2.0","id":11,"result":{${members}}}\n`);
    expect(received).toEqual([{ jsonrpc: '2.0', id: 10, error: expect.objectContaining({ code: -32_098 }) }]);
  });

  it('answers what is no message, drops what must not be answered, and serves the next', async () => {
    const { say, received, written, troubles } = await connect();
    await say(`nonsense\n\n{"jsonrpc":"1.0","method":"a"}\n[]\n${JSON.stringify(ping)}\n`);
    expect(written()).toMatchObject([{ error: { code: -32_700 } }, { error: { code: -32_600 } }]);
    expect(received).toEqual([ping]);
    expect(troubles).toEqual([
      'refused a line with code -32700',
      'dropped a line',
      'dropped a line',
      'refused a line with code -32600',
    ]);
  });

  it('takes text as well as bytes', async () => {
    const { stdin, received } = await connect();
    stdin.setEncoding('utf8');
    stdin.write(`${JSON.stringify(ping)}\n`);
    await settled();
    expect(received).toEqual([ping]);
  });
});

describe('writing', () => {
  it('is one line a message, through the last filter', async () => {
    const { transport, stdout } = await connect({ scrub: (text) => text.replaceAll('secret', 'gone') });
    await transport.send({ jsonrpc: '2.0', id: 1, result: { text: 'a\nsecret' } });
    expect(String((stdout as PassThrough).read())).toBe(
      '{"jsonrpc":"2.0","id":1,"result":{"text":"a\\ngone"}}\n',
    );
  });

  const data = { name: 'a "quoted" name', list: [1, { deep: null }] };
  const dataText = { type: 'text', text: JSON.stringify(data) };
  const chart = { type: 'text', text: 'a chart', annotations: { audience: ['user'] } };

  it.each<readonly [string, string | number, object]>([
    ['an answer', 1, { content: [dataText], structuredContent: data }],
    ['a failure', 'a "b"', { content: [dataText], structuredContent: data, isError: true }],
    ['a chart', 1, { content: [dataText, chart], structuredContent: data }],
    [
      'an answer that may be kept',
      1,
      { ttlMs: 1, content: [dataText], structuredContent: data, _meta: { a: 1 } },
    ],
    ['a text alone', 1, { content: [dataText] }],
    ['no text', 1, { content: [], structuredContent: data }],
    ['another first', 1, { content: [chart, dataText], structuredContent: data }],
    ['no content', 1, { structuredContent: data }],
  ])('says what the message says: %s', async (_, id, result) => {
    const { transport, written } = await connect();
    await transport.send({ jsonrpc: '2.0', id, result } as JSONRPCMessage);
    expect(written()).toEqual([{ jsonrpc: '2.0', id, result }]);
  });

  it.each<readonly [string, string, object]>([
    ['data, in both places', '1', { content: [dataText], structuredContent: data }],
    [
      'a chart',
      '1',
      { content: [dataText, { ...chart, text: 'a "quoted" chart' }], structuredContent: data },
    ],
    ['an id', '"quoted"', { content: [dataText], structuredContent: data }],
    ['what is said of it', '1', { content: [dataText], structuredContent: data, _meta: { a: 'quoted' } }],
  ])('looks through %s', async (_, id, result) => {
    const { transport, stdout } = await connect({ scrub: (line) => line.replaceAll('quoted', 'gone') });
    await transport.send({ jsonrpc: '2.0', id, result } as JSONRPCMessage);
    const line = String((stdout as PassThrough).read());
    expect(line).toContain('gone');
    expect(line).not.toContain('quoted');
  });

  it('looks through data once', async () => {
    const seen: string[] = [];
    const { transport } = await connect({
      scrub: (line) => {
        seen.push(line);
        return line;
      },
    });
    await transport.send({
      jsonrpc: '2.0',
      id: 7,
      result: { content: [dataText, chart], structuredContent: data },
    });
    expect(seen).toEqual([dataText.text, JSON.stringify([7, [chart], {}])]);
  });

  it('filters what it answers by itself, too', async () => {
    const { say, stdout } = await connect({ scrub: (text) => text.replaceAll('JSON', 'gone') });
    await say('nonsense\n');
    expect(String((stdout as PassThrough).read())).toContain('The line is not gone.');
  });

  it('neutralises what an error echoes', async () => {
    const { transport, written } = await connect();
    const error = { code: -32_602, message: 'Unknown tool: a\u{202e}b', data: { name: '\u{1b}[2J' } };
    await transport.send({ jsonrpc: '2.0', id: 1, error });
    expect(written()).toMatchObject([
      { error: { message: 'Unknown tool: a\\u{202e}b', data: { name: '\\u{1b}[2J' } } },
    ]);
  });

  it('waits for a reader that is slow, leaves no listener behind, and loses nothing', async () => {
    const release: (() => void)[] = [];
    const chunks: string[] = [];
    const stdout = new Writable({
      highWaterMark: 1,
      write(chunk, _encoding, done) {
        chunks.push(String(chunk));
        release.push(done);
      },
    });
    const { transport } = await connect({ stdout });
    const before = stdout.eventNames().map((name) => [name, stdout.listenerCount(name)]);
    const sent: number[] = [];
    const sends = Array.from({ length: 30 }, async (_, id) => {
      await transport.send(answer(id));
      sent.push(id);
    });
    await settled();
    expect(sent).toEqual([]);
    expect(chunks).toHaveLength(1);
    expect(stdout.eventNames().map((name) => [name, stdout.listenerCount(name)])).toEqual(before);
    for (let turn = 0; turn < 30; turn += 1) {
      release[turn]?.();
      await settled();
    }
    await Promise.all(sends);
    expect(chunks.map((line) => (JSON.parse(line) as { id: number }).id)).toEqual(sent);
    expect(sent).toHaveLength(30);
  });
});

const call = (id: number) => ({ jsonrpc: '2.0', id, method: 'tools/call' }) as const;
const said = (...messages: readonly object[]): string =>
  messages.map((message) => `${JSON.stringify(message)}\n`).join('');

const ended = (id: number) => expect.objectContaining({ id, error: expect.anything() as object }) as object;

describe('the end', () => {
  const unexpected = vi.fn<(error: unknown) => void>();
  beforeAll(() => void process.on('uncaughtException', unexpected));
  afterAll(() => void process.off('uncaughtException', unexpected));
  afterEach(() => expect(unexpected).not.toHaveBeenCalled());

  it('of stdin closes, once', async () => {
    const { stdin, closed, transport } = await connect();
    stdin.end();
    await settled();
    stdin.destroy();
    await settled();
    await transport.close();
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it('of stdin waits until all that was asked is answered', async () => {
    const { stdin, say, transport, closed, written } = await connect();
    // One id twice, and a last line without its end.
    await say(said(call(1), call(2), call(2)));
    stdin.end(JSON.stringify(call(3)));
    await settled();
    for (const id of [2, 3, 1]) await transport.send(answer(id));
    await settled();
    expect(closed).not.toHaveBeenCalled();
    await transport.send(answer(2));
    await settled();
    expect(closed).toHaveBeenCalledTimes(1);
    expect(written()).toHaveLength(4);
  });

  it('of stdin waits neither for what was cancelled nor for a subscription, but for the calls that run', async () => {
    let idle: (() => void) | undefined;
    const { stdin, say, closed } = await connect({
      idle: () =>
        new Promise((resolve) => {
          idle = resolve;
        }),
    });
    const cancelled = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } };
    await say(said(call(1), { jsonrpc: '2.0', id: 2, method: 'subscriptions/listen' }, cancelled));
    stdin.end();
    await settled();
    expect(closed).not.toHaveBeenCalled();
    idle?.();
    await settled();
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it('of stdin answers what we asked, before it or after', async () => {
    const { stdin, transport, received, say, closed } = await connect();
    const ask = (id: number) => transport.send({ jsonrpc: '2.0', id, method: 'elicitation/create' });
    await say(said(call(1)));
    await ask(10);
    await ask(11);
    await say(said({ jsonrpc: '2.0', id: 10, result: {} }));
    stdin.end();
    await settled();
    await ask(12);
    await settled();
    expect(received.slice(2)).toEqual([ended(11), ended(12)]);
    expect(closed).not.toHaveBeenCalled();
  });

  it('of stdin by an error closes, once', async () => {
    const { stdin, closed } = await connect();
    stdin.destroy(new Error('gone'));
    await settled();
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it('of the reader is survived: EPIPE closes, and what is sent later goes nowhere', async () => {
    const broken = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    const stdout = new Writable({ write: (_chunk, _encoding, done) => done(broken) });
    const { transport, closed } = await connect({ stdout });
    await Promise.all([transport.send(answer(1)), transport.send(answer(2))]);
    await settled();
    expect(closed).toHaveBeenCalledTimes(1);
    await transport.send(answer(3));
  });

  it('of the reader while it is slow does not leave a send waiting', async () => {
    // As a pipe does: what is being written fails when the pipe is destroyed.
    let cancel: ((error: Error) => void) | undefined;
    const stdout = new Writable({
      highWaterMark: 1,
      write(_chunk, _encoding, done) {
        cancel = done;
      },
      destroy(_error, done) {
        cancel?.(new Error('canceled'));
        done(null);
      },
    });
    const { transport } = await connect({ stdout });
    const sends = [transport.send(answer(1)), transport.send(answer(2))];
    stdout.destroy();
    await Promise.all(sends);
  });

  it('is the end: nothing is read or written after it', async () => {
    const { transport, say, received, written } = await connect();
    await transport.close();
    await say(`${JSON.stringify(ping)}\nnonsense\n`);
    await transport.send(answer(1));
    expect([received, written()]).toEqual([[], []]);
  });
});
