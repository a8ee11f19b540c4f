import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { modernRevisions, unsupportedRevision } from './revision.ts';

function request(claimed: JsonObject[string], also: JsonObject = { id: 1 }): JsonObject {
  return {
    jsonrpc: '2.0',
    method: 'tools/list',
    params: { _meta: { 'io.modelcontextprotocol/protocolVersion': claimed } },
    ...also,
  };
}

describe('unsupportedRevision', () => {
  const fine: readonly [string, JsonObject][] = [
    ['the revision that is served', request('2026-07-28')],
    ['no claim', { jsonrpc: '2.0', id: 1, method: 'tools/list' }],
    ['params without _meta', { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }],
    ['a _meta that is no object', { jsonrpc: '2.0', id: 1, method: 'a', params: { _meta: '1999-01-01' } }],
    ['a claim that is no text', request(1999)],
    ['a notification, which is not answered', request('1999-01-01', {})],
    ['a response', request('1999-01-01', { id: 1, method: undefined })],
    [
      'the version of a handshake, which is negotiated',
      { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '1999-01-01' } },
    ],
  ];
  it.each(fine)('has nothing against %s', (_, message) => {
    expect(unsupportedRevision(message)).toBeUndefined();
  });

  const refused: readonly [string, string][] = [
    ['1999-01-01', '1999-01-01'],
    ['2025-11-25', '2025-11-25'],
    ['2026-07-29', '2026-07-29'],
    ['', ''],
    ['2.0', '2.0'],
    ['9999-99-99-invalid', '9999-99-99-invalid'],
    ['2026-07-28 ', '2026-07-28 '],
    ['2026-07-28\n2026-07-28', '2026-07-28\\u{a}2026-07-28'],
    ['\u{202e}x', '\\u{202e}x'],
  ];
  it.each(refused)('refuses %j and echoes %j', (claimed, requested) => {
    expect(unsupportedRevision(request(claimed))).toEqual({
      code: -32_022,
      message: 'Unsupported protocol version',
      data: { supported: modernRevisions, requested },
    });
  });
});
