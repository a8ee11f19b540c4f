import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../support/in-process.ts';

const zone = 'mapleandpine.com';
const host = `boutique.${zone}`;
const alias = `laden.${zone}`;

let server: Harness;
beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

async function prompt(name: string, args: Record<string, string>): Promise<string> {
  const { result = {} } = await server.client.request('prompts/get', { name, arguments: args });
  const [message] = result['messages'] as { content: { text: string } }[];
  return message?.content.text ?? '';
}

const read = async (name: string, args: Record<string, unknown>) => {
  const { isError, data } = await server.call(name, args);
  expect(isError, name).toBe(false);
  return JSON.parse(JSON.stringify(data));
};

/** A write as the prompts want it: the plan first, then the same call, confirmed where that is asked for. */
async function write(name: string, args: Record<string, unknown>): Promise<string> {
  const planned = await server.call(name, { ...args, dry_run: true });
  expect(planned.data.status, planned.text).toBe('planned');
  const { data } = await server.apply(name, { ...args });
  expect(data.change_id).toMatch(/^chg_/u);
  return data.change_id;
}

describe('launch_site, followed step by step on the sandbox', () => {
  it('leads from a ticket to a site that is verified, and all of it can be taken back', async () => {
    const text = await prompt('launch_site', {
      zone,
      host,
      origin: '192.0.2.80',
      redirect_from: alias,
      ticket: 'Please put the new shop online.',
    });
    const step = (number: number): string =>
      text.split('\n').find((line) => line.startsWith(`${number}. `)) ?? '';
    const changes: string[] = [];

    // 1. Look.
    expect(await read('get_zone', { zone })).toMatchObject({ status: 'active' });
    for (const name of [host, alias]) {
      expect(step(1)).toContain(name);
      expect(await read('list_dns_records', { zone, name })).toMatchObject({ total: 0 });
    }
    await read('get_zone_settings', { zone, settings: ['ssl', 'always_use_https', 'min_tls_version'] });
    await read('list_rules', { zone });

    // 2. DNS.
    for (const name of [host, alias]) {
      expect(step(2)).toContain(name);
      changes.push(
        await write('create_dns_record', { zone, type: 'A', name, content: '192.0.2.80', proxied: true }),
      );
    }

    // 3. HTTPS, each setting that the text names.
    const wished = [
      ...step(3).matchAll(
        /\b(ssl|always_use_https|min_tls_version|automatic_https_rewrites): ([a-z]+|\d\.\d)/gu,
      ),
    ];
    expect(wished.map(([, setting]) => setting)).toHaveLength(4);
    for (const [, setting = '', value = ''] of wished) {
      const { data } = await server.call('update_zone_setting', { zone, setting, value, dry_run: true });
      if (data.changes.length > 0) changes.push(await write('update_zone_setting', { zone, setting, value }));
    }
    const { settings } = await read('get_zone_settings', {
      zone,
      settings: wished.map(([, setting]) => setting),
    });
    expect(
      Object.fromEntries(
        settings.map((found: { setting: string; value: string }) => [found.setting, found.value]),
      ),
    ).toEqual(Object.fromEntries(wished.map(([, setting, value]) => [setting, value])));

    // 4. Redirect, with the expressions that the text gives.
    const [, expression = ''] = /expression (http\.host eq "[^"]+"), redirect/u.exec(step(4)) ?? [];
    const [, target = ''] = /target_url_expression (concat\(.+?path\))/u.exec(step(4)) ?? [];
    expect(await read('check_expression', { zone, phase: 'redirect', expression })).toMatchObject({
      ok: true,
    });
    changes.push(
      await write('create_rule', {
        zone,
        phase: 'redirect',
        expression,
        redirect: { target_url_expression: target, status_code: 301, preserve_query_string: true },
      }),
    );

    // 5. Headers.
    const headers = [
      'X-Content-Type-Options: nosniff',
      'Referrer-Policy: strict-origin-when-cross-origin',
      'X-Frame-Options: SAMEORIGIN',
    ];
    for (const header of headers) expect(step(5)).toContain(header);
    changes.push(
      await write('create_rule', {
        zone,
        phase: 'response_headers',
        expression: `http.host eq "${host}"`,
        headers: headers.map((header) => {
          const [name, value] = header.split(': ');
          return { name, operation: 'set', value };
        }),
      }),
    );

    // 6. Cache.
    const [, cached = ''] = /expression (http\.host eq .+?"\/assets\/"\))/u.exec(step(6)) ?? [];
    changes.push(
      await write('create_rule', {
        zone,
        phase: 'cache',
        expression: cached,
        cache: { cache: true, edge_ttl: { mode: 'override_origin', default: 86_400 } },
      }),
    );

    // 7. Verify.
    const trace = async (url: string) => JSON.stringify(await read('trace_request', { zone, url }));
    const page = await trace(`https://${host}/`);
    for (const header of headers) expect(page.toLowerCase()).toContain(header.split(': ')[1]?.toLowerCase());
    expect(await trace(`https://${host}/assets/a.css`)).toContain('86400');
    expect(await trace(`https://${alias}/a?b=1`)).toContain(`https://${host}/a?b=1`);
    expect(step(7)).toContain(`check_site, host ${host}`);
    expect(await read('check_site', { zone, host })).toMatchObject({ verdict: 'works', problems: [] });

    // What the text offers when something fails: all of it, newest first.
    await server.apply('undo_change', { change_ids: changes.toReversed() });
    for (const name of [host, alias]) {
      expect(await read('list_dns_records', { zone, name })).toMatchObject({ total: 0 });
    }
    expect(await trace(`https://${alias}/a?b=1`)).not.toContain(`https://${host}/a?b=1`);
  });
});

