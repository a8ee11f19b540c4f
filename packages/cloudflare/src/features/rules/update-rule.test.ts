import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import {
  isRealWrite,
  justBefore,
  type SecondWriter,
  second,
  secondWriter,
  type WireRule,
} from '../../../test/support/rules.ts';

let server: Harness;
let others: SecondWriter;

beforeEach(async () => {
  server = await startInProcess({ simulator: { plan: 'business' } });
  others = secondWriter(server);
});
afterEach(() => server.close());

const zone = 'mapleandpine.com';
const firewall = 'http_request_firewall_custom';
const shortNames: Readonly<Record<string, string>> = {
  [firewall]: 'waf_custom',
  http_request_cache_settings: 'cache',
  http_response_headers_transform: 'response_headers',
};

async function ruleNamed(phase: string, ref: string): Promise<WireRule> {
  const rule = (await others.entrypoint(zone, phase)).rules.find((candidate) => candidate.ref === ref);
  if (rule === undefined) throw new Error(`no rule ${ref}`);
  return rule;
}

async function refs(phase: string): Promise<readonly string[]> {
  return (await others.entrypoint(zone, phase)).rules.map(({ ref }) => ref);
}

describe('update_rule', () => {
  it('sends the whole rule, also what Cloudflare may know tomorrow, and changes only what was asked for', async () => {
    const { id } = await ruleNamed('http_request_cache_settings', 'product_images');
    const before = await ruleNamed('http_request_cache_settings', 'product_images');
    await server.apply('update_rule', {
      zone,
      phase: 'cache',
      rule_id: id,
      change: { description: 'Images' },
    });
    const sent = server.simulator.requests().findLast(({ method, url }) => isRealWrite(method, url));
    const { last_updated: _, version: __, id: ___, ...settable } = before;
    expect(sent?.method).toBe('PATCH');
    expect(JSON.parse(sent?.body ?? '')).toEqual({ ...settable, description: 'Images' });
    expect(await ruleNamed('http_request_cache_settings', 'product_images')).toMatchObject({
      ...settable,
      description: 'Images',
    });
  });

  // What Cloudflare takes and answers, though its documents have it otherwise: such rules are live.
  it.each<[string, string, Record<string, unknown>]>([
    ['addresses that are short or begin with a zero', firewall, { expression: 'ip.src in {10/8 01.2.3.4}' }],
    ['blanks of pasted text at its end', firewall, { expression: 'http.host eq "a.example"\u00a0' }],
    [
      'a query string that is left out of the cache key',
      'http_request_cache_settings',
      { action_parameters: { cache: true, cache_key: { custom_key: { query_string: { exclude: '*' } } } } },
    ],
    [
      'a query string that is a list in the cache key',
      'http_request_cache_settings',
      { action_parameters: { cache: true, cache_key: { custom_key: { query_string: { include: ['a'] } } } } },
    ],
    [
      'a header that is an address',
      'http_response_headers_transform',
      { action_parameters: { headers: { 'X-Client': { operation: 'set', expression: 'ip.src' } } } },
    ],
  ])('sends back a live rule with %s', async (_, phase, live) => {
    server.close();
    // Cloudflare sells cache keys with lists on this plan.
    server = await startInProcess({ simulator: { plan: 'enterprise' } });
    others = secondWriter(server);
    const [model] = (await others.entrypoint(zone, phase)).rules;
    const action = phase === firewall ? 'block' : model?.['action'];
    await others.add(zone, phase, { expression: 'http.host eq "a.example"', ref: 'live', action, ...live });
    const { id } = await ruleNamed(phase, 'live');
    const { data, text } = await server.apply('update_rule', {
      zone,
      phase: shortNames[phase],
      rule_id: id,
      change: { description: 'Edited' },
    });
    expect(data.status, text).toBe('applied');
    expect(await ruleNamed(phase, 'live')).toMatchObject({ ...live, description: 'Edited' });
  });

  it('answers an update that changes nothing without a write', async () => {
    const { id, expression } = await ruleNamed('http_request_transform', 'old_catalogue');
    server.requests();
    const { data } = await server.call('update_rule', {
      zone,
      phase: 'url_rewrite',
      rule_id: id,
      change: { expression },
      position: { index: 1 },
    });
    expect(data).toMatchObject({ status: 'applied', changes: [] });
    expect(server.requests().map((line) => line.split(' ')[0])).not.toContain('PATCH');
  });

  it('moves a rule without writing it, and back', async () => {
    const { id } = await ruleNamed(firewall, 'reported_by_form');
    const before = await refs(firewall);
    const { data } = await server.apply('update_rule', {
      zone,
      phase: 'waf_custom',
      rule_id: id,
      position: { index: 1 },
    });
    expect(data.changes[0]?.action).toBe('reorder');
    expect(data.changes[0]?.summary).toContain('from place 3 to 1');
    const sent = server.simulator.requests().findLast(({ method, url }) => isRealWrite(method, url));
    expect(JSON.parse(sent?.body ?? '')).toEqual({ position: { index: 1 } });
    expect(await refs(firewall)).toEqual(['reported_by_form', ...before.slice(0, 2)]);
    await server.apply('undo_change', { change_ids: [data.change_id] });
    expect(await refs(firewall)).toEqual(before);
  });

  it('writes and moves in one request, and takes both back', async () => {
    const rule = await ruleNamed('http_request_dynamic_redirect', 'summer_sale');
    const before = await others.entrypoint(zone, 'http_request_dynamic_redirect');
    server.requests();
    const { data } = await server.apply('update_rule', {
      zone,
      phase: 'redirect',
      rule_id: rule.id,
      change: { enabled: true, redirect: { target_url: 'https://example.org/', status_code: 307 } },
      position: { before: before.rules[0]?.id },
    });
    expect(server.requests().filter((line) => isRealWrite(line.split(' ')[0] ?? '', line))).toHaveLength(1);
    expect((await others.entrypoint(zone, 'http_request_dynamic_redirect')).rules[0]).toMatchObject({
      id: rule.id,
      enabled: true,
      action_parameters: { from_value: { status_code: 307 } },
    });
    await server.apply('undo_change', { change_ids: [data.change_id] });
    const { rules } = await others.entrypoint(zone, 'http_request_dynamic_redirect');
    expect(rules.map(settableOf)).toEqual(before.rules.map(settableOf));
  });

  it.each([
    ['admin_only_from_vpn', { enabled: false }, 'turns a protection off'],
    ['admin_only_from_vpn', { action: 'managed_challenge' }, 'weakens a protection'],
    [
      'admin_only_from_vpn',
      { expression: 'http.host eq "nobody.example"' },
      'no longer holds back requests such as https://mapleandpine.com/admin',
    ],
    ['admin_only_from_vpn', { action: 'skip', skip: { ruleset: 'current' } }, 'past protection'],
  ])('asks before it changes %s to %j', async (ref, change, reason) => {
    const { id } = await ruleNamed(firewall, ref);
    const { data } = await server.call('update_rule', { zone, phase: 'waf_custom', rule_id: id, change });
    expect(data.status).toBe('needs_confirmation');
    expect(data.reasons.join()).toContain(reason);
  });

  it('drops the parameters of the old action with it', async () => {
    const { id } = await ruleNamed(firewall, 'office_skips_challenges');
    await server.apply('update_rule', {
      zone,
      phase: 'waf_custom',
      rule_id: id,
      change: { action: 'block' },
    });
    const rule = await ruleNamed(firewall, 'office_skips_challenges');
    expect(rule).toMatchObject({ action: 'block' });
    expect(rule).not.toHaveProperty('action_parameters');
  });

  it.each([
    [{ hedders: [] }, 'change.hedders'],
    [{ redirect: { target: 'x' } }, 'change.redirect.target'],
    [{ headers: [{ name: 'X-A', operation: 'set' }] }, 'does not belong to cache rules'],
    [{ cache: { edge_ttl: { mode: 'forever' } } }, 'cache.edge_ttl.mode'],
    [{ cache: { eternal: true } }, 'cache.eternal: there is no such setting'],
    [{ action: 'block' }, 'leave it out'],
  ])('refuses %j', async (change, fragment) => {
    const { id } = await ruleNamed('http_request_cache_settings', 'product_images');
    const { data } = await server.call('update_rule', { zone, phase: 'cache', rule_id: id, change });
    expect(data).toMatchObject({ status: 'refused', error: { code: 'invalid_input' } });
    expect(data.error.message).toContain(fragment);
  });

  it('says where to look for a rule that is not there', async () => {
    const { data } = await server.call('update_rule', {
      zone,
      phase: 'cache',
      rule_id: 'f'.repeat(32),
      change: { enabled: true },
    });
    expect(data.error).toMatchObject({ code: 'not_found' });
    expect(data.error.next_step).toContain('list_rules');
  });

  it('does not overwrite what somebody else made of the rule meanwhile', async () => {
    const { id, ...rule } = await ruleNamed('http_request_transform', 'old_catalogue');
    const { id: rulesetId } = await others.entrypoint(zone, 'http_request_transform');
    const zones = (await others.send('GET', `/zones?name=${zone}`)).result as { id: string }[];
    const { version: _, last_updated: __, ...settable } = rule;
    justBefore(
      server,
      second((method, url) => method === 'GET' && url.includes('http_request_transform')),
      () =>
        others.send('PATCH', `/zones/${zones[0]?.id}/rulesets/${rulesetId}/rules/${id}`, {
          ...settable,
          description: 'Theirs',
        }),
    );
    const { data } = await server.call('update_rule', {
      zone,
      phase: 'url_rewrite',
      rule_id: id,
      change: { description: 'Ours' },
    });
    expect(data.error.code).toBe('drift');
    expect(data.error.details['changed']).toMatchObject([{ found: { description: 'Theirs' } }]);
    expect(await ruleNamed('http_request_transform', 'old_catalogue')).toMatchObject({
      description: 'Theirs',
    });
  });
});

function settableOf({ version: _, last_updated: __, ...rule }: WireRule): object {
  return rule;
}
