import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import { isRealWrite, justBefore, type SecondWriter, secondWriter } from '../../../test/support/rules.ts';
import { phaseFacts, type RulePhase, rulePhases } from './phases.ts';

let server: Harness;
let others: SecondWriter;

beforeEach(async () => {
  server = await startInProcess({ simulator: { plan: 'business' } });
  others = secondWriter(server);
});
afterEach(() => server.close());

const zone = 'mapleandpine.com';
const redirects = 'http_request_dynamic_redirect';
const wish = {
  zone,
  phase: 'redirect',
  description: 'Old blog',
  expression: 'http.request.uri.path eq "/old-blog"',
  redirect: { target_url: 'https://mapleandpine.com/blog' },
};

/** What is there afterwards, told apart by what it is for. */
async function redirectsNow(): Promise<readonly unknown[]> {
  const { rules } = await others.entrypoint(zone, redirects);
  return rules.map(({ description }) => description);
}

describe('create_rule', () => {
  it.each(rulePhases)('makes a %s rule from the example that it shows', async (phase: RulePhase) => {
    const facts = phaseFacts(phase);
    const { data } = await server.apply('create_rule', { zone, phase, ...facts.example });
    const { rules } = await others.entrypoint(zone, facts.cloudflare);
    const made = rules.find(({ id }) => id === data.changes[0]?.id);
    expect(made).toMatchObject({ expression: facts.example['expression'], enabled: true });
    const listed = await server.call('list_rules', { zone, phase });
    const shown = JSON.parse(listed.text).phases[0].rules.at(-1);
    const { action, ...example } = facts.example;
    const [usual, ...otherActions] = facts.actions;
    expect(shown).toMatchObject(
      otherActions.length === 0 ? example : { ...example, action: action ?? usual },
    );
    await server.apply('undo_change', { change_ids: [data.change_id] });
    expect((await others.entrypoint(zone, facts.cloudflare)).rules).not.toContainEqual(made);
  });

  it('says what it does in one line', async () => {
    const { data } = await server.call('create_rule', { ...wish, dry_run: true });
    expect(data.changes[0]?.summary).toBe(
      'create redirect rule "Old blog" when http.request.uri.path eq "/old-blog" → 301 https://mapleandpine.com/blog',
    );
  });

  it('lets Cloudflare check the rule, and writes it once', async () => {
    server.requests();
    await server.call('create_rule', { ...wish, dry_run: true });
    const planned = server.requests().map((line) => line.replace(/^([A-Z]+).*\/rulesets/u, '$1 '));
    expect(planned.at(-1)).toMatch(/^POST .*\/rules\?dry_run=true$/u);
    expect(await redirectsNow()).not.toContain('Old blog');
    await server.apply('create_rule', wish);
    const written = server.requests().filter((line) => isRealWrite(line.split(' ')[0] ?? '', line));
    expect(written).toHaveLength(1);
  });

  it('tells what Cloudflare refuses in the check, and writes nothing', async () => {
    const body = {
      success: false,
      errors: [{ code: 20_120, message: 'not entitled', source: { pointer: '/rules/0' } }],
      messages: [],
      result: null,
    };
    server.fault({ match: { path: 'dry_run' }, fault: { kind: 'status', status: 400, body } });
    server.requests();
    const { data } = await server.call('create_rule', wish);
    expect(data.status).toBe('failed');
    expect(data.error.message).toContain('not entitled');
    expect(server.requests().filter((line) => isRealWrite(line.split(' ')[0] ?? '', line))).toEqual([]);
  });

  it.each([
    ['before', 0],
    ['after', 1],
    ['index', 1],
  ])('puts the rule %s another one', async (where, expected) => {
    const { rules } = await others.entrypoint(zone, redirects);
    const position = { [where]: where === 'index' ? 2 : rules[0]?.id };
    await server.apply('create_rule', { ...wish, position });
    expect((await redirectsNow()).indexOf('Old blog')).toBe(expected);
  });

  it.each([
    [{ before: 'f'.repeat(32) }, 'there is no other rule'],
    [{ index: 9 }, 'behind the end'],
    [{}, 'exactly one'],
    [{ index: 1, before: 'f'.repeat(32) }, 'exactly one'],
  ])('refuses the position %j', async (position, fragment) => {
    const { data } = await server.call('create_rule', { ...wish, position });
    expect(data).toMatchObject({ status: 'refused', error: { code: 'invalid_input' } });
    expect(data.error.message).toContain(fragment);
  });

  it('shows a rule of the phase to whoever mixes phases up', async () => {
    const { data } = await server.call('create_rule', { ...wish, phase: 'url_rewrite' });
    expect(data.error.message).toContain('redirect: does not belong to url_rewrite rules');
    expect(data.error.message).toContain('rewrite: is required');
    expect(data.error.next_step).toContain(JSON.stringify(phaseFacts('url_rewrite').example));
  });

  it('points at the place in an expression, and suggests', async () => {
    const { data } = await server.call('create_rule', { ...wish, expression: 'http.hots eq "a.example"' });
    expect(data.error.details).toMatchObject({
      problems: [{ field: 'expression', line: 1, column: 1, suggestion: 'http.host' }],
    });
  });

  it('sends no expression that the engine refuses', async () => {
    server.requests();
    const names = 'http.request.headers.names[*]';
    const { data } = await server.call('create_rule', {
      ...wish,
      expression: `any(${names} eq "a" or ${names} eq "b")`,
    });
    expect(data).toMatchObject({ status: 'refused', error: { code: 'invalid_input' } });
    expect(server.requests().filter((line) => !line.startsWith('GET'))).toEqual([]);
  });

  // The acceptance tests of Cloudflare's Terraform provider set headers to `ip.src`.
  it.each([
    ['request_headers', { headers: [{ name: 'X-Client', operation: 'set', expression: 'ip.src' }] }],
    ['response_headers', { headers: [{ name: 'X-Client', operation: 'add', expression: 'ip.src' }] }],
    ['url_rewrite', { rewrite: { query_expression: 'ip.src' } }],
  ])('takes an address as the value of a %s rule', async (phase, value) => {
    const rule = { zone, phase, expression: 'http.request.uri.path eq "/whoami"', ...value };
    const { data, text } = await server.apply('create_rule', rule);
    expect(data.status, text).toBe('applied');
    expect(data.warnings).toBeUndefined();
    expect(JSON.stringify(data.changes[0]?.after)).toContain('"expression":"ip.src"');
  });

  // Cloudflare fills in what a rate limit leaves out (recordings/rulesets.json of the simulator).
  it('has no doubt about a rate limit to which Cloudflare added its defaults', async () => {
    const { data, text } = await server.apply('create_rule', {
      zone,
      phase: 'rate_limit',
      expression: 'http.request.uri.path eq "/login"',
      action: 'managed_challenge',
      rate_limit: { period: 60, requests_per_period: 10 },
    });
    expect(data.status, text).toBe('applied');
    expect(data.warnings).toBeUndefined();
    const { rules } = await others.entrypoint(zone, 'http_ratelimit');
    expect(rules.at(-1)?.['ratelimit']).toMatchObject({ mitigation_timeout: 0, requests_to_origin: false });
  });

  it('refuses more rules than the plan has', async () => {
    for (let number = 0; number < 4; number += 1) {
      await server.apply('create_rule', {
        zone,
        phase: 'rate_limit',
        ...phaseFacts('rate_limit').example,
        description: `limit ${number}`,
      });
    }
    const { data } = await server.call('create_rule', {
      zone,
      phase: 'rate_limit',
      ...phaseFacts('rate_limit').example,
    });
    expect(data.error.message).toContain('5 rate_limit rules');
  });

  it('is applied when an identical plan is confirmed', async () => {
    const strict = await startInProcess({ args: ['--confirm', 'always'] });
    const first = await strict.call('create_rule', wish);
    expect(first.data.status).toBe('needs_confirmation');
    const second = await strict.call('create_rule', { ...wish, confirm: first.data.confirm });
    expect(second.data.status).toBe('applied');
    strict.close();
  });

  it('makes a second rule like the first under another ref', async () => {
    const one = await server.apply('create_rule', wish);
    const two = await server.apply('create_rule', wish);
    expect(one.data.changes[0]?.after['ref']).toMatch(/^mcp_[0-9a-f]{16}$/u);
    expect(two.data.changes[0]?.after['ref']).not.toBe(one.data.changes[0]?.after['ref']);
  });

  it('refuses a ref that another rule has', async () => {
    await server.apply('create_rule', { ...wish, ref: 'blog' });
    const { data } = await server.call('create_rule', { ...wish, ref: 'blog' });
    expect(data.error.message).toContain('"blog" belongs to another redirect rule');
  });
});

