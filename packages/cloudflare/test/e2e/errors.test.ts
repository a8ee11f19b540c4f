import type { FaultRule } from '@crunchtools/cloudflare-simulator';
import { SIMULATOR_TOKEN } from '@crunchtools/cloudflare-simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../support/in-process.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const list = { zone: 'mapleandpine.com' };
const create = { ...list, type: 'A', name: 'fresh', content: '192.0.2.9' };

function envelope(...errors: readonly { code: number; message: string }[]): object {
  return { success: false, errors, messages: [], result: null };
}

describe('each failure of Cloudflare has its own outcome', () => {
  const records = { method: 'GET', path: '/dns_records' };
  const cases: readonly (readonly [
    name: string,
    fault: FaultRule['fault'],
    code: string,
    message: RegExp,
  ])[] = [
    [
      'HTTP 200 that reports failure',
      { kind: 'status', status: 200, body: envelope({ code: 1004, message: 'DNS Validation Error' }) },
      'rejected',
      /DNS Validation Error \(code 1004\)/u,
    ],
    [
      'every error of the envelope, not only the first',
      {
        kind: 'status',
        status: 400,
        body: envelope({ code: 9005, message: 'Bad A.' }, { code: 9020, message: 'Bad name.' }),
      },
      'rejected',
      /Bad A \(code 9005\); Bad name \(code 9020\)/u,
    ],
    [
      'a token that is refused',
      { kind: 'status', status: 401, body: envelope({ code: 10_000, message: 'Authentication error' }) },
      'unauthenticated',
      /Authentication error/u,
    ],
    [
      'a missing permission, by its name in the dashboard',
      { kind: 'status', status: 403, body: envelope({ code: 9109, message: 'Unauthorized' }) },
      'permission_denied',
      /lacks a permission/u,
    ],
    [
      'a conflict',
      { kind: 'status', status: 409, body: envelope({ code: 1, message: 'Conflict' }) },
      'conflict',
      /Conflict/u,
    ],
    [
      'too many requests, with the time to wait',
      {
        kind: 'status',
        status: 429,
        headers: { 'retry-after': '290' },
        body: envelope({ code: 971, message: 'Please wait' }),
      },
      'rate_limited',
      /Please wait/u,
    ],
    ['an HTML page', { kind: 'html' }, 'upstream_unavailable', /5\d\d/u],
    ['text that is not JSON', { kind: 'malformed_json' }, 'malformed_response', /JSON/u],
    ['an answer that is cut short', { kind: 'truncated_json' }, 'malformed_response', /./u],
    ['a body without end', { kind: 'huge_body', bytes: 30_000_000 }, 'response_too_large', /./u],
    ['a gzip bomb', { kind: 'gzip_bomb', bytes: 100_000_000 }, 'response_too_large', /./u],
    [
      'a redirect',
      { kind: 'redirect', location: 'https://attacker.example/' },
      'malformed_response',
      /redirect/iu,
    ],
  ];

  it.each(cases)('%s', async (_name, fault, code, message) => {
    server.fault({ match: records, fault, times: 9 });
    const answer = await server.call('list_dns_records', list);
    expect(answer.isError).toBe(true);
    expect(answer.data.error.code).toBe(code);
    expect(answer.data.error.message).toMatch(message);
    expect(answer.data.error.next_step).not.toBe('');
    expect(answer.text).not.toContain('attacker.example');
  });

  it('says when to come back after a 429', async () => {
    server.fault({
      match: records,
      fault: { kind: 'status', status: 429, headers: { 'retry-after': '290' } },
    });
    const { data } = await server.call('list_dns_records', list);
    expect(data.error.details['retry_after_seconds']).toBe(290);
  });

  it('names the permission that is missing', async () => {
    const token = 'cfut_Qw1Er3Ty5Ui7Op9As2Df4Gh6Jk8Lz0Xc1Vb0badcafe';
    const reader = await startInProcess({
      token,
      simulator: { tokens: [{ token, permissions: ['Zone Read', 'DNS Read'] }] },
    });
    const { data } = await reader.call('create_dns_record', create);
    reader.close();
    expect(data).toMatchObject({ status: 'failed', error: { code: 'permission_denied' } });
    expect(data.error.next_step).toContain('"DNS: Edit"');
    expect(data.error.details['permission']).toBe('DNS Write');
  });

  it('carries the request id of Cloudflare', async () => {
    const { data } = await server.call('get_dns_record', { ...list, record_id: '0'.repeat(32) });
    expect(data.error).toMatchObject({ code: 'not_found', details: { status: 404 } });
    expect(data.error.details['request_id']).toMatch(/^[0-9a-f]{16}/u);
    expect(data.error.message).toContain('DNS record 0000');
  });

  it('survives a list whose result is null', async () => {
    server.fault({
      match: records,
      fault: { kind: 'status', status: 200, body: { success: true, errors: [], messages: [], result: null } },
    });
    expect((await server.call('list_dns_records', list)).data).toMatchObject({ records: [], total: 0 });
  });

  it('does not take a null result for a record', async () => {
    server.fault({
      match: records,
      fault: { kind: 'status', status: 200, body: { success: true, errors: [], messages: [], result: null } },
    });
    const { data } = await server.call('get_dns_record', { ...list, record_id: '0'.repeat(32) });
    expect(data.error.code).toBe('malformed_response');
  });
});

