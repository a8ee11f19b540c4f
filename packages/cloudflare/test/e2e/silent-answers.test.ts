import type { FaultRule } from '@crunchtools/cloudflare-simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../support/in-process.ts';

/**
 * A write that is answered with success by an answer that does not hold the object. Cloudflare has answered writes with
 * 204 (a rule that was deleted, quoted from dnscontrol's suite), with `result: null`, and through proxies with pages.
 */
const silent: readonly (readonly [name: string, status: number, body: unknown])[] = [
  ['204', 204, ''],
  ['205', 205, ''],
  ['an empty body', 200, ''],
  ['JSON that is cut short', 200, '{"success": true, "result": {"id'],
  ['text that is not JSON', 200, 'OK'],
  ['a page', 200, '<!DOCTYPE html><title>Welcome</title>'],
  ['an empty object', 200, {}],
  ['a list', 200, []],
  ['JSON null', 200, 'null'],
  ['no result', 201, { success: true, errors: [], messages: [] }],
  ['a null result', 200, { success: true, errors: [], messages: [], result: null }],
  ['an empty result', 200, { success: true, errors: [], messages: [], result: {} }],
  ['a result of another type', 200, { success: true, errors: [], messages: [], result: 'done' }],
];

const zone = 'mapleandpine.com';
const record = { zone, type: 'A', name: 'fresh', content: '192.0.2.9' };
const rule = { zone, phase: 'redirect', expression: 'http.host eq "a.mapleandpine.com"' };
const redirect = { redirect: { target_url: 'https://mapleandpine.com/' } };
const pageRule = { zone, url: 'mapleandpine.com/fresh/*', actions: { browser_cache_ttl: 3600 } };

interface Write {
  readonly tool: string;
  readonly method: string;
  readonly path: string;
  readonly args: (server: Harness) => Promise<Readonly<Record<string, unknown>>>;
}

async function idOf(server: Harness, tool: string, args: Record<string, unknown>): Promise<string> {
  const { data } = await server.apply(tool, args);
  return data.changes[0]?.id ?? '';
}

const madeRecord = (server: Harness) => idOf(server, 'create_dns_record', record);
const madeRule = (server: Harness) => idOf(server, 'create_rule', { ...rule, ...redirect });
const madePageRule = (server: Harness) => idOf(server, 'create_page_rule', pageRule);

const records = '/dns_records';
const rules = '/rulesets';

const writes: Readonly<Record<string, Write>> = {
  'creating a record': {
    tool: 'create_dns_record',
    method: 'POST',
    path: records,
    args: async () => record,
  },
  'updating a record': {
    tool: 'update_dns_record',
    method: 'PATCH',
    path: records,
    args: async (server) => ({ zone, record_id: await madeRecord(server), content: '192.0.2.10' }),
  },
  'deleting a record': {
    tool: 'delete_dns_record',
    method: 'DELETE',
    path: records,
    args: async (server) => ({ zone, record_id: await madeRecord(server) }),
  },
  'a batch of records': {
    tool: 'sync_dns_records',
    method: 'POST',
    path: '/dns_records/batch',
    args: async (server) => {
      await madeRecord(server);
      const { zone: _, ...wished } = record;
      return {
        zone,
        records: [
          { ...wished, ttl: 300 },
          { ...wished, name: 'more' },
        ],
      };
    },
  },
  'adding a rule': {
    tool: 'create_rule',
    method: 'POST',
    path: `${rules}/[0-9a-f]+/rules$`,
    args: async () => ({ ...rule, ...redirect }),
  },
  'making the first rule of a phase': {
    tool: 'create_rule',
    method: 'POST',
    path: `${rules}$`,
    args: async () => ({
      zone: 'mapleandpine.net',
      phase: 'compression',
      expression: 'http.host eq "mapleandpine.net"',
      compression: ['gzip'],
    }),
  },
  'updating a rule': {
    tool: 'update_rule',
    method: 'PATCH',
    path: `${rules}/[0-9a-f]+/rules/[0-9a-f]+$`,
    args: async (server) => ({
      zone,
      phase: 'redirect',
      rule_id: await madeRule(server),
      change: { enabled: false },
    }),
  },
  'moving a rule': {
    tool: 'update_rule',
    method: 'PATCH',
    path: `${rules}/[0-9a-f]+/rules/[0-9a-f]+$`,
    args: async (server) => ({
      zone,
      phase: 'redirect',
      rule_id: await madeRule(server),
      position: { index: 1 },
    }),
  },
  'deleting a rule': {
    tool: 'delete_rule',
    method: 'DELETE',
    path: `${rules}/[0-9a-f]+/rules/[0-9a-f]+$`,
    args: async (server) => ({ zone, phase: 'redirect', rule_id: await madeRule(server) }),
  },
  'creating a Page Rule': {
    tool: 'create_page_rule',
    method: 'POST',
    path: '/pagerules',
    args: async () => pageRule,
  },
  'updating a Page Rule': {
    tool: 'update_page_rule',
    method: 'PATCH',
    path: '/pagerules',
    args: async (server) => ({ zone, rule_id: await madePageRule(server), status: 'disabled' }),
  },
  'deleting a Page Rule': {
    tool: 'delete_page_rule',
    method: 'DELETE',
    path: '/pagerules',
    args: async (server) => ({ zone, rule_id: await madePageRule(server) }),
  },
  'editing a setting': {
    tool: 'update_zone_setting',
    method: 'PATCH',
    path: '/settings/',
    args: async () => ({ zone: 'mapleandpine.net', setting: 'always_use_https', value: 'off' }),
  },
  'editing DNSSEC': {
    tool: 'update_dnssec',
    method: 'PATCH',
    path: '/dnssec',
    args: async () => ({ zone: 'mapleandpine.net', status: 'active' }),
  },
};