describe('create_rule beside somebody else', () => {
  it('stops when the rules changed since the plan, and says how', async () => {
    justBefore(
      server,
      (method, url) =>
        method === 'GET' &&
        server.simulator.requests().some(({ url: old }) => old.includes('dry_run')) &&
        url.includes(redirects),
      () => others.add(zone, redirects, { ...foreignRule, description: 'Theirs' }),
    );
    const { data } = await server.call('create_rule', wish);
    expect(data.error.code).toBe('drift');
    expect(data.error.details).toMatchObject({
      planned_version: 1,
      found_version: 2,
      added: [{ description: 'Theirs' }],
    });
    expect(await redirectsNow()).toContain('Theirs');
    expect(await redirectsNow()).not.toContain('Old blog');
  });

  it('keeps both when somebody writes in the last moment', async () => {
    justBefore(server, isRealWrite, () =>
      others.add(zone, redirects, { ...foreignRule, description: 'Theirs' }),
    );
    const { data } = await server.call('create_rule', wish);
    expect(data.status).toBe('applied');
    expect((await redirectsNow()).slice(-2)).toEqual(['Theirs', 'Old blog']);
  });

  it('does not overwrite the first rules of a phase that somebody else makes meanwhile', async () => {
    const phase = 'http_config_settings';
    justBefore(server, isRealWrite, async () => {
      const { result } = await others.send('GET', `/zones?name=${zone}`);
      const [{ id = '' } = {}] = result as { id?: string }[];
      await others.send('POST', `/zones/${id}/rulesets`, {
        kind: 'zone',
        name: 'default',
        phase,
        rules: [{ action: 'set_config', expression: 'true', action_parameters: { bic: true } }],
      });
    });
    const { data } = await server.call('create_rule', {
      zone,
      phase: 'config',
      ...phaseFacts('config').example,
    });
    expect(data.error.code).toBe('drift');
    expect((await others.entrypoint(zone, phase)).rules).toMatchObject([
      { action_parameters: { bic: true } },
    ]);
  });

  it('lets calls of one process follow each other', async () => {
    const numbers = [1, 2, 3, 4, 5];
    const answers = await Promise.all(
      numbers.map((number) => server.call('create_rule', { ...wish, description: `parallel ${number}` })),
    );
    expect(answers.map(({ data }) => data.status)).toEqual(numbers.map(() => 'applied'));
    const now = await redirectsNow();
    expect(numbers.filter((number) => !now.includes(`parallel ${number}`))).toEqual([]);
  });
});

