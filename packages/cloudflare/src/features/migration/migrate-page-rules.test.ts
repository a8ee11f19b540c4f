import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import { pageRulesOf } from '../../../test/support/page-rules.ts';
import { justBefore, type SecondWriter, secondWriter } from '../../../test/support/rules.ts';

let server: Harness;
let others: SecondWriter;

beforeEach(async () => {
  server = await startInProcess();
  others = secondWriter(server);
});
afterEach(() => server.close());

/** Business. */
const shop = 'mapleandpine.com';
/** Free, with two redirects, and a modern one that takes everything. */
const links = 'mapleandpine.net';
const laboratory = 'northfork-labs.dev';

interface ReportedRule {
  readonly id: string;
  readonly url: string;
  readonly outcome: string;
  readonly becomes?: readonly { readonly phase: string; readonly ref: string }[];
  readonly differs?: readonly string[];
  readonly no_equivalent?: readonly { readonly action: string; readonly reason: string }[];
  readonly reason?: string;
}

function reportOf({ data }: { readonly data: object }): readonly ReportedRule[] {
  const report: unknown = Reflect.get(data, 'report');
  return (report as { readonly page_rules: readonly ReportedRule[] }).page_rules;
}

function outcomes(answer: { readonly data: object }): readonly string[] {
  return reportOf(answer).map(({ url, outcome }) => `${url} ${outcome}`);
}

function writes(): readonly string[] {
  return server.requests().filter((line) => !line.startsWith('GET ') && !line.includes('dry_run'));
}

const migration = { zone: shop, dry_run: false };

/** What becomes of requests, whoever brings it about. */
async function traces(urls: readonly string[]): Promise<unknown> {
  const found = [];
  for (const url of urls) {
    const { data } = await server.call('trace_request', { zone: shop, url });
    const { endings, to_origin: onward } = data as unknown as {
      endings: readonly { answer: string; status?: number; location?: unknown }[];
      to_origin?: { cache: unknown; settings?: readonly { area: string; name: string; value: unknown }[] };
    };
    found.push({
      endings: endings.map(({ answer, status, location }) => ({ answer, status, location })),
      cache: onward?.cache,
      settings: onward?.settings?.map(({ area, name, value }) => ({ area, name, value })),
    });
  }
  return found;
}

const urls = [
  'http://blog.mapleandpine.com/a',
  'http://mapleandpine.com/images/a.jpg',
  'https://www.mapleandpine.com/images/a.webp?x=1',
  'https://api.mapleandpine.com/account/me',
  'https://mapleandpine.com/',
];

interface Listed {
  readonly phase: string;
  readonly rules: readonly { readonly id: string }[];
}

/** Everything that a migration changes, without the ids and versions that no undo brings back. */
async function zoneState(): Promise<unknown> {
  const { data } = await server.call('list_rules', { zone: shop });
  const phases = Reflect.get(data, 'phases') as readonly Listed[];
  return {
    pageRules: await pageRulesOf(server, shop),
    rules: phases.map(({ phase, rules }) => [phase, rules.map(({ id: _, ...rule }) => rule)]),
  };
}

