/** Rulesets through the npm `cloudflare` SDK: a client that nobody here wrote. */

import Cloudflare, { APIError } from 'cloudflare';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../src/index.ts';
import { createSimulator, SIMULATOR_TOKEN, serve } from '../../src/index.ts';

const READER = `cfut_${'r'.repeat(48)}`;
const simulator = createSimulator({
  seed: 'empty',
  plan: 'pro',
  tokens: [{ token: READER, permissions: ['Zone WAF Read'] }],
});

const CUSTOM = 'http_request_firewall_custom';
const REDIRECTS = 'http_request_dynamic_redirect';

interface RuleView {
  readonly id?: string;
  readonly ref?: string;
  readonly version: string;
  readonly description?: string;
  readonly enabled?: boolean;
}

interface RulesetView {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly phase: string;
  readonly version: string;
  readonly last_updated: string;
  readonly rules: readonly RuleView[];
}

let server: RunningServer;
let client: Cloudflare;
let zone_id: string;

beforeAll(async () => {
  server = await serve(simulator, { port: 0 });
  client = clientWith(SIMULATOR_TOKEN);
});

beforeEach(async () => {
  simulator.reset();
  const { result } = await client.zones.list();
  zone_id = result[0]?.id ?? '';
});

afterAll(() => server.close());

function clientWith(apiToken: string): Cloudflare {
  return new Cloudflare({ apiToken, baseURL: server.url, maxRetries: 0 });
}

/** The SDK types writes as "a ruleset or unknown", because a trial answers with null. */
function view(value: unknown): RulesetView {
  return value as RulesetView;
}

function block(ref: string, description = ref) {
  return { ref, description, action: 'block', expression: `http.host eq "${ref}.example.com"` } as const;
}

function refsOf({ rules }: RulesetView): readonly (string | undefined)[] {
  return rules.map(({ ref }) => ref);
}

async function all<Item>(pages: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of pages) items.push(item);
  return items;
}

async function refusal(call: Promise<unknown>) {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof APIError)) throw new Error('nothing was refused');
  return { status: error.status, errors: error.errors };
}

async function entrypoint(...refs: readonly string[]): Promise<RulesetView> {
  return view(await client.rulesets.phases.update(CUSTOM, { zone_id, rules: refs.map((ref) => block(ref)) }));
}

describe('rulesets through the npm cloudflare SDK', () => {
  it('are created, read, replaced and deleted', async () => {
    const made = view(
      await client.rulesets.create({
        zone_id,
        name: 'Redirects',
        kind: 'zone',
        phase: REDIRECTS,
        rules: [
          {
            ref: 'old',
            expression: 'http.request.uri.path eq "/old"',
            action: 'redirect',
            action_parameters: {
              from_value: { target_url: { value: 'https://example.com/new' }, status_code: 301 },
            },
          },
        ],
      }),
    );
    expect(await client.rulesets.get(made.id, { zone_id })).toEqual(made);
    expect(await client.rulesets.phases.get(REDIRECTS, { zone_id })).toEqual(made);
    const replaced = view(
      await client.rulesets.update(made.id, { zone_id, description: 'empty', rules: [] }),
    );
    expect(replaced).toMatchObject({ id: made.id, version: '2', description: 'empty', rules: [] });
    await client.rulesets.delete(made.id, { zone_id });
    expect(await refusal(client.rulesets.get(made.id, { zone_id }))).toMatchObject({ status: 404 });
  });

  it('are listed, also by cursor', async () => {
    for (const phase of [CUSTOM, REDIRECTS, 'http_request_origin'] as const) {
      await client.rulesets.phases.update(phase, { zone_id, rules: [] });
    }
    const listed = await all(client.rulesets.list({ zone_id }));
    const phases = listed.filter(({ kind }) => kind === 'zone').map(({ phase }) => phase);
    expect(phases.toSorted()).toEqual([REDIRECTS, CUSTOM, 'http_request_origin'].toSorted());
    expect(await all(client.rulesets.list({ zone_id, per_page: 2 }))).toEqual(listed);
  });

  it('have no entry point before the first', async () => {
    expect(await refusal(client.rulesets.phases.get(CUSTOM, { zone_id }))).toMatchObject({
      status: 404,
      errors: [{ code: 10003, message: `could not find entrypoint ruleset in the ${CUSTOM} phase` }],
    });
    expect(await all(client.rulesets.phases.versions.list(CUSTOM, { zone_id }))).toEqual([]);
  });

  it('keep their versions', async () => {
    const first = await entrypoint('a', 'b');
    const second = await entrypoint('b');
    const versions = await all(client.rulesets.versions.list(first.id, { zone_id }));
    expect(versions.map(({ version }) => version)).toEqual(['1', '2']);
    expect(await client.rulesets.versions.get('1', { zone_id, ruleset_id: first.id })).toEqual(first);
    expect(await client.rulesets.phases.versions.get('2', { zone_id, ruleset_phase: CUSTOM })).toEqual(
      second,
    );
    expect(await all(client.rulesets.phases.versions.list(CUSTOM, { zone_id }))).toEqual(versions);
    await client.rulesets.versions.delete('1', { zone_id, ruleset_id: first.id });
    expect(await all(client.rulesets.versions.list(first.id, { zone_id }))).toHaveLength(1);
  });
});

