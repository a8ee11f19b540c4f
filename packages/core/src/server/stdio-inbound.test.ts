import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Inbound, readLine, skippedLine } from './stdio.ts';

const parse = -32_700;
const invalid = -32_600;
const unsupported = -32_022;

const claim = (version: unknown): string =>
  JSON.stringify({
    jsonrpc: '2.0',
    id: 7,
    method: 'tools/list',
    params: { _meta: { 'io.modelcontextprotocol/protocolVersion': version } },
  });

describe('a line that is a message', () => {
  it.each([
    ['a request', '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'],
    ['a request with a text for its id', '{"jsonrpc":"2.0","id":"a","method":"tools/list","params":{}}'],
    ['a notification', '{"jsonrpc":"2.0","method":"notifications/initialized"}'],
    ['a response', '{"jsonrpc":"2.0","id":1,"result":{}}'],
    ['an error', '{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"no"}}'],
    ['one with space around it', ' {"jsonrpc":"2.0","id":1,"method":"ping"} \r'],
    ['one that claims the revision that is served', claim('2026-07-28')],
  ])('is passed on: %s', (_, line) => {
    expect(readLine(line)).toEqual({ kind: 'message', message: JSON.parse(line) });
  });
});

describe('a line that is none', () => {
  const refused: readonly [string, string, number, string | number | null][] = [
    ['no JSON', 'hello', parse, null],
    ['half a message', '{"jsonrpc":"2.0","id":1', parse, null],
    ['two messages', '{"jsonrpc":"2.0","id":1,"method":"a"}{}', parse, null],
    ['a byte order mark', '\u{feff}{"jsonrpc":"2.0","id":1,"method":"a"}', parse, null],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]', invalid, null],
    ['an empty batch', '[]', invalid, null],
    ['a text', '"hello"', invalid, null],
    ['a number', '1', invalid, null],
    ['null', 'null', invalid, null],
    ['an empty object', '{}', invalid, null],
    ['another JSON-RPC', '{"jsonrpc":"1.0","id":3,"method":"a"}', invalid, 3],
    ['no JSON-RPC', '{"id":"x","method":"a"}', invalid, 'x'],
    ['no id, in the form of null', '{"jsonrpc":"2.0","id":null,"method":"a"}', invalid, null],
    ['an id that is an object', '{"jsonrpc":"2.0","id":{"a":1},"method":"a"}', invalid, null],
    ['a method that is a number', '{"jsonrpc":"2.0","id":4,"method":1}', invalid, 4],
    ['params that are a list', '{"jsonrpc":"2.0","id":5,"method":"a","params":[1]}', invalid, 5],
    ['a member too many', '{"jsonrpc":"2.0","id":6,"method":"a","also":1}', invalid, 6],
    ['a revision that does not exist', claim('1999-01-01'), unsupported, 7],
  ];
  it.each(refused)('is refused: %s', (_, line, code, id) => {
    expect(readLine(line)).toMatchObject({ kind: 'refused', refusal: { error: { code }, id } });
  });

  it.each([
    ['nothing', ''],
    ['space', ' \t\r'],
    ['a notification of another JSON-RPC', '{"jsonrpc":"1.0","method":"a"}'],
    ['a notification with a member too many', '{"jsonrpc":"2.0","method":"a","also":1}'],
    ['a notification with params that are a list', '{"jsonrpc":"2.0","method":"a","params":[]}'],
    ['a response that is a number', '{"jsonrpc":"2.0","id":1,"result":1}'],
    ['an error without a code', '{"jsonrpc":"2.0","id":1,"error":{}}'],
  ])('is dropped: %s', (_, line) => {
    expect(readLine(line)).toEqual({ kind: 'dropped' });
  });

  it('is never quoted', () => {
    const lines = ['secret', '["secret"]', '{"jsonrpc":"2.0","id":1,"method":{"secret":1}}'];
    for (const line of lines) {
      expect(readLine(line).kind).toBe('refused');
      expect(JSON.stringify(readLine(line))).not.toContain('secret');
    }
  });

  it.each([
    ['bytes', invalid, 'The message is longer than 24 MiB and was skipped.'],
    ['values', -32_602, 'The parameters hold more than 500000 values.'],
    ['depth', -32_602, 'The parameters are nested deeper than 32 levels.'],
    [
      'loose',
      -32_602,
      'More than 1 MiB of the message is neither in a list nor in a text among the arguments.',
    ],
    ['names', -32_602, 'The lists in the parameters hold members of more than 1000 different names.'],
  ] as const)('may have too many %s', (excess, code, message) => {
    for (const id of [7, 'seven', null]) {
      expect(skippedLine({ excess, id, awaitsAnswer: true })).toEqual({
        kind: 'refused',
        refusal: { error: { code, message }, id },
      });
    }
    expect(skippedLine({ excess, id: 7, awaitsAnswer: false })).toEqual({ kind: 'dropped' });
  });
});

function isAnswered(inbound: Inbound): boolean {
  return inbound.kind === 'refused';
}

describe('any line', () => {
  const member = fc.oneof(fc.constantFrom('2.0', 'a', 1, null, 'tools/list'), fc.jsonValue());
  const message = fc.record(
    {
      jsonrpc: fc.oneof(fc.constant('2.0'), member),
      id: member,
      method: member,
      params: member,
      result: member,
      error: member,
    },
    { requiredKeys: [] },
  );
  const line = fc.oneof(
    message.map((value) => JSON.stringify(value)),
    fc.string({ unit: 'binary' }),
    fc.json(),
  );

  it('is read without an exception', () => {
    fc.assert(
      fc.property(line, (text) => {
        expect(['message', 'refused', 'dropped']).toContain(readLine(text).kind);
      }),
    );
  });

  it('however deep it is', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(isAnswered(readLine(deep))).toBe(true);
    const params = `{"jsonrpc":"2.0","id":1,"method":"a","params":{"a":${deep}}}`;
    expect(['message', 'refused']).toContain(readLine(params).kind);
  });

  it('that is a notification or a response is not answered', () => {
    fc.assert(
      fc.property(message, ({ id, method: _, ...rest }) => {
        expect(isAnswered(readLine(JSON.stringify({ ...rest, method: 'a' })))).toBe(false);
        const response = { result: {}, ...rest, ...(id === undefined ? {} : { id }) };
        expect(isAnswered(readLine(JSON.stringify(response)))).toBe(false);
      }),
    );
  });
});