describe('reads are repeated, writes are not', () => {
  it('repeats a read that met a 503', async () => {
    server.fault({
      match: { method: 'GET', path: '/dns_records' },
      fault: { kind: 'status', status: 503 },
      times: 2,
    });
    expect((await server.call('list_dns_records', list)).isError).toBe(false);
    expect(server.requests().filter((line) => line.includes('/dns_records')).length).toBe(3);
  });

  it('finds out by reading that a write without an answer took effect, and does not send it again', async () => {
    server.fault({ match: { method: 'POST' }, fault: { kind: 'cut', when: 'after_commit' } });
    const { data } = await server.call('create_dns_record', create);
    expect(data).toMatchObject({ status: 'applied', changes: [{ action: 'create' }] });
    expect(data.changes[0]?.id).toMatch(/^[0-9a-f]{32}$/u);
    expect(server.requests().filter((line) => line.startsWith('POST')).length).toBe(1);
    // It can be undone like any other.
    expect((await server.apply('undo_change', { change_ids: [data.change_id] })).data.status).toBe('applied');
  });

  it('finds out by reading that a write without an answer had no effect', async () => {
    server.fault({ match: { method: 'POST' }, fault: { kind: 'cut', when: 'before_commit' } });
    const { data, isError } = await server.call('create_dns_record', create);
    expect(isError).toBe(true);
    expect(data).toMatchObject({ status: 'failed', changes: [{ outcome: 'not_applied' }] });
    expect(data.error.next_step).toContain('safe');
  });

  it.each(['update_dns_record', 'delete_dns_record'])(
    'settles %s after a 502 that came after the commit',
    async (tool) => {
      const made = await server.apply('create_dns_record', create);
      const id = made.data.changes[0]?.id;
      server.fault({
        match: { method: tool === 'update_dns_record' ? 'PATCH' : 'DELETE' },
        fault: { kind: 'cut', when: 'after_commit' },
      });
      const change = tool === 'update_dns_record' ? { content: '192.0.2.10' } : {};
      const { data } = await server.apply(tool, { ...list, record_id: id, ...change });
      expect(data.changes).toHaveLength(1);
    },
  );

  it('says so when the outcome cannot be found out', async () => {
    server.fault({ match: { method: 'POST' }, fault: { kind: 'cut', when: 'after_commit' } });
    server.fault({
      match: { method: 'GET', path: 'name.exact' },
      fault: { kind: 'status', status: 500 },
      times: 99,
    });
    // Of a text, nothing is read before.
    const text = { ...create, type: 'TXT', content: 'x' };
    const { data } = await server.call('create_dns_record', text);
    expect(data).toMatchObject({
      status: 'failed',
      changes: [{ outcome: 'unknown' }],
      error: { code: 'outcome_unknown' },
    });
  });
});

describe('the token', () => {
  it.each(['plain', 'base64', 'url', 'hex', 'reversed', 'json-escaped'] as const)(
    'is scrubbed when Cloudflare repeats it (%s)',
    async (encoding) => {
      server.fault({ match: { path: '/dns_records' }, fault: { kind: 'echo_token', encoding } });
      const answer = await server.call('list_dns_records', list);
      expect(answer.isError).toBe(true);
      expect(answer.text).toContain('[redacted]');
      const everything = [...server.client.lines, ...server.log].join('\n');
      for (const form of [SIMULATOR_TOKEN, SIMULATOR_TOKEN.split('').toReversed().join('')]) {
        expect(everything).not.toContain(form.slice(8, 24));
      }
    },
  );
});