describe('audit_zone, followed step by step on the sandbox', () => {
  it('audits, repairs what was chosen with the call that it is given, and finds it gone', async () => {
    const target = 'mapleandpine.com';
    const text = await prompt('audit_zone', { zone: target });
    expect(text).toContain(`audit_zone with zone ${target}`);
    const found = await read('audit_zone', { zone: target });
    const of = (answer: typeof found): string[] =>
      answer.findings.map(({ id, name }: { id: string; name: string }) => `${id}:${name}`);
    expect(of(found)).toContain('dangling-claimable:summer-sale');
    expect(server.requests().filter((request) => !request.startsWith('GET '))).toEqual([]);
    const [{ repair }] = found.findings;
    const { data } = await server.call(repair.tool, { ...repair.arguments, dry_run: true });
    expect(data.status).toBe('planned');
    const { data: applied } = await server.apply(repair.tool, repair.arguments);
    expect(of(await read('audit_zone', { zone: target }))).not.toContain('dangling-claimable:summer-sale');
    await server.apply('undo_change', { change_ids: [applied.change_id] });
  });
});

describe('migrate_page_rules, followed step by step on the sandbox', () => {
  it('plans, applies what was chosen, finds the probes as they were, and can be taken back', async () => {
    const target = 'mapleandpine.com';
    const text = await prompt('migrate_page_rules', { zone: target });
    expect(text).toContain('dry_run: false');
    const active = async (): Promise<number> => {
      const { rules } = await read('list_page_rules', { zone: target });
      return rules.filter(({ status }: { status?: string }) => status !== 'disabled').length;
    };
    const before = await active();
    expect(before).toBeGreaterThan(0);
    const probe = { zone: target, url: `https://${target}/` };
    const outcome = async (): Promise<unknown> => (await read('trace_request', probe)).outcome;
    const traced = await outcome();
    const planned = await server.call('migrate_page_rules', { zone: target });
    expect(planned.data.status).toBe('planned');
    const { data } = await server.apply('migrate_page_rules', { zone: target, dry_run: false });
    expect(await active()).toBeLessThan(before);
    expect(await outcome()).toEqual(traced);
    await server.apply('undo_change', { change_ids: [data.change_id] });
    expect(await active()).toBe(before);
  });
});

describe('investigate_traffic, followed step by step on the sandbox', () => {
  it('finds who asks, and proposes a rule that stops them and nobody else, without making it', async () => {
    const period = '24h';
    const text = await prompt('investigate_traffic', { zone, period });
    const reports = ['traffic', 'status_codes', 'cache', 'countries', 'top_paths', 'security_events'];
    for (const report of reports) {
      expect(text).toContain(report);
      const answer = await read('get_analytics', { zone, report, last: period });
      expect(answer).toMatchObject({ report, totals: expect.any(Object) });
    }
    const { groups } = await read('get_analytics', { zone, report: 'top_paths', last: period });
    expect(groups.length).toBeGreaterThan(0);
    await read('list_rules', { zone });

    const expression = 'http.request.uri.path eq "/api/export"';
    const checked = await read('check_expression', { zone, phase: 'waf_custom', expression });
    expect(checked).toMatchObject({ ok: true });
    const rule = { expression, action: 'block' };
    const ending = async (path: string): Promise<string> => {
      const with_changes = [{ action: 'create', phase: 'waf_custom', rule }];
      const traced = await read('trace_request', { zone, url: `https://${zone}${path}`, with_changes });
      return traced.endings[0].answer;
    };
    expect(await ending('/api/export')).toBe('block');
    expect(await ending('/catalogue')).toBe('origin');
    expect(await read('list_changes', {})).toMatchObject({ total: 0 });
  });
});
