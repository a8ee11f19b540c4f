import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import { secondWriter } from '../../../test/support/rules.ts';
import { phaseFacts, rulePhases } from './phases.ts';

interface ShownPhase {
  readonly phase: string;
  readonly version?: number;
  readonly quota?: number;
  readonly problem?: string;
  readonly rules: readonly (Readonly<Record<string, unknown>> & {
    readonly id: string;
    readonly index: number;
  })[];
}

let server: Harness;

afterEach(() => server.close());

const zone = 'mapleandpine.com';

async function list(args: Record<string, unknown> = {}): Promise<readonly ShownPhase[]> {
  return JSON.parse((await server.call('list_rules', { zone, ...args })).text).phases;
}

describe('list_rules', () => {
  it('shows every phase in the order in which Cloudflare evaluates them, empty ones too', async () => {
    server = await startInProcess();
    const phases = await list();
    expect(phases.map(({ phase }) => phase)).toEqual(rulePhases);
    expect(phases.find(({ phase }) => phase === 'config')).toEqual({ phase: 'config', rules: [], quota: 25 });
  });

  it('shows a rule under the names that create_rule takes', async () => {
    server = await startInProcess();
    const [shown] = await list({ phase: 'redirect' });
    expect(shown?.rules[1]).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/u),
      index: 2,
      ref: 'summer_sale',
      description: expect.any(String),
      expression: 'http.host eq "mapleandpine.com" and http.request.uri.path eq "/sale"',
      enabled: false,
      redirect: { target_url: 'https://summer-sale.mapleandpine.com/', status_code: 302 },
    });
  });

  it('shows what its names cannot say as Cloudflare has it', async () => {
    server = await startInProcess();
    const rule = {
      action: 'redirect',
      expression: 'ip.src in $office',
      action_parameters: { from_list: { name: 'office', key: 'http.request.full_uri' } },
    };
    const result = {
      id: 'a'.repeat(32),
      version: '7',
      rules: [{ id: 'b'.repeat(32), ref: 'b'.repeat(32), version: '1', enabled: true, ...rule }],
    };
    const body = { success: true, errors: [], messages: [], result };
    server.fault({ match: { path: 'entrypoint' }, fault: { kind: 'status', status: 200, body } });
    const [shown] = await list({ phase: 'redirect' });
    expect(shown).toMatchObject({
      version: 7,
      rules: [{ index: 1, action_parameters: rule.action_parameters }],
    });
    expect(shown?.rules[0]).not.toHaveProperty('redirect');
    expect(shown?.rules[0]).not.toHaveProperty('ref');
  });

  it('marks and defuses text that strangers chose', async () => {
    server = await startInProcess();
    const { data, text } = await server.call('list_rules', { zone });
    expect(data.untrusted).toEqual(
      expect.arrayContaining([
        'phases[].rules[].description',
        'phases[].rules[].expression',
        'phases[].rules[].redirect',
        'phases[].rules[].headers',
      ]),
    );
    expect(text).toContain('u{202e}');
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u);
  });

  it('pages through all phases without losing or repeating a rule', async () => {
    server = await startInProcess();
    const whole = (await list()).flatMap(({ phase, rules }) => rules.map(({ id }) => `${phase} ${id}`));
    const seen: string[] = [];
    for (let page = 1; ; page += 1) {
      const { data, text } = await server.call('list_rules', { zone, page, per_page: 3 });
      const phases: readonly ShownPhase[] = JSON.parse(text).phases;
      seen.push(...phases.flatMap(({ phase, rules }) => rules.map(({ id }) => `${phase} ${id}`)));
      if (data.next === undefined) break;
      expect(data.next).toContain(`page: ${page + 1}`);
    }
    expect(seen).toEqual(whole);
  });

  it('reports a phase that the token may not read, and shows the others', async () => {
    const token = 'T'.repeat(40);
    server = await startInProcess({
      token,
      simulator: { tokens: [{ token, permissions: ['Zone Read', 'Cache Rules Read', 'Zone WAF Read'] }] },
    });
    const phases = await list();
    const readable = new Set(['waf_custom', 'rate_limit', 'cache']);
    for (const { phase, problem, rules } of phases) {
      // Nothing there is no problem either.
      if (phase === 'waf_managed') expect([rules, problem]).toEqual([[], undefined]);
      else if (readable.has(phase)) expect(rules.length).toBeGreaterThan(0);
      else
        expect(problem).toContain(
          phaseFacts(rulePhases.find((name) => name === phase) ?? 'cache').permission,
        );
    }
    const single = await server.call('list_rules', { zone, phase: 'redirect' });
    expect(single.isError).toBe(true);
    expect(single.data.error.code).toBe('permission_denied');
  });

  it('fails as a whole for anything but a missing permission', async () => {
    server = await startInProcess();
    server.fault({ match: { path: 'http_config' }, fault: { kind: 'status', status: 400 } });
    expect((await server.call('list_rules', { zone })).isError).toBe(true);
  });

  it('asks once for each phase', async () => {
    server = await startInProcess();
    await secondWriter(server).entrypoint(zone, 'http_config_settings');
    await server.call('get_zone', { zone });
    server.requests();
    await list();
    expect(server.requests()).toHaveLength(rulePhases.length);
  });
});