const cases = Object.entries(writes).flatMap(([what, write]) =>
  silent.map(([answer, status, body]) => [what, answer, write, { kind: 'status', status, body }] as const),
);

/** What is read afterwards does not depend on the answer: these stand for all. */
const representative = new Set(['204', 'text that is not JSON', 'a null result']);

let server: Harness;

beforeEach(async () => {
  server = await startInProcess({ args: ['--confirm', 'never'], clock: { sleep: async () => undefined } });
});
afterEach(() => server.close());

/** Spoils the write itself, not the trials that Cloudflare is asked for before. */
function spoil({ method, path }: Write, fault: FaultRule['fault']): void {
  server.fault({ match: { method, path }, fault });
}

describe('a write whose answer says nothing is found out by reading', () => {
  it.each(cases)('%s, answered with %s', async (_what, _answer, write, fault) => {
    const args = await write.args(server);
    spoil(write, { ...fault, commits: true });
    const { data, text } = await server.call(write.tool, args);
    expect(data.status, text).toBe('applied');
    expect(data.changes.length).toBeGreaterThan(0);
    // What was found is enough to take it back.
    for (const { id } of data.changes) expect(id).toMatch(/^[0-9a-z_]+$/u);
    const undone = await server.call('undo_change', { change_ids: [data.change_id] });
    expect(undone.data.status, undone.text).toBe('applied');
  });

  it.each(cases.filter(([, answer]) => representative.has(answer)))(
    '%s, not carried out and answered with %s',
    async (_what, _answer, write, fault) => {
      const args = await write.args(server);
      spoil(write, fault);
      const { data, isError, text } = await server.call(write.tool, args);
      expect(isError).toBe(true);
      expect(data, text).toMatchObject({ status: 'failed' });
      for (const { outcome } of data.changes) expect(outcome).toBe('not_applied');
      expect(data.error.next_step).toContain('safe to make the same call again');
    },
  );
});

describe('a purge leaves nothing to read', () => {
  const purge = { tool: 'purge_cache', method: 'POST', path: '/purge_cache' };
  const args = { zone, files: ['https://mapleandpine.com/style.css'] };
  // The API reference lets the result of a purge be null; `success` is what it says then.
  const nullResult = new Set(['no result', 'a null result']);

  it.each(silent)('answered with %s', async (answer, status, body) => {
    spoil({ ...purge, args: async () => args }, { kind: 'status', status, body, commits: true });
    const { data, text } = await server.call(purge.tool, args);
    if (nullResult.has(answer)) expect(data.status, text).toBe('applied');
    else
      expect(data, text).toMatchObject({
        status: 'failed',
        changes: [{ outcome: 'unknown' }],
        error: { code: 'outcome_unknown' },
      });
  });
});