const foreignRule = {
  action: 'redirect',
  expression: 'http.host eq "theirs.mapleandpine.com"',
  action_parameters: { from_value: { target_url: { value: 'https://example.org/' }, status_code: 302 } },
};

describe('create_rule on a bad line', () => {
  it.each(['redirect', 'config'] as const)(
    'finds a %s rule whose answer was lost, and makes no second one',
    async (phase) => {
      const facts = phaseFacts(phase);
      server.fault({
        match: { method: 'POST', path: /rulesets(?!.*dry_run)/u },
        fault: { kind: 'cut', when: 'after_commit' },
      });
      const before = (await others.entrypoint(zone, facts.cloudflare)).rules.length;
      const { data } = await server.call('create_rule', {
        zone,
        phase,
        ...(phase === 'redirect' ? wish : facts.example),
      });
      expect(data.status).toBe('applied');
      const { rules } = await others.entrypoint(zone, facts.cloudflare);
      expect(rules).toHaveLength(before + 1);
      expect(rules.at(-1)?.id).toBe(data.changes[0]?.id);
    },
  );

  it('says that nothing was changed when the request did not arrive', async () => {
    server.fault({
      match: { method: 'POST', path: /rulesets(?!.*dry_run)/u },
      fault: { kind: 'status', status: 502 },
    });
    const { data } = await server.call('create_rule', wish);
    expect(data).toMatchObject({ status: 'failed', changes: [{ outcome: 'not_applied' }] });
    expect(data.error.message).toContain('nothing was changed');
    expect(await redirectsNow()).not.toContain('Old blog');
  });

  it('waits when Cloudflare is busy with another write of the ruleset', async () => {
    const headers = { 'retry-after': '0' };
    server.fault({ match: { path: /rules$/u }, fault: { kind: 'status', status: 429, headers } });
    const { data } = await server.call('create_rule', wish);
    expect(data.status).toBe('applied');
    expect((await redirectsNow()).filter((name) => name === 'Old blog')).toHaveLength(1);
  });

  it('says that nothing was changed when the check got no answer', async () => {
    server.fault({ match: { path: 'dry_run' }, fault: { kind: 'status', status: 502 } });
    const { data } = await server.call('create_rule', wish);
    expect(data.error).toMatchObject({ code: 'upstream_unavailable' });
    expect(data.error.message).toContain('Nothing was changed');
  });

  it('takes a check that was answered like a write for what it may be', async () => {
    const result = { id: 'a'.repeat(32), version: '2', rules: [] };
    const body = { success: true, errors: [], messages: [], result };
    server.fault({ match: { path: 'dry_run' }, fault: { kind: 'status', status: 200, body } });
    const { data } = await server.call('create_rule', wish);
    expect(data.error.code).toBe('outcome_unknown');
  });
});
