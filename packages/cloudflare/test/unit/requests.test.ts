import { createDeterminism, type SimulatorOptions } from '@crunchtools/cloudflare-simulator';
import { CallGate } from '@crunchtools/mcp-core';
import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../support/in-process.ts';
import { isRealWrite, justBefore, secondWriter } from '../support/rules.ts';

const zone = 'mapleandpine.com';
const url = 'https://mapleandpine.com/care';
const check = 'GET /zones/{}/rulesets?per_page=50';
const redirects = 'GET /zones/{}/rulesets/phases/http_request_dynamic_redirect/entrypoint';
const everything = 13;

let server: Harness;
let now: number;

afterEach(() => server.close());

interface Setup {
  readonly simulator?: SimulatorOptions;
  readonly token?: string;
}

/** A server on a clock that moves only when a test, or a wait of the server, moves it. */
async function start({ simulator = {}, ...rest }: Setup = {}): Promise<void> {
  now = Date.UTC(2026, 10, 20, 10);
  const identifiers = createDeterminism();
  const sleep = async (milliseconds: number): Promise<void> => {
    now += milliseconds;
  };
  server = await startInProcess({
    ...rest,
    args: ['--confirm', 'never', '--log-level', 'silent'],
    clock: { now: () => now, sleep },
    server: { sleep, gate: new CallGate({ callsPerMinute: 1_000_000, concurrentCalls: 64 }) },
    simulator: { determinism: { now: () => now, id: () => identifiers.id() }, ...simulator },
  });
}

async function trace(args: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const { data, isError, text } = await server.call('trace_request', { zone, url, ...args });
  expect(isError, text).toBe(false);
  return { ...data };
}

async function list(args: Record<string, unknown> = {}): Promise<string> {
  const { isError, text } = await server.call('list_rules', { zone, ...args });
  expect(isError, text).toBe(false);
  return text;
}

/** The requests of the server since the last look, with ids left out. */
/** Without those to the account, which `trace-lists.test.ts` counts. */
function sent(): readonly string[] {
  return server
    .requests()
    .filter((line) => !line.includes('/accounts/'))
    .map((line) => line.replaceAll(/[0-9a-f]{32}/gu, '{}'));
}

const addRedirect = {
  zone,
  phase: 'redirect',
  description: 'New',
  expression: 'http.request.uri.path eq "/care"',
  redirect: { target_url: 'https://mapleandpine.com/new', status_code: 302 },
};

const wireRedirect = {
  action: 'redirect',
  expression: 'http.request.uri.path eq "/care"',
  action_parameters: {
    from_value: { target_url: { value: 'https://mapleandpine.com/theirs' }, status_code: 302 },
  },
};

const to = (path: string) => expect.stringContaining(`302 → https://mapleandpine.com/${path}`);