describe('migrate_page_rules', () => {
  it('shows what it would do and writes nothing, unless it is told otherwise', async () => {
    const answer = await server.call('migrate_page_rules', { zone: shop });
    expect(answer.data.status).toBe('planned');
    expect(answer.data.changes.map(({ action }) => action)).toEqual([
      ...Array.from({ length: 6 }, () => 'create'),
      ...Array.from({ length: 4 }, () => 'update'),
    ]);
    expect(writes()).toEqual([]);
    expect(outcomes(answer)).toEqual([
      'http://*mapleandpine.com/* migrated',
      'www.mapleandpine.com/summer-2023* migrated',
      'www.mapleandpine.com/account/* migrated',
      'www.mapleandpine.com/images/* migrated',
    ]);
    expect(reportOf(answer)[0]).toMatchObject({ differs: ['before_firewall'] });
    expect(Reflect.get(answer.data, 'report')).toMatchObject({
      differences: { before_firewall: expect.stringContaining('before WAF rules') },
    });
    expect(answer.data.warnings.join(' ')).toContain('1 active URL rewrites');
    expect(answer.data.untrusted).toContain('report');
  });

  it('lets Cloudflare check each phase as it would be', async () => {
    await server.call('migrate_page_rules', { zone: shop });
    const checks = server.requests().filter((line) => line.includes('dry_run=true'));
    expect(checks.map((line) => line.split(' ')[0])).toEqual(['PUT', 'POST', 'PUT']);
    server.fault({ match: { path: 'dry_run' }, fault: { kind: 'status', status: 403 } });
    const { data } = await server.call('migrate_page_rules', { zone: shop });
    expect(data.error.code).toBe('permission_denied');
  });

  it('asks before it applies, treats requests as before, and is undone as one', async () => {
    const before = await zoneState();
    const traced = await traces(urls);
    const { data: first } = await server.call('migrate_page_rules', migration);
    expect(first.status).toBe('needs_confirmation');
    const { data, text } = await server.apply('migrate_page_rules', migration);
    expect(text).not.toContain('"outcome":"unknown"');
    expect((await pageRulesOf(server, shop)).filter(({ status }) => status === 'active')).toEqual([]);
    expect(await traces(urls)).toEqual(traced);
    await server.apply('undo_change', { change_ids: [data.change_id] });
    expect(await zoneState()).toEqual(before);
    expect(await traces(urls)).toEqual(traced);
  });

  it('does not apply for a confirmation alone', async () => {
    const { data: asked } = await server.call('migrate_page_rules', migration);
    const { data } = await server.call('migrate_page_rules', { zone: shop, confirm: asked.confirm });
    expect(data.status).toBe('planned');
  });

  it('finds nothing left the second time', async () => {
    await server.apply('migrate_page_rules', migration);
    server.requests();
    const { data } = await server.call('migrate_page_rules', migration);
    expect(data).toMatchObject({ status: 'applied', changes: [] });
    expect(data.warnings).toEqual(['There is no active Page Rule to migrate.']);
    expect(writes()).toEqual([]);
  });

  it('makes rules that are off, and turns both round later', async () => {
    const { data } = await server.apply('migrate_page_rules', { ...migration, enable_rules: false });
    expect(data.changes.map(({ action, after }) => [action, after['enabled']])).toEqual(
      Array.from({ length: 6 }, () => ['create', false]),
    );
    const again = await server.call('migrate_page_rules', { zone: shop, enable_rules: false });
    expect(again.data.changes).toEqual([]);
    const later = await server.apply('migrate_page_rules', migration);
    expect(later.data.changes.map(({ action }) => action)).toEqual(
      Array.from({ length: 10 }, () => 'update'),
    );
    expect(later.data.changes.slice(0, 6).every(({ after }) => after['enabled'] === true)).toBe(true);
  });

  it('leaves a rule of an earlier migration that somebody has edited, and its Page Rule', async () => {
    await server.apply('migrate_page_rules', { ...migration, enable_rules: false });
    const { rules } = await others.entrypoint(shop, 'http_config_settings');
    const { id = '', ref = '' } = rules[0] ?? {};
    await server.apply('update_rule', {
      zone: shop,
      phase: 'config',
      rule_id: id,
      change: { expression: 'ssl' },
    });
    const answer = await server.call('migrate_page_rules', { zone: shop });
    const kept = reportOf(answer).filter(({ outcome }) => outcome === 'kept');
    expect(kept).toMatchObject([{ reason: `the config rule ${ref} is not as it would be made now` }]);
    expect(answer.data.changes.map((change) => change.id)).not.toContain(id);
  });

  it('migrates the Page Rules it is given, and leaves the others', async () => {
    const [first, second, third] = await pageRulesOf(server, shop);
    const chosen = { zone: shop, page_rule_ids: [second?.id, third?.id] };
    const answer = await server.call('migrate_page_rules', chosen);
    expect(outcomes(answer)).toEqual([
      'www.mapleandpine.com/summer-2023* migrated',
      'www.mapleandpine.com/account/* migrated',
    ]);
    // The one that stays comes first, and what it matches is left to it.
    expect(answer.data.changes[0]?.after['expression']).toContain('and not (not ssl and');
    expect(first?.url).toBe('http://*mapleandpine.com/*');
  });

  it.each([
    ['that is not there', '0'.repeat(32), 'failed', 'not_found'],
    ['that is none', 'x', 'refused', 'invalid_input'],
  ])('refuses the id of a Page Rule %s', async (_name, id, status, code) => {
    const { data } = await server.call('migrate_page_rules', { zone: shop, page_rule_ids: [id] });
    expect(data).toMatchObject({ status, error: { code } });
  });

  it('says that a disabled Page Rule does nothing', async () => {
    const blog = (await pageRulesOf(server, shop)).find(({ status }) => status === 'disabled');
    const answer = await server.call('migrate_page_rules', { zone: shop, page_rule_ids: [blog?.id] });
    expect(answer.data.changes).toEqual([]);
    expect(reportOf(answer)).toMatchObject([{ outcome: 'kept', reason: 'it is disabled, and does nothing' }]);
  });

  it('keeps what has no equivalent, and divides it when it is asked to', async () => {
    const whole = await server.call('migrate_page_rules', { zone: laboratory });
    expect(reportOf(whole).map(({ outcome }) => outcome)).toEqual(['migrated', 'kept']);
    expect(reportOf(whole)[1]).toMatchObject({
      no_equivalent: [{ action: 'ip_geolocation' }, { action: 'disable_security' }],
    });
    const parts = await server.apply('migrate_page_rules', {
      zone: laboratory,
      dry_run: false,
      partial: true,
    });
    expect(reportOf(parts).map(({ outcome }) => outcome)).toEqual(['migrated', 'partly']);
    const [papers, api] = await pageRulesOf(server, laboratory);
    expect(papers?.status).toBe('disabled');
    expect(api).toMatchObject({
      status: 'active',
      actions: { ip_geolocation: 'on', disable_security: true },
    });
    await server.apply('undo_change', { change_ids: [parts.data.change_id] });
    expect((await pageRulesOf(server, laboratory)).map(({ actions }) => Object.keys(actions).length)).toEqual(
      [3, 3],
    );
  });

  it('plans no more rules than the plan has, and says whose do not fit', async () => {
    const redirects = 'http_request_dynamic_redirect';
    const rule = {
      action: 'redirect',
      action_parameters: { from_value: { target_url: { value: 'https://example.org/' }, status_code: 302 } },
    };
    for (let number = 1; number <= 8; number += 1) {
      await others.add(links, redirects, { ...rule, expression: `http.request.uri.path eq "/${number}"` });
    }
    const answer = await server.call('migrate_page_rules', { zone: links });
    // The one that is tried first stays: it takes nothing away from the other.
    expect(outcomes(answer)).toEqual(['mapleandpine.net/go/* kept', '*mapleandpine.net/* migrated']);
    expect(reportOf(answer)[0]?.reason).toBe('the plan has room for 0 more redirect rules, and it needs 1');
    expect(answer.data.changes.map(({ action }) => action)).toEqual(['create', 'update']);
    expect(answer.data.changes[0]?.after['expression']).toContain('and not (');
  });
});