describe('rules through the npm cloudflare SDK', () => {
  it('are added where they belong', async () => {
    const { id: ruleset_id, rules } = await entrypoint('a', 'b');
    const add = async (ref: string, position: object) =>
      refsOf(view(await client.rulesets.rules.create(ruleset_id, { zone_id, ...block(ref), position })));
    expect(await add('first', { before: '' })).toEqual(['first', 'a', 'b']);
    expect(await add('middle', { after: rules[0]?.id })).toEqual(['first', 'a', 'middle', 'b']);
    expect(await add('second', { index: 2 })).toEqual(['first', 'second', 'a', 'middle', 'b']);
    expect(await add('last', { after: '' })).toEqual(['first', 'second', 'a', 'middle', 'b', 'last']);
  });

  it('are changed and moved', async () => {
    const made = await entrypoint('a', 'b', 'c');
    const target = made.rules[0]?.id ?? '';
    const where = { zone_id, ruleset_id: made.id };
    const edited = view(
      await client.rulesets.rules.edit(target, { ...where, ...block('a', 'changed'), enabled: false }),
    );
    expect(edited.rules[0]).toMatchObject({
      id: target,
      version: '2',
      description: 'changed',
      enabled: false,
    });
    expect(edited.rules.slice(1)).toEqual(made.rules.slice(1));
    const moved = view(await client.rulesets.rules.edit(target, { ...where, position: { index: 3 } }));
    expect([refsOf(moved), moved.version]).toEqual([['b', 'c', 'a'], '3']);
    expect(moved.rules[2]).toEqual(edited.rules[0]);
  });

  it('are deleted', async () => {
    const made = await entrypoint('a', 'b');
    const rule = made.rules[0]?.id ?? '';
    const where = { zone_id, ruleset_id: made.id };
    expect(refsOf(view(await client.rulesets.rules.delete(rule, where)))).toEqual(['b']);
    expect(await refusal(client.rulesets.rules.delete(rule, where))).toMatchObject({ status: 404 });
  });

  it('are tried without a change', async () => {
    const made = await entrypoint('a');
    const rule = made.rules[0]?.id ?? '';
    const where = { zone_id, ruleset_id: made.id, dry_run: true };
    expect(await client.rulesets.rules.create(made.id, { zone_id, dry_run: true, ...block('b') })).toBeNull();
    expect(await client.rulesets.rules.edit(rule, { ...where, ...block('c') })).toBeNull();
    expect(await client.rulesets.rules.delete(rule, where)).toBeNull();
    expect(await client.rulesets.update(made.id, { zone_id, dry_run: true, rules: [] })).toBeNull();
    expect(await client.rulesets.phases.update(CUSTOM, { zone_id, dry_run: true, rules: [] })).toBeNull();
    await client.rulesets.delete(made.id, { zone_id, dry_run: true });
    expect(await client.rulesets.get(made.id, { zone_id })).toEqual(made);
  });

  it('are refused with a code, a message and a pointer', async () => {
    const wrong = { ...block('a'), expression: 'http.hst eq "a"' };
    const refused = await refusal(client.rulesets.phases.update(CUSTOM, { zone_id, rules: [wrong] }));
    expect(refused).toMatchObject({
      status: 400,
      errors: [{ code: 20127, source: { pointer: '/rules/0/expression' } }],
    });
    const { id } = await entrypoint();
    const regex = { ...block('a'), expression: 'http.host matches "a"' };
    expect(await refusal(client.rulesets.rules.create(id, { zone_id, ...regex }))).toMatchObject({
      status: 400,
      errors: [{ code: 20120, source: { pointer: '/expression' } }],
    });
  });

  it('are read, not written, with a token that may only read', async () => {
    const made = await entrypoint('a');
    const reader = clientWith(READER);
    expect(await reader.rulesets.get(made.id, { zone_id })).toEqual(made);
    expect(await refusal(reader.rulesets.rules.create(made.id, { zone_id, ...block('b') }))).toMatchObject({
      status: 403,
      errors: [{ code: 10000 }],
    });
    expect(await refusal(reader.rulesets.phases.get(REDIRECTS, { zone_id }))).toMatchObject({ status: 403 });
  });
});