describe('a further trace of a zone', () => {
  it('costs one request within a minute, one more for the Page Rules after it, and everything after five', async () => {
    await start();
    const first = await trace();
    expect(sent()).toHaveLength(everything + 1);
    now += 59_000;
    const { read_earlier: told, ...second } = await trace();
    expect(sent()).toEqual([check]);
    expect(second).toEqual(first);
    expect(told).toEqual([
      'Page Rules are as read 59 s ago: a change by somebody else since then is not seen; list_page_rules reads them again.',
      'Lists and Bulk Redirects are as read up to a minute ago: a change by somebody else since then is not seen.',
    ]);
    now += 1_000;
    expect(await trace()).toEqual(first);
    expect(sent().toSorted()).toEqual(['GET /zones/{}/pagerules', check]);
    now += 240_000;
    await server.call('get_zone', { zone });
    server.requests();
    expect(await trace()).toEqual(first);
    expect(sent()).toHaveLength(everything);
  });

  it('shares its rules with list_rules', async () => {
    await start();
    await list();
    expect(sent()).toHaveLength(everything);
    await list();
    expect(sent()).toEqual([check]);
    await trace();
    expect(sent()).toEqual([check, 'GET /zones/{}/pagerules']);
    await list({ phase: 'redirect' });
    expect(sent()).toEqual([redirects]);
  });

  it('shares what is read at the same time', async () => {
    await start();
    await server.call('get_zone', { zone });
    server.requests();
    const traces = await Promise.all(Array.from({ length: 12 }, () => trace()));
    expect(sent()).toHaveLength(everything);
    for (const found of traces) expect(found['summary']).toEqual(traces[0]?.['summary']);
  });

  it('reads again what somebody else has changed, and only that', async () => {
    await start();
    await trace();
    const other = secondWriter(server);
    await other.add(zone, 'http_request_dynamic_redirect', wireRedirect);
    server.requests();
    expect(await trace()).toMatchObject({ summary: to('theirs') });
    expect(sent()).toEqual([check, redirects]);
    await trace();
    expect(sent()).toEqual([check]);
  });

  it('finds an entry point that somebody else has made, and one that is gone', async () => {
    await start();
    await trace();
    const other = secondWriter(server);
    const { id } = await other.entrypoint(zone, 'http_request_dynamic_redirect');
    const { result } = await other.send('GET', `/zones?name=${zone}`);
    const [found] = result as { id: string }[];
    await other.send('DELETE', `/zones/${found?.id}/rulesets/${id}`);
    const without = await list();
    expect(without).not.toContain('One name for the shop');
    await other.send('POST', `/zones/${found?.id}/rulesets`, {
      kind: 'zone',
      name: 'default',
      phase: 'http_request_dynamic_redirect',
      rules: [wireRedirect],
    });
    expect(await trace()).toMatchObject({ summary: to('theirs') });
  });

  it('tells how old the Page Rules are that somebody else may have changed, and how to look', async () => {
    await start();
    await trace();
    const other = secondWriter(server);
    const { result } = await other.send('GET', `/zones?name=${zone}`);
    const [found] = result as { id: string }[];
    await other.send('POST', `/zones/${found?.id}/pagerules`, {
      status: 'active',
      targets: [{ target: 'url', constraint: { operator: 'matches', value: 'mapleandpine.com/care*' } }],
      actions: [{ id: 'forwarding_url', value: { url: 'https://mapleandpine.com/page', status_code: 302 } }],
    });
    now += 1_000;
    const old = await trace();
    expect(old).toMatchObject({ summary: expect.stringContaining('goes to the origin') });
    expect(old['read_earlier']).toContainEqual(expect.stringMatching(/^Page Rules are as read 1 s ago/u));
    await server.call('list_page_rules', { zone });
    now += 1_000;
    expect(await trace()).toMatchObject({ summary: to('page') });
  });

  it('is never about what was there before a write of ours', async () => {
    await start();
    const before = await trace();
    const { data } = await server.apply('create_rule', addRedirect);
    expect(await trace()).toMatchObject({ summary: to('new') });
    await server.apply('undo_change', { change_ids: [data.change_id] });
    expect(await trace()).toMatchObject({ summary: before['summary'] });
    await server.apply('create_page_rule', {
      zone,
      url: 'mapleandpine.com/care*',
      actions: { forwarding_url: { url: 'https://mapleandpine.com/page', status_code: 302 } },
    });
    expect(await trace()).toMatchObject({ summary: to('page') });
  });

  it('remembers nothing of what it read while we were writing', async () => {
    await start();
    await trace();
    let during: Record<string, unknown> = {};
    const act = async (): Promise<void> => {
      during = await trace();
    };
    justBefore(server, isRealWrite, act);
    await server.apply('create_rule', addRedirect);
    expect(during['summary']).toContain('goes to the origin');
    expect(await trace()).toMatchObject({ summary: to('new') });
  });

  it('remembers nothing while a write whose answer was lost may still arrive', async () => {
    await start();
    await trace();
    const isWrite = { method: 'POST', path: /\/rules$/u };
    server.fault({ match: isWrite, fault: { kind: 'cut', when: 'before_commit' } });
    await server.call('create_rule', addRedirect);
    await trace();
    server.requests();
    await trace();
    expect(sent()).toHaveLength(everything);
    now += 120_000;
    await trace();
    await trace();
    expect(sent()).toHaveLength(everything + 1);
  });

  it('remembers no failure', async () => {
    await start();
    await server.call('get_zone', { zone });
    server.fault({ match: { path: 'pagerules' }, fault: { kind: 'status', status: 400 } });
    const { isError } = await server.call('trace_request', { zone, url });
    expect(isError).toBe(true);
    const { read_earlier: told } = await trace();
    expect(told).toBeUndefined();
  });

  it('reads everything where the token may not list rulesets', async () => {
    await start();
    await trace();
    server.fault({ match: { path: /\/rulesets\?/u }, fault: { kind: 'status', status: 403 } });
    await secondWriter(server).add(zone, 'http_request_dynamic_redirect', wireRedirect);
    expect(await trace()).toMatchObject({ summary: to('theirs') });
  });
});