const theirs = {
  action: 'set_cache_settings',
  expression: 'http.host eq "theirs.mapleandpine.com"',
  action_parameters: { cache: false },
};

const isRealWrite = (method: string, url: string): boolean => method !== 'GET' && !url.includes('dry_run');

describe('migrate_page_rules beside somebody else', () => {
  it('stops at a phase that somebody has written to, and goes on from there when it is called again', async () => {
    const traced = await traces(urls);
    const { data: asked } = await server.call('migrate_page_rules', migration);
    justBefore(server, isRealWrite, () => others.add(shop, 'http_request_cache_settings', theirs));
    const { data } = await server.call('migrate_page_rules', { ...migration, confirm: asked.confirm });
    expect(data.error.code).toBe('drift');
    expect(data.changes.map(({ outcome }) => outcome).slice(0, 5)).toEqual([
      ...Array.from({ length: 4 }, () => 'applied'),
      'not_applied',
    ]);
    // Half of it is done, and nobody notices.
    expect(await traces(urls)).toEqual(traced);
    const rest = await server.apply('migrate_page_rules', migration);
    expect(rest.data.changes.map(({ action }) => action)).toEqual([
      ...Array.from({ length: 2 }, () => 'create'),
      ...Array.from({ length: 4 }, () => 'update'),
    ]);
    expect(await traces(urls)).toEqual(traced);
  });

  it('does not disable a Page Rule that somebody has edited', async () => {
    const [, , account] = await pageRulesOf(server, shop);
    const { data: asked } = await server.call('migrate_page_rules', migration);
    justBefore(server, isRealWrite, async () => {
      const { result } = await others.send('GET', `/zones?name=${shop}`);
      const [{ id = '' } = {}] = result as { id?: string }[];
      const actions = [{ id: 'security_level', value: 'under_attack' }];
      await others.send('PATCH', `/zones/${id}/pagerules/${account?.id}`, { actions });
    });
    const { data } = await server.call('migrate_page_rules', { ...migration, confirm: asked.confirm });
    expect(data.error.code).toBe('drift');
    const now = (await pageRulesOf(server, shop)).find(({ id }) => id === account?.id);
    expect(now).toMatchObject({ status: 'active', actions: { security_level: 'under_attack' } });
  });

  it.each([
    ['a new rule', 'POST', /rules$/u],
    ['the first rule of a phase', 'POST', /rulesets$/u],
    ['a Page Rule', 'PATCH', /pagerules/u],
  ])('finds out what became of %s whose answer was lost', async (_name, method, path) => {
    server.fault({ match: { method, path }, fault: { kind: 'cut', when: 'after_commit' } });
    const { data } = await server.apply('migrate_page_rules', migration);
    expect(data.status).toBe('applied');
    expect(new Set(data.changes.map(({ id }) => id)).size).toBe(10);
    const { rules } = await others.entrypoint(shop, 'http_request_dynamic_redirect');
    expect(rules.filter(({ ref }) => ref.startsWith('page_rule_'))).toHaveLength(2);
    expect((await pageRulesOf(server, shop)).filter(({ status }) => status === 'active')).toEqual([]);
  });
});
