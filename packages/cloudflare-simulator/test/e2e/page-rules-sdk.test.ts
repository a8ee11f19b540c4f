/** Page Rules through the npm `cloudflare` SDK: a client that nobody here wrote. */

import Cloudflare, { APIError } from 'cloudflare';
import type { TargetParam } from 'cloudflare/resources/page-rules/page-rules';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimulator, type RunningServer, serve } from '../../src/index.ts';

type Rule = Cloudflare.PageRules.PageRule;

const TOKEN = `cfut_${'t'.repeat(40)}`;
let server: RunningServer;
let rules: Cloudflare.PageRules;
let zone_id: string;

beforeAll(async () => {
  server = await serve(createSimulator({ seed: 'demo', token: TOKEN }), { port: 0 });
  const client = new Cloudflare({ apiToken: TOKEN, baseURL: server.url, maxRetries: 0 });
  rules = client.pageRules;
  const zones = await client.zones.list({ name: 'mapleandpine.com' });
  zone_id = zones.result[0]?.id ?? '';
});

afterAll(() => server.close());

const targets = (value: string): TargetParam[] => [
  { target: 'url', constraint: { operator: 'matches', value } },
];

const urlsOf = (found: readonly Rule[]) => found.map((rule) => rule.targets[0]?.constraint?.value);

/** The refusal that the SDK throws. */
async function refusal(sent: Promise<unknown>): Promise<{ status: number; codes: number[]; text: string }> {
  const error: unknown = await sent.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof APIError)) throw new Error('nothing was refused');
  return {
    status: error.status ?? 0,
    codes: error.errors.map(({ code }) => code ?? 0),
    text: JSON.stringify(error.error),
  };
}

describe('the npm cloudflare SDK', () => {
  it('lists the rules of a zone, with filter and order', async () => {
    const found = await rules.list({ zone_id });
    expect(found.map(({ priority }) => priority)).toEqual([5, 4, 3, 2, 1]);
    expect(urlsOf(await rules.list({ zone_id, status: 'disabled', match: 'all' }))).toEqual([
      'blog.mapleandpine.com/*',
    ]);
    const ascending = await rules.list({ zone_id, order: 'priority', direction: 'asc' });
    expect(urlsOf(ascending)).toEqual(urlsOf(found).toReversed());
  });

  it('creates, gets, edits, overwrites and deletes', async () => {
    const created = await rules.create({
      zone_id,
      targets: targets('mapleandpine.com/sdk/*'),
      actions: [
        { id: 'browser_cache_ttl', value: 7200 },
        { id: 'cache_level', value: 'aggressive' },
      ],
      priority: 2,
      status: 'active',
    });
    expect(created).toMatchObject({
      priority: 2,
      status: 'active',
      actions: [{ value: 7200 }, { value: 'aggressive' }],
    });
    expect(await rules.get(created.id, { zone_id })).toEqual(created);
    expect(await rules.list({ zone_id })).toHaveLength(6);

    const edited = await rules.edit(created.id, { zone_id, actions: [{ id: 'disable_apps' }], priority: 6 });
    expect(edited).toMatchObject({
      id: created.id,
      actions: [{ id: 'disable_apps' }],
      priority: 6,
      status: 'active',
    });
    expect(urlsOf(await rules.list({ zone_id }))[0]).toBe('mapleandpine.com/sdk/*');

    const put = await rules.update(created.id, {
      zone_id,
      targets: targets('mapleandpine.com'),
      actions: [{ id: 'forwarding_url', value: { url: 'https://www.mapleandpine.com/', status_code: 301 } }],
    });
    expect(put).toMatchObject({ status: 'disabled', priority: 1, created_on: created.created_on });
    expect(urlsOf([put])).toEqual(['mapleandpine.com/']);

    expect(await rules.delete(created.id, { zone_id })).toEqual({ id: created.id });
    expect(await refusal(rules.get(created.id, { zone_id }))).toMatchObject({ status: 400, codes: [1002] });
  });

  it.each<readonly [string, Cloudflare.PageRules.PageRuleCreateParams['actions'][number]]>([
    ['always_use_https', { id: 'always_use_https' }],
    ['disable_zaraz', { id: 'disable_zaraz' }],
    ['security_level', { id: 'security_level', value: 'under_attack' }],
    ['ssl', { id: 'ssl', value: 'strict' }],
    ['edge_cache_ttl', { id: 'edge_cache_ttl', value: 86_400 }],
    ['mirage', { id: 'mirage', value: 'on' }],
    ['ip_geolocation', { id: 'ip_geolocation', value: 'on' }],
    ['explicit_cache_control', { id: 'explicit_cache_control', value: 'on' }],
  ])('creates %s', async (id, action) => {
    const created = await rules.create({
      zone_id,
      targets: targets(`mapleandpine.com/${id}`),
      actions: [action],
    });
    expect(created.actions).toEqual([action]);
    await rules.delete(created.id, { zone_id });
  });

  it.each([
    ['another zone', targets('example.org/*'), 'targetUrl'],
    ['five asterisks', targets('*mapleandpine.com/*/*/*/*'), 'targetUrl'],
    ['a pattern that is taken', targets('www.mapleandpine.com/images/*'), 'distinctTargetUrl'],
    ['no target', [], 'targets'],
  ])('sees why a rule is refused: %s', async (_name, wrong, rule) => {
    const refused = await refusal(
      rules.create({ zone_id, targets: wrong, actions: [{ id: 'ssl', value: 'full' }] }),
    );
    expect(refused).toMatchObject({ status: 400, codes: [1004] });
    expect(refused.text).toContain(`.${rule}:`);
  });
});
