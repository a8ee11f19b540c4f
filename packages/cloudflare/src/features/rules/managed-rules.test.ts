import type { SimulatedResponse } from '@crunchtools/cloudflare-simulator';
import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';

const zone = 'mapleandpine.com';
const managed = 'efb7b8c949ac4650a09736fc376e9aee';
const owasp = '4814384a9e5d4991b9815dcfc25d2f1f';
const october = 'd9e350f1b72d4730899c8a420e48a85d';
const absent = '0123456789abcdef0123456789abcdef';

interface Rule {
  readonly id: string;
  readonly index: number;
  readonly categories?: readonly string[];
  readonly description?: string;
}

interface Phase {
  readonly phase: string;
  readonly managed?: readonly { readonly id: string; readonly name: string }[];
  readonly ruleset?: { readonly id: string; readonly name: string; readonly tags: readonly string[] };
  readonly rules: readonly Rule[];
}

let server: Harness;
afterEach(() => server.close());

async function list(args: Record<string, unknown>): Promise<Phase> {
  const { data, text } = await server.call('list_rules', { zone, ...args });
  if (data.error !== undefined) throw new Error(data.error.message);
  const [phase] = JSON.parse(text).phases;
  return phase;
}

/** Answers requests whose path ends so in another way. */
function answer(ending: string, make: (url: string) => object): void {
  const fetch = server.simulator.fetch.bind(server.simulator);
  server.simulator.fetch = async (request) =>
    request.method === 'GET' && request.url.endsWith(ending) ? bodyOf(make(request.url)) : fetch(request);
}

function bodyOf({ status = 200, ...body }: { readonly status?: number }): SimulatedResponse {
  const text = JSON.stringify({ success: status < 300, errors: [], messages: [], result: null, ...body });
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: (async function* () {
      yield new TextEncoder().encode(text);
    })(),
  };
}

describe('list_rules', () => {
  it('names the managed rulesets that a zone may run where their phase is asked for', async () => {
    server = await startInProcess();
    const { managed: listed } = await list({ phase: 'waf_managed' });
    expect(listed).toContainEqual({ id: managed, name: 'Cloudflare Managed Ruleset' });
    // That for DDoS is run by another phase.
    expect(listed?.map(({ name }) => name)).not.toContain('DDoS L7 ruleset');
  });

  it('shows the rules inside one of them, and its tags', async () => {
    server = await startInProcess();
    const shown = await list({ ruleset: managed });
    expect(shown.phase).toBe('waf_managed');
    expect(shown.ruleset).toMatchObject({ id: managed, name: 'Cloudflare Managed Ruleset', version: '1' });
    // The most frequent first.
    expect(shown.ruleset?.tags[0]).toBe('wordpress');
    expect(shown.rules).toContainEqual({
      id: october,
      index: 1,
      description: 'October CMS - File Inclusion',
      action: 'block',
      categories: ['file-inclusion', 'october-cms'],
    });
    expect((await list({ ruleset: owasp })).rules.at(-1)).toMatchObject({ score_threshold: 40 });
  });

  it.each([
    ['wordpress', 2],
    ['CVE-2018-12895', 1],
    [october, 1],
    ['nothing of the kind', 0],
  ])('finds %s in ids, descriptions and tags', async (search, amount) => {
    server = await startInProcess();
    const { data, text } = await server.call('list_rules', { zone, ruleset: managed, search });
    const rules: readonly Rule[] = JSON.parse(text).phases.flatMap((phase: Phase) => phase.rules);
    expect([rules.length, data.total]).toEqual([amount, amount]);
  });

  it('finds ordinary rules by what they say, with their place among the others', async () => {
    server = await startInProcess();
    const shown = await list({ search: 'summer-sale' });
    expect(shown.rules).toMatchObject([{ index: 2, ref: 'summer_sale' }]);
  });

  it('pages through hundreds of rules without losing or repeating one', async () => {
    server = await startInProcess();
    const rules = Array.from({ length: 250 }, (_, index) => ({
      id: index.toString(16).padStart(32, '0'),
      version: '1',
      description: `rule ${index}`,
      categories: ['many', `tag-${index}`],
    }));
    const result = { id: managed, kind: 'managed', version: '180', rules };
    answer(`/rulesets/${managed}`, () => ({ result }));
    const seen: string[] = [];
    for (let page = 1; page <= 3; page += 1) {
      const shown = await list({ ruleset: managed, page });
      seen.push(...shown.rules.map(({ id }) => id));
      expect(shown.ruleset?.tags.length).toBeLessThanOrEqual(60);
    }
    expect(seen).toEqual(rules.map(({ id }) => id));
  });

  // ruleset-engine/rulesets-api/view: 'You can only use the Get a zone ruleset operation for zone-level phase entry points'.
  it.each([400, 404])('asks the account where the zone answers %i', async (status) => {
    server = await startInProcess();
    const fetch = server.simulator.fetch.bind(server.simulator);
    server.simulator.fetch = async (request) =>
      /zones\/.*\/rulesets\/[0-9a-f]{32}$/u.test(request.url) ? bodyOf({ status }) : fetch(request);
    server.requests();
    expect((await list({ ruleset: managed })).rules).toHaveLength(3);
    expect(server.requests().at(-1)).toMatch(
      new RegExp(`^GET /accounts/[0-9a-f]{32}/rulesets/${managed}$`, 'u'),
    );
  });

  it('shows nothing of a ruleset that is not Cloudflare\u2019s', async () => {
    server = await startInProcess();
    answer(`/rulesets/${absent}`, () => ({
      result: { id: absent, kind: 'custom', version: '1', rules: [] },
    }));
    for (const ruleset of [absent, 'a'.repeat(32)]) {
      const { data } = await server.call('list_rules', { zone, ruleset });
      expect(data.error).toMatchObject({
        code: 'not_found',
        next_step: expect.stringContaining('waf_managed'),
      });
    }
    const { data } = await server.call('list_rules', { zone, ruleset: managed, phase: 'cache' });
    expect(data.error.message).toContain('not of cache');
  });
});