describe('a token that may not read everything', () => {
  const token = 'Zk3Qw8Lr5Tn1Vx7Bm4Hd9Jc2Ps6Fy0GaUe3iOq5T';

  it('costs no more, and is told how old the refusal is', async () => {
    const permissions = ['Zone Read', 'Single Redirect Read', 'Cache Rules Read'] as const;
    await start({ token, simulator: { tokens: [{ token, permissions: [...permissions] }] } });
    server.fault({ match: { path: 'pagerules' }, fault: { kind: 'status', status: 403 } });
    await trace();
    sent();
    now += 5_000;
    const { read_earlier: told } = await trace();
    expect(sent()).toEqual([check]);
    expect(told).toEqual([
      'Page Rules could not be read 5 s ago; list_page_rules tries again.',
      expect.stringMatching(/^Rules of url_rewrite, .* could not be read 5 s ago/u),
    ]);
    expect(await list()).toContain('This was so 5 s ago; with phase it is tried again.');
    now += 55_000;
    sent();
    await trace();
    expect(sent()).toHaveLength(1 + 10 + 1);
  });

  it('is asked again by name, and believed', async () => {
    await start();
    const refuse = { match: { path: 'http_config_settings' }, times: 1 };
    server.fault({ ...refuse, fault: { kind: 'status', status: 403 } });
    expect(await list()).toContain('problem');
    expect(await list()).toContain('problem');
    await list({ phase: 'config' });
    expect(await list()).not.toContain('problem');
  });
});

describe('the budget of Cloudflare', () => {
  it('lasts for 1,000 traces of one zone in five minutes', async () => {
    await start({ simulator: { rateLimit: { requests: 1_200, windowSeconds: 300 } } });
    const began = now;
    const waits: number[] = [];
    for (let count = 0; count < 1_000; count += 1) {
      // Evenly: one each 0.3 s, later where the server had to wait.
      now = Math.max(now, began + count * 300);
      const asked = now;
      await trace();
      waits.push(now - asked);
    }
    const requests = server.simulator.requests();
    expect(requests.length).toBeLessThanOrEqual(1_200);
    expect(requests.every(({ status }) => status === 200 || status === 404)).toBe(true);
    expect(Math.max(...waits)).toBeLessThan(2_000);
  });
});

describe('other reads', () => {
  it('check_expression asks for the plan of its zone once', async () => {
    await start();
    for (let count = 0; count < 3; count += 1)
      await server.call('check_expression', { expression: 'ssl', zone });
    expect(sent()).toEqual([`GET /zones?name=${zone}`]);
  });

  it('completions ask for each beginning once a minute, and again after a write', async () => {
    await start();
    const complete = async (name: string, value: string): Promise<unknown> => {
      const { result } = await server.client.request('completion/complete', {
        ref: { type: 'ref/resource', uri: 'cloudflare://zones/{zone}/dns/{name}' },
        argument: { name, value },
        context: { arguments: { zone } },
      });
      return result?.['completion'];
    };
    const zones = await complete('zone', 'maple');
    expect(zones).toMatchObject({ values: expect.arrayContaining([zone]) });
    expect(await complete('zone', 'maple')).toEqual(zones);
    expect(sent()).toHaveLength(1);
    await complete('name', 'w');
    await complete('name', 'w');
    expect(sent()).toHaveLength(2);
    await server.apply('create_dns_record', { zone, type: 'A', name: 'wood', content: '192.0.2.1' });
    server.requests();
    expect(await complete('name', 'w')).toMatchObject({ values: expect.arrayContaining([`wood.${zone}`]) });
    now += 60_000;
    await complete('zone', 'maple');
    expect(sent()).toHaveLength(2);
  });
});