const run = (overrides: object) => ({
  zone,
  phase: 'waf_managed',
  expression: 'true',
  action: 'execute',
  managed: { id: managed, overrides },
});

describe('a rule that names managed rules', () => {
  it('is refused where the ruleset has no such rule, before Cloudflare is asked', async () => {
    server = await startInProcess();
    for (const args of [
      run({ rules: [{ id: absent, enabled: false }] }),
      { ...run({}), action: 'skip', managed: undefined, skip: { rules: { [managed]: [october, absent] } } },
    ]) {
      server.requests();
      const { data } = await server.call('create_rule', { ...args });
      expect(data.error).toMatchObject({
        code: 'invalid_input',
        message: `The managed ruleset ${managed} has no rule ${absent}.`,
        next_step: expect.stringContaining(`list_rules with ruleset: ${managed}`),
      });
      expect(server.requests().filter((request) => !request.startsWith('GET'))).toEqual([]);
    }
  });

  it('is planned with a warning where no rule has the tag', async () => {
    server = await startInProcess();
    const plan = await server.call('create_rule', {
      ...run({ categories: [{ category: 'wordpres', enabled: false }] }),
      dry_run: true,
    });
    expect(plan.data.status).toBe('planned');
    expect(plan.data.warnings).toEqual([
      expect.stringMatching(/the tag "wordpres".*Did you mean wordpress\?/u),
    ]);
  });

  it('is planned without a word where all of it is there', async () => {
    server = await startInProcess();
    const plan = await server.call('create_rule', {
      ...run({
        categories: [{ category: 'wordpress', action: 'log' }],
        rules: [{ id: october, enabled: false }],
      }),
      dry_run: true,
    });
    expect([plan.data.status, plan.data.warnings]).toEqual(['planned', undefined]);
  });

  it('may keep what Cloudflare has taken away meanwhile', async () => {
    server = await startInProcess();
    const made = await server.apply('create_rule', run({ rules: [{ id: october, enabled: false }] }));
    answer(`/rulesets/${managed}`, () => ({
      result: { id: managed, kind: 'managed', version: '181', rules: [] },
    }));
    const rule_id = made.data.changes[0]?.id;
    const edit = { zone, phase: 'waf_managed', rule_id };
    const kept = await server.call('update_rule', {
      ...edit,
      change: { description: 'Other' },
      dry_run: true,
    });
    expect([kept.data.status, kept.data.warnings]).toEqual(['planned', undefined]);
    const more = {
      id: managed,
      overrides: {
        rules: [
          { id: october, enabled: false },
          { id: absent, enabled: false },
        ],
      },
    };
    const refused = await server.call('update_rule', { ...edit, change: { managed: more }, dry_run: true });
    expect(refused.data.error.message).toContain(absent);
    expect(refused.data.error.message).not.toContain(october);
  });

  it('is planned with a warning where the rules of the ruleset may not be read', async () => {
    server = await startInProcess();
    server.fault({
      match: { path: `rulesets/${managed}` },
      times: 2,
      fault: {
        kind: 'status',
        status: 403,
        body: { success: false, errors: [{ code: 10_000, message: 'no' }], messages: [], result: null },
      },
    });
    const plan = await server.call('create_rule', {
      ...run({ rules: [{ id: october, enabled: false }] }),
      dry_run: true,
    });
    expect(plan.data.warnings).toEqual([expect.stringContaining('the token may not read it')]);
  });
});
